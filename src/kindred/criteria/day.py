"""Days as criteria name them: by date, or counted from today."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

UNITS = ("day", "week", "month", "year")
#: Enough for any plan, little enough for any calendar.
MOST = 36_500
_NAMED = {"today": 0, "yesterday": -1, "tomorrow": 1}
_COUNTED = re.compile(r"(?:(in) )?(\d{1,5}) (day|week|month|year)s?(?: (ago))?")


@dataclass(frozen=True, kw_only=True)
class RelativeDay:
    """A day counted from today: so many days, weeks, months or years later, or earlier where negative."""

    count: int
    unit: str = "day"

    def on(self, today: date) -> date:
        """Return the day it is, within the calendar; a month without such a day has its last."""
        try:
            if self.unit in ("day", "week"):
                return today + timedelta(days=self.count * (7 if self.unit == "week" else 1))
            months = today.year * 12 + today.month - 1 + self.count * (12 if self.unit == "year" else 1)
            year, month = divmod(months, 12)
            return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
        except (OverflowError, ValueError):
            return date.max if self.count > 0 else date.min

    def __str__(self) -> str:
        """Return it as documents have it: "90 days ago"."""
        if self.unit == "day" and self.count in _NAMED.values():
            return next(name for name, count in _NAMED.items() if count == self.count)
        counted = f"{abs(self.count)} {self.unit}{'' if abs(self.count) == 1 else 's'}"
        return f"{counted} ago" if self.count < 0 else f"in {counted}"

    def say(self) -> str:
        """Read it aloud."""
        if self.unit == "day" and self.count in _NAMED.values():
            return {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}[self.count]
        number = abs(self.count)
        counted = {
            "day": ngettext("%(n)d day", "%(n)d days", number),
            "week": ngettext("%(n)d week", "%(n)d weeks", number),
            "month": ngettext("%(n)d month", "%(n)d months", number),
            "year": ngettext("%(n)d year", "%(n)d years", number),
        }[self.unit] % {"n": number}
        return (_("%(time)s ago") if self.count < 0 else _("in %(time)s")) % {"time": counted}


#: A day as a condition has it.
Day = date | RelativeDay


def read_day(text: str) -> Day:
    """Read a day as documents have it: "2026-12-31", "today", "90 days ago", "in 2 weeks".

    Raises ValueError.
    """
    words = " ".join(text.lower().split())
    if words in _NAMED:
        return RelativeDay(count=_NAMED[words])
    if counted := _COUNTED.fullmatch(words):
        ahead, number, unit, ago = counted.groups()
        if bool(ahead) == bool(ago) or int(number) > MOST:
            raise ValueError(text)
        return RelativeDay(count=-int(number) if ago else int(number), unit=unit)
    return date.fromisoformat(text.strip())
