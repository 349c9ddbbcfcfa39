"""How many people work at a company: from a number, or from a range as others write it."""

import re

from django.utils.translation import gettext as _

from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.text import line
from kindred.contacts.fields import SIZES

#: The sizes, by the least number of people.
_FROM = [(int(re.match(r"\d+", key)[0]), key) for key, _label in SIZES]  # type: ignore[index]
_NUMBER = re.compile(r"(\d[\d.,'’ ]*)\s*([kK]?)")


def size(text: str) -> str:
    """Return the size of a company: "120 employees" and "51-200" are both 51-200; a range counts by its end.

    Raises BadValue for what has no number in it.
    """
    written = line(text)
    if not written:
        return ""
    numbers = [_number(digits, thousands=bool(k)) for digits, k in _NUMBER.findall(written)]
    if not numbers:
        raise BadValue(_("“%(size)s” is not a number of people. Write it like 120 or 51-200.") % {"size": written[:60]})
    people = numbers[-1] + ("+" in written or ">" in written or "more" in written.lower())
    return next((key for least, key in reversed(_FROM) if least <= people), "1")


def _number(digits: str, *, thousands: bool) -> int:
    """Return a whole number with its marks between thousands; before a k a mark is a decimal one: 1.5k."""
    if thousands:
        return int(float(re.sub(r"[^\d.]", "", digits.replace(",", ".")) or 0) * 1000)
    return int(re.sub(r"\D", "", digits))
