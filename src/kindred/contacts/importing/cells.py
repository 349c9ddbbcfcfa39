"""A row of cells becomes values of a contact, or the reason why it cannot."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from typing import Any

from django.utils.translation import gettext as _

from kindred.contacts.cleaning.address import address_key
from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.field import Cleaner, cleaner_of, spread
from kindred.contacts.cleaning.formula import unguarded
from kindred.contacts.cleaning.name import completed
from kindred.contacts.cleaning.own import PLAIN
from kindred.contacts.cleaning.phone import phone
from kindred.contacts.cleaning.point import IDENTIFYING, MEDIA, POINTS, Point, point_key, read_points
from kindred.contacts.cleaning.several import parted
from kindred.contacts.cleaning.text import line
from kindred.contacts.fields import COMPANY, CUSTOM, FIELDS
from kindred.contacts.keys import folded, sortable
from kindred.contacts.kinds import Kind, mask_of
from kindred.contacts.models.hanging import HANGING
from kindred.contacts.spreadsheets.row import Row
from kindred.contacts.spreadsheets.targets import KINDS, OWNER

#: Between several values in one cell.
_BETWEEN = re.compile(r"\s*(?:[;,|\n]|:::)\s*")
LONGEST_NAME = 80
#: What a cleaner returns for a cell that says nothing.
_EMPTY: tuple[Any, ...] = ("", None, [])
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
    #: Of the company, by attribute.
    company: dict[str, Any] = field(default_factory=dict)
    #: Names by family; families that no column holds are missing.
    words: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    #: Further addresses, numbers and pages, by medium and key.
    points: dict[tuple[str, str], Point] = field(default_factory=dict)
    #: The media of which a further one stands as the primary, for want of one.
    promoted: set[str] = field(default_factory=set)
    kinds: int = 0

    @cached_property
    def email_key(self) -> str | None:
        """The key under which an address is found again."""
        return address_key(self.values.get("email", ""))

    @property
    def email_keys(self) -> list[str]:
        """The keys of all addresses, that of the primary one first."""
        further = [key for medium, key in self.points if medium == "email"] if self.points else []
        return [self.email_key, *further] if self.email_key else further

    @cached_property
    def identity(self) -> str:
        """What tells this person from others: the address, else the link, else the name and what stands beside it."""
        if key := self.email_key:
            return f"email {key}"
        if page := self.values.get("link"):
            return f"link {page}"
        told = (self.values.get(key, "") for key in ("name", "company_name", "phone"))
        return identity_by_name(*told)

    @property
    def identities(self) -> list[str]:
        """What this person is known by everywhere: addresses and pages."""
        known = [(medium, point_key(medium, value)) for medium in IDENTIFYING if (value := self.values.get(medium))]
        return [f"{medium} {key}" for medium, key in (*known, *self.points) if medium in IDENTIFYING]

    def take_over(self, later: "Person") -> None:
        """Add what a later row says of the same person; where both say something, the later row counts."""
        if later.email_key != self.email_key and self.email_key:
            later.demote("email")
        self.values |= later.values
        self.own |= later.own
        self.company |= later.company
        for key, names in later.words.items():
            self.words[key] |= names
        self.points |= later.points
        self.points.pop(("email", self.email_key or ""), None)
        self.kinds |= later.kinds

    def promote(self) -> None:
        """Let the first address, number and page be the primary one where no column holds a primary one."""
        for medium, key in list(self.points):
            if medium not in self.values:
                point = self.points.pop((medium, key))
                given = {medium: point.value, f"{medium}_type": point.type, f"{medium}_state": point.state}
                self.values |= {name: value for name, value in given.items() if value}
                self.promoted.add(medium)

    def demote(self, medium: str) -> None:
        """Let the primary address, number or page be a further one."""
        if value := self.values.pop(medium, ""):
            known = {part: self.values.pop(f"{medium}_{part}", "") for part in ("type", "state")}
            point = Point(medium=medium, value=value, **known)
            self.points.setdefault((medium, point.key), point)
            self.__dict__.pop("email_key", None)


class Cells:
    """Reads rows by a mapping from columns to fields."""

    def __init__(self, mapping: Mapping[str, str], *, own: Mapping[str, Cleaner], member: Cleaner) -> None:
        known = {OWNER: member} | {f"{CUSTOM}{key}": cleaner for key, cleaner in own.items()}
        self._columns = [
            (int(position), target, known.get(target) or _cleaner(target))
            for position, target in mapping.items()
            if target
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
                value = clean(unguarded(cell))
            except BadValue as fault:
                reasons.append(fault.message)
                continue
            if target in FIELDS:
                if type(value) is tuple:
                    values |= spread(target, value)
                elif value or value == 0:
                    values[target] = value
            else:
                _put(person, target, value)
        if person.points:
            person.promote()
        if not reasons and not _KNOWN_BY & values.keys():
            reasons.append(_("There is nothing to know this person by: a name, an e-mail address or a link."))
        if reasons:
            raise BadValue(" ".join(reasons))
        _complete(person)
        return person


def _put(person: Person, target: str, value: Any) -> None:
    """Give a person a value that was read and is none of a field that every contact has."""
    if target in HANGING:
        person.words[target] |= value
    elif target == KINDS:
        person.kinds |= value
    elif target.partition(":")[0] in MEDIA:
        person.points |= {(point.medium, point.key): point for point in value}
    elif value in _EMPTY:
        return
    elif target == OWNER:
        person.values["owner_id"] = int(value)
    elif target.startswith(CUSTOM):
        person.own[target.removeprefix(CUSTOM)] = value
    else:
        person.company[target.removeprefix(COMPANY)] = value


def _complete(person: Person) -> None:
    """Make the full name of its parts, or the parts of the full name; place numbers by the country beside them."""
    values = person.values
    read = completed(first=values.get("first_name", ""), last=values.get("last_name", ""), name=values.get("name", ""))
    for key, part in (("first_name", read.first), ("last_name", read.last), ("name", read.full)):
        if part:
            values[key] = part[: FIELDS[key].most]
    if read.prefix or read.suffix or read.preferred:
        for key, part in (("prefix", read.prefix), ("suffix", read.suffix), ("preferred_name", read.preferred)):
            if part:
                values.setdefault(key, part[: FIELDS[key].most])
    number = values.get("phone", "")
    if number and number[0] != "+" and "country" in values:
        values["phone"] = phone(number, country=values["country"])
    if person.points:
        person.points = {(point.medium, point.key): point for point in _placed(person)}


def _placed(person: Person) -> Iterator[Point]:
    """Place further numbers by the country beside them, and leave out what the primary ones say already."""
    primary = {(medium, point_key(medium, person.values[medium])) for medium in POINTS if medium in person.values}
    for point in person.points.values():
        if point.medium == "phone" and point.value[0] != "+" and "country" in person.values:
            point = replace(point, value=phone(point.value, country=person.values["country"]))  # noqa: PLW2901
        if (point.medium, point.key) not in primary:
            yield point


def _cleaner(target: str) -> Cleaner:
    """Return what reads the cells of a column."""
    if target.startswith(CUSTOM):
        return PLAIN["text"]
    many, _colon, type_ = target.partition(":")
    if many in MEDIA:
        return partial(read_points, MEDIA[many], type=type_)
    return _words if target in HANGING else _kinds if target == KINDS else cleaner_of(target)


@lru_cache(maxsize=10_000)
def _words(text: str) -> frozenset[str]:
    """Return the words of a cell with several.

    Raises BadValue for one that is too long.
    """
    words = frozenset(word for part in parted(text) or _BETWEEN.split(text) if (word := line(part)))
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
