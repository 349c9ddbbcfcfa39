"""The cleaner of each field."""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from kindred.contacts.cleaning.address import address
from kindred.contacts.cleaning.choice import choice_of
from kindred.contacts.cleaning.language import language
from kindred.contacts.cleaning.link import link
from kindred.contacts.cleaning.number import day, number
from kindred.contacts.cleaning.phone import phone
from kindred.contacts.cleaning.place import country, timezone
from kindred.contacts.cleaning.text import line_of
from kindred.contacts.fields import FIELDS

#: Raises BadValue.
Cleaner = Callable[[str], Any]

_BY_KIND: dict[str, Cleaner] = {
    "email": address,
    "phone": phone,
    "url": link,
    "country": lru_cache(maxsize=1_000)(country),
    "timezone": lru_cache(maxsize=1_000)(timezone),
    "language": lru_cache(maxsize=1_000)(language),
}
#: Kind of a workspace's own field → its cleaner.
OWN: dict[str, Cleaner] = {"text": line_of(500), "number": number, "date": day}


@cache
def cleaner_of(key: str) -> Cleaner:
    """Return the cleaner of a field that every contact has."""
    field = FIELDS[key]
    if field.choices:
        return choice_of(field)
    return _BY_KIND.get(field.kind) or line_of(field.most)
