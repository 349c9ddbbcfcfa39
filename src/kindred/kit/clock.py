"""The one place that reads the time; everything else is told it."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(UTC)
