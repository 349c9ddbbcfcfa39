"""What criteria are asked within: a workspace and a moment."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kindred.accounts.models import Workspace
from kindred.criteria.day import Day, RelativeDay

Remembered = TypeVar("Remembered")

#: A year more or less must still be a moment in every time zone.
EARLIEST, LATEST = date(2, 1, 1), date(9998, 12, 30)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """A workspace and the moment that counts as now."""

    workspace: Workspace
    now: datetime
    #: The segments whose criteria are being looked into, so that a circle of them comes to an end.
    within: frozenset[str] = frozenset()
    _remembered: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def remember(self, key: Any, make: Callable[[], Remembered]) -> Remembered:
        """Return what was made for this key before, or make it: what is asked of many contacts is looked up once."""
        if key not in self._remembered:
            self._remembered[key] = make()
        found: Remembered = self._remembered[key]
        return found

    def inside(self, segment: str) -> "Scope":
        """Return the scope within a segment."""
        return replace(self, within=self.within | {segment})

    @cached_property
    def zone(self) -> ZoneInfo:
        """Return the workspace's time zone: its days begin at its midnight."""
        try:
            return ZoneInfo(self.workspace.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo("UTC")

    @cached_property
    def today(self) -> date:
        """Return the day it is in the workspace."""
        return self.now.astimezone(self.zone).date()

    def day(self, day: Day) -> date:
        """Return the date of a day that may be counted from today; never so early or late that no zone has it."""
        dated = day.on(self.today) if isinstance(day, RelativeDay) else day
        return min(max(dated, EARLIEST), LATEST)

    def start_of(self, day: Day, *, later: int = 0) -> datetime:
        """Return the moment at which a day, or so many days later, begins in the workspace."""
        begin = self.day(day) + timedelta(days=later)
        return datetime.combine(begin, time.min, tzinfo=self.zone).astimezone(UTC)

    def local_day(self, moment: datetime) -> date:
        """Return the day a moment falls on in the workspace."""
        return moment.astimezone(self.zone).date()

    def ago(self, *, days: int) -> datetime:
        """Return the moment so many days before now; as early as there is, when that is before the calendar."""
        try:
            return self.now - timedelta(days=days)
        except OverflowError:
            return datetime.min.replace(tzinfo=UTC)

    def ahead(self, *, days: int) -> datetime:
        """Return the moment so many days after now; as late as there is, when that is after the calendar."""
        try:
            return self.now + timedelta(days=days)
        except OverflowError:
            return datetime.max.replace(tzinfo=UTC)
