"""The one place that reads the time; everything else is told it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic


def utc_now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(UTC)


def running_from(now: datetime) -> Callable[[], datetime]:
    """Return a clock that shows `now` and runs on from there, whatever becomes of the machine's."""
    start = monotonic()
    return lambda: now + timedelta(seconds=monotonic() - start)
