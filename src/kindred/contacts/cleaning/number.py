"""Numbers and days in a workspace's own fields."""

import re
from datetime import date

from django.utils.translation import gettext as _

from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.text import line

_DAY = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")


def number(text: str) -> float | int | None:
    """Return a number, written the English or the continental way; None for nothing.

    A single comma before three digits parts thousands. Raises BadValue for what is no number.
    """
    written = re.sub(r"[\s'’_  ]", "", line(text))
    if not written:
        return None
    if "," in written and "." in written:
        decimal = max(written.rfind(","), written.rfind("."))
        written = written[:decimal].replace(",", "").replace(".", "") + "." + written[decimal + 1 :]
    elif re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+", written) or re.fullmatch(r"[+-]?\d{1,3}(\.\d{3}){2,}", written):
        written = written.replace(",", "").replace(".", "")
    if not re.fullmatch(r"[+-]?\d{1,15}([.,]\d{1,15})?", written):
        raise BadValue(_("“%(number)s” is not a number.") % {"number": line(text)[:60]})
    read = float(written.replace(",", "."))
    return int(read) if read.is_integer() else read


def day(text: str) -> str:
    """Return a day as 2026-12-31; nothing for nothing.

    Raises BadValue for what is no day, and for one that could be two: 01/02/2026.
    """
    written = line(text)
    if not written:
        return ""
    try:
        return date.fromisoformat(written[:10]).isoformat() if written[:4].isdigit() else _turned(written)
    except ValueError as fault:
        raise BadValue(_("“%(day)s” is not a day. Write it like 2026-12-31.") % {"day": written[:60]}) from fault


def _turned(written: str) -> str:
    """Return a day whose year stands last."""
    found = _DAY.match(written)
    if not found:
        raise ValueError(written)
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if found[2] != "." and first <= 12 and second <= 12 and first != second:
        raise BadValue(_("“%(day)s” can be read as two days. Write it like 2026-12-31.") % {"day": written[:60]})
    day_of_month, month = (second, first) if second > 12 else (first, second)
    return date(year, month, day_of_month).isoformat()
