"""The cleaner of each field."""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from django.utils.translation import gettext as _

from kindred.contacts.cleaning.address import address
from kindred.contacts.cleaning.choice import choice_of
from kindred.contacts.cleaning.domain import domain
from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.language import language
from kindred.contacts.cleaning.link import link
from kindred.contacts.cleaning.money import currency, money
from kindred.contacts.cleaning.number import number
from kindred.contacts.cleaning.phone import phone
from kindred.contacts.cleaning.place import country, timezone
from kindred.contacts.cleaning.size import size
from kindred.contacts.cleaning.text import line_of
from kindred.contacts.fields import COMPANY, COMPANY_FIELDS, FIELDS

#: Raises BadValue.
Cleaner = Callable[[str], Any]


def _degrees(most: int) -> Cleaner:
    """Return the cleaner of a coordinate."""

    def clean(text: str) -> float | None:
        found = number(text.replace("−", "-"))  # noqa: RUF001 (the sign that maps write)
        if found is not None and abs(found) > most:
            raise BadValue(_("A coordinate lies between -%(most)d and %(most)d degrees.") % {"most": most})
        return None if found is None else float(found)

    return clean


_BY_KEY: dict[str, Cleaner] = {"latitude": _degrees(90), "longitude": _degrees(180), "company_size": size}
_BY_KIND: dict[str, Cleaner] = {
    "email": address,
    "phone": phone,
    "url": link,
    "domain": domain,
    "money": money,
    "country": lru_cache(maxsize=1_000)(country),
    "timezone": lru_cache(maxsize=1_000)(timezone),
    "language": lru_cache(maxsize=1_000)(language),
    "currency": lru_cache(maxsize=1_000)(currency),
}


@cache
def cleaner_of(key: str) -> Cleaner:
    """Return the cleaner of a field that every contact, or every company ("company_size"), has."""
    field = FIELDS.get(key) or COMPANY_FIELDS[key.removeprefix(COMPANY)]
    if key in _BY_KEY:
        return _BY_KEY[key]
    if field.choices:
        return choice_of(field)
    return _BY_KIND.get(field.kind) or line_of(field.most)


def spread(key: str, value: Any) -> dict[str, Any]:
    """Return what a cleaned value says, by field: an amount of money may name its currency."""
    if key != "salary_expectation":
        return {key: value}
    amount, unit = value
    return {key: amount} | ({"salary_currency": unit} if unit or amount is None else {})
