"""What criteria are asked within: a workspace and a moment."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kindred.accounts.models import Workspace


@dataclass(frozen=True, kw_only=True)
class Scope:
    """A workspace and the moment that counts as now."""

    workspace: Workspace
    now: datetime

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

    def start_of(self, day: date) -> datetime:
        """Return the moment at which a day begins in the workspace."""
        return datetime.combine(day, time.min, tzinfo=self.zone).astimezone(UTC)

    def ago(self, *, days: int) -> datetime:
        """Return the moment so many days before now; as early as there is, when that is before the calendar."""
        try:
            return self.now - timedelta(days=days)
        except OverflowError:
            return datetime.min.replace(tzinfo=UTC)
