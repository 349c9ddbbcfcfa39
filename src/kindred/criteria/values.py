"""Reading the values of conditions: each reader returns what the operator compares, or says what is wrong."""

import math
from datetime import date
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from kindred.contacts.cleaning.errors import BadValue
from kindred.criteria.day import Day, read_day
from kindred.criteria.subject import Subject

MAX_TEXT = 200
MAX_VALUES = 500
MAX_DAYS = 36_500


def nothing(raw: Any, _subject: Subject) -> None:
    """Read the value of an operator that takes none."""
    if raw is not None:
        raise ValueError(_("No value is needed here."))


def text(raw: Any, _subject: Subject | None = None) -> str:
    """Read a text to look for."""
    if not isinstance(raw, str) or not raw.strip():
        raise ValueError(_("Enter a text to compare with."))
    if len(raw) > MAX_TEXT:
        raise ValueError(_("Shorten the text to %(most)d characters.") % {"most": MAX_TEXT})
    if "\x00" in raw or not raw.isprintable():
        raise ValueError(_("The text holds characters that cannot be searched for."))
    return raw.strip()


def texts(raw: Any, subject: Subject) -> tuple[str, ...]:
    """Read a list of texts."""
    return tuple(text(value, subject) for value in _listed(raw))


def choice(raw: Any, subject: Subject) -> str:
    """Read one of the values the subject can have."""
    known = dict(subject.choices)
    if not isinstance(raw, str) or not raw:
        raise ValueError(_("Choose a value."))
    if known and raw not in known:
        raise ValueError(_("“%(value)s” is not a value of %(field)s.") % _named(raw, subject) + meant(raw, known))
    if subject.code_of:
        _refuse_uncoded(raw, subject)
    return text(raw, subject)


def choices(raw: Any, subject: Subject) -> tuple[str, ...]:
    """Read a list of values the subject can have."""
    return tuple(choice(value, subject) for value in _listed(raw))


def days(raw: Any, _subject: Subject | None = None) -> int:
    """Read a number of days."""
    if isinstance(raw, bool) or not isinstance(raw, int) or not 1 <= raw <= MAX_DAYS:
        raise ValueError(_("Enter a whole number of days from 1 to %(most)d.") % {"most": MAX_DAYS})
    return raw


def day(raw: Any, _subject: Subject | None = None) -> Day:
    """Read a day: a date, or one counted from today."""
    try:
        read = read_day(raw)
    except (AttributeError, TypeError, ValueError) as error:
        raise ValueError(
            _(
                "Enter a date as year-month-day, like 2026-12-31, or count from today, like “90 days ago” or “in 2 weeks”."
            )
        ) from error
    # A year more or less must still be a moment in every time zone.
    if isinstance(read, date) and not 2 <= read.year <= 9998:
        raise ValueError(_("Enter a date between the years 2 and 9998."))
    return read


def number(raw: Any, _subject: Subject) -> float:
    """Read a number."""
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw) or abs(raw) > 1e15:
        raise ValueError(_("Enter a number."))
    return float(raw)


def meant(given: str, known: Any) -> str:
    """Return a hint at what was probably meant, or nothing."""
    close = get_close_matches(given.casefold(), [str(key) for key in known], n=1, cutoff=0.6)
    return " " + _("Did you mean “%(guess)s”?") % {"guess": close[0]} if close else ""


def _listed(raw: Any) -> list[Any]:
    """Return the values of a list that has some."""
    if not isinstance(raw, list) or not raw:
        raise ValueError(_("Choose at least one value."))
    if len(raw) > MAX_VALUES:
        raise ValueError(_("Choose at most %(most)d values.") % {"most": MAX_VALUES})
    return raw


def _named(value: Any, subject: Subject) -> dict[str, str]:
    """Return the words of a message about a value."""
    return {"value": str(value)[:MAX_TEXT], "field": str(subject.label)}


def _refuse_uncoded(raw: str, subject: Subject) -> None:
    """Refuse what is not the code of a country, a language and the like, and say which is meant."""
    try:
        code = subject.code_of(raw) if subject.code_of else raw
    except BadValue as fault:
        raise ValueError(fault.message) from fault
    if code != raw:
        hint = " " + _("Did you mean “%(guess)s”?") % {"guess": code}
        raise ValueError(_("“%(value)s” is not a value of %(field)s.") % _named(raw, subject) + hint)
