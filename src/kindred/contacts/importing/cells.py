"""A row of cells becomes values of a contact, or the reason why it cannot."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django.utils.translation import gettext as _

from kindred.contacts.cleaning.address import address_key
from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.field import OWN, Cleaner, cleaner_of
from kindred.contacts.cleaning.name import completed
from kindred.contacts.cleaning.phone import phone
from kindred.contacts.cleaning.text import line
from kindred.contacts.fields import CUSTOM, FIELDS
from kindred.contacts.keys import folded, sortable
from kindred.contacts.kinds import Kind, mask_of
from kindred.contacts.spreadsheets.headers import KINDS, SKILLS, TAGS
from kindred.contacts.spreadsheets.row import Row

#: Between several values in one cell.
_BETWEEN = re.compile(r"\s*(?:[;,|\n]|:::)\s*")
#: An apostrophe that an export put before what a spreadsheet would run.
_HARMLESS = re.compile(r"'(?=[=+\-@\t\r])")
LONGEST_NAME = 80
_NAMES = ("first_name", "last_name", "name")
#: One of these it takes to know a person by.
_KNOWN_BY = {"email", "name", "first_name", "last_name", "link"}


def identity_by_name(name: str, company: str, phone: str) -> str:
    """Return what tells somebody from others who has neither address nor link.

    Of people of one name there are many: where no company is known, the number must be the same too.
    """
    return f"name {sortable(name)} at {folded(company)} {phone if not company else ''}"


@dataclass(kw_only=True)
class Person:
    """What a row says of a person; only what is not empty."""

    values: dict[str, Any] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)
    skills: set[str] = field(default_factory=set)
    kinds: int = 0

    @cached_property
    def email_key(self) -> str | None:
        """The key under which an address is found again."""
        return address_key(self.values.get("email", ""))

    @cached_property
    def identity(self) -> str:
        """What tells this person from others: the address, else the link, else the name and what stands beside it."""
        if key := self.email_key:
            return f"email {key}"
        if page := self.values.get("link"):
            return f"link {page}"
        told = (self.values.get(key, "") for key in ("name", "company_name", "phone"))
        return identity_by_name(*told)

    def take_over(self, later: "Person") -> None:
        """Add what a later row says of the same person; where both say something, the later row counts."""
        self.values |= later.values
        self.own |= later.own
        self.tags |= later.tags
        self.skills |= later.skills
        self.kinds |= later.kinds


class Cells:
    """Reads rows by a mapping from columns to fields."""

    def __init__(self, mapping: Mapping[str, str], *, own_kinds: Mapping[str, str]) -> None:
        self._columns = [
            (int(position), target, _cleaner(target, own_kinds)) for position, target in mapping.items() if target
        ]

    def read(self, row: Row) -> Person:
        """Return the person a row is about.

        Raises BadValue, with every reason that was found.
        """
        person, reasons = Person(), [row.fault] if row.fault else []
        cells, values = row.cells, person.values
        for position, target, clean in self._columns:
            cell = cells[position]
            if not cell or cell.isspace():
                continue
            try:
                value = clean(_HARMLESS.sub("", cell, count=1) if cell[0] == "'" else cell)
            except BadValue as fault:
                reasons.append(fault.message)
                continue
            if target in FIELDS:
                if value:
                    values[target] = value
            else:
                _put(person, target, value)
        if not reasons and not _KNOWN_BY & values.keys():
            reasons.append(_("There is nothing to know this person by: a name, an e-mail address or a link."))
        if reasons:
            raise BadValue(" ".join(reasons))
        _complete(person.values)
        return person


def _put(person: Person, target: str, value: Any) -> None:
    """Give a person a value that was read and is none of a field that every contact has."""
    if target == TAGS:
        person.tags |= value
    elif target == SKILLS:
        person.skills |= value
    elif target == KINDS:
        person.kinds |= value
    elif value not in ("", None):
        person.own[target.removeprefix(CUSTOM)] = value


def _complete(values: dict[str, Any]) -> None:
    """Make the full name of its parts, or the parts of the full name; place a number by the country beside it."""
    given = [values.get(key, "") for key in _NAMES]
    for key, part in zip(_NAMES, completed(first=given[0], last=given[1], name=given[2]), strict=True):
        if part:
            values[key] = part[: FIELDS[key].most]
    number = values.get("phone", "")
    if number and number[0] != "+" and "country" in values:
        values["phone"] = phone(number, country=values["country"])


def _cleaner(target: str, own_kinds: Mapping[str, str]) -> Cleaner:
    """Return what reads the cells of a column."""
    if target.startswith(CUSTOM):
        return OWN[own_kinds.get(target.removeprefix(CUSTOM), "text")]
    return {TAGS: _words, SKILLS: _words, KINDS: _kinds}.get(target) or cleaner_of(target)


@lru_cache(maxsize=10_000)
def _words(text: str) -> frozenset[str]:
    """Return the words of a cell with several.

    Raises BadValue for one that is too long.
    """
    words = frozenset(word for part in _BETWEEN.split(text) if (word := line(part)))
    for word in words:
        if len(word) > LONGEST_NAME:
            raise BadValue(_("“%(start)s…” is too long for a tag or a skill.") % {"start": word[:30]})
    return words


@lru_cache(maxsize=1_000)
def _kinds(text: str) -> int:
    """Return the kinds in a cell as one number.

    Raises BadValue for a kind there is not.
    """
    names = {sortable(str(kind.label)): kind.key for kind in Kind} | {kind.key: kind.key for kind in Kind}
    found = []
    for word in _words(text):
        key = names.get(sortable(word)) or names.get(sortable(word).removesuffix("s"))
        if key is None:
            raise BadValue(
                _("“%(word)s” is no kind of contact. There are: %(kinds)s.")
                % {"word": word[:40], "kinds": ", ".join(str(kind.label) for kind in Kind)}
            )
        found.append(key)
    return mask_of(found)
