"""Rows of cells become people, or the reasons why they cannot."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from typing import Any

from django.utils.translation import gettext as _

from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.field import Cleaner, cleaner_of, spread
from kindred.contacts.cleaning.formula import unguarded
from kindred.contacts.cleaning.name import completed
from kindred.contacts.cleaning.own import PLAIN
from kindred.contacts.cleaning.phone import phone
from kindred.contacts.cleaning.point import MEDIA, POINTS, Point, point_key, read_points, read_said
from kindred.contacts.cleaning.text import line, line_of
from kindred.contacts.fields import COMPANY, CUSTOM, FIELDS
from kindred.contacts.importing.person import Person
from kindred.contacts.keys import sortable
from kindred.contacts.kinds import Kind, mask_of
from kindred.contacts.spreadsheets.lists import ANY, holds_several, parts
from kindred.contacts.spreadsheets.row import Row
from kindred.contacts.spreadsheets.targets import EXTERNAL_ID, KINDS, OWNER
from kindred.contacts.words import WORDS

LONGEST_NAME = 80
LONGEST_ID = 200
#: What a cleaner returns for a cell that says nothing.
_EMPTY: tuple[Any, ...] = ("", None, [], frozenset())
#: Values that are those of several fields, or of one and of what hangs on a contact.
_SPREAD = (tuple, list)
#: One of these it takes to know a person by; of a number or an id alone, somebody who is here already.
_KNOWN_BY = {"email", "name", "first_name", "last_name", "link", "phone"}
#: Cells a column remembers: most columns hold few different ones, and then cleaning is a look.
_REMEMBERED = 5_000


class Fault(str):
    """What is wrong with a cell."""

    __slots__ = ()


#: What an empty cell says.
NOTHING = object()


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A row that is not taken, with every reason that was found."""

    row: Row
    reason: str
    is_erased: bool = False

    @property
    def kept(self) -> list[str]:
        """The cells that are kept, to be mended: nothing of somebody who was erased."""
        return [] if self.is_erased else list(self.row.cells)


class Column:
    """A column of the file: where it stands, what it holds, and how its cells are read."""

    def __init__(self, position: int, target: str, clean: Cleaner) -> None:
        self.position, self.target, self._clean = position, target, clean
        self.is_field = target in FIELDS
        self._remembered: dict[str, Any] = {}

    def read(self, cell: str) -> Any:
        """Return what a cell says: a value, NOTHING, or a Fault."""
        found = self._remembered.get(cell)
        if found is None:
            found = self._read(cell)
            if len(self._remembered) < _REMEMBERED:
                self._remembered[cell] = found
        return found

    def _read(self, cell: str) -> Any:
        """Read a cell that was not seen before."""
        if not cell or cell.isspace():
            return NOTHING
        try:
            value = self._clean(unguarded(cell))
        except BadValue as fault:
            return Fault(fault.message)
        return NOTHING if value in _EMPTY else value


class Cells:
    """Reads rows by a mapping from columns to targets (spreadsheets/targets.py)."""

    def __init__(
        self,
        mapping: Mapping[str, str],
        *,
        own: Mapping[str, Cleaner],
        member: Cleaner,
        separators: Mapping[str, str] | None = None,
        noise: Iterable[str] = (),
    ) -> None:
        between, words = separators or {}, frozenset(noise)
        known = {OWNER: member} | {f"{CUSTOM}{key}": cleaner for key, cleaner in own.items()}
        self.columns = [
            Column(int(position), target, known.get(target) or _cleaner(target, between.get(position, ANY), words))
            for position, target in mapping.items()
            if target
        ]

    def people(self, rows: Iterable[Row], refused: list[Refusal]) -> list[Person]:
        """Return the people the rows are about; rows that cannot be taken are put with the refused ones."""
        people = []
        for row in rows:
            try:
                people.append(self.read(row))
            except BadValue as fault:
                refused.append(Refusal(row=row, reason=fault.message))
        return people

    def read(self, row: Row) -> Person:
        """Return the person a row is about.

        Raises BadValue, with every reason that was found.
        """
        person = Person(rows=[row])
        reasons = [row.fault] if row.fault else []
        cells, values = row.cells, person.values
        for column in self.columns:
            value = column.read(cells[column.position])
            if value is NOTHING:
                continue
            kind = value.__class__
            if kind is Fault:
                reasons.append(value)
            elif column.is_field and kind not in _SPREAD:
                values[column.target] = value
            else:
                _put(person, column.target, value)
        if person.points:
            person.promote()
        if not (reasons or _KNOWN_BY & values.keys() or person.external_id):
            reasons.append(_("There is nothing to know this person by: a name, an e-mail address or a link."))
        if reasons:
            raise BadValue(" ".join(reasons))
        _complete(person)
        person.settle()
        return person


def _put(person: Person, target: str, value: Any) -> None:
    """Give a person a value that was read and is more, or other, than that of a field that every contact has."""
    if target in POINTS:
        # The first of several is the main one.
        main = {target: value[0].value, f"{target}_type": value[0].type, f"{target}_state": value[0].state}
        person.values |= {key: said for key, said in main.items() if said}
        person.points |= {(point.medium, point.key): point for point in value[1:]}
    elif target in FIELDS:
        person.values |= spread(target, value)
    elif target in WORDS:
        person.words[target] |= value
    elif target == KINDS:
        person.kinds |= value
    elif target == EXTERNAL_ID:
        person.external_id = value
    elif target == OWNER:
        person.values["owner_id"] = int(value)
    elif target.partition(":")[0] in MEDIA:
        person.points |= {(point.medium, point.key): point for point in value}
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


def _cleaner(target: str, separator: str, noise: frozenset[str]) -> Cleaner:
    """Return what reads the cells of a column."""
    if target.startswith(CUSTOM):
        return PLAIN["text"]
    if target in WORDS:
        return _words_of(separator, noise)
    if target in POINTS:
        return _primary_of(target, separator)
    many, _colon, type_ = target.partition(":")
    if many in MEDIA:
        return _points_of(MEDIA[many], type_, separator)
    if target == EXTERNAL_ID:
        return line_of(LONGEST_ID)
    return _kinds if target == KINDS else cleaner_of(target)


def _primary_of(medium: str, separator: str) -> Cleaner:
    """Return what reads cells with an address, a number or a page, or with several of which the first is the main one."""
    clean = cleaner_of(medium)

    def read(text: str) -> Any:
        if not holds_several(text, separator) and not text.rstrip().endswith(")"):
            return clean(text)
        found = [point for part in parts(text, separator, sure=True) if (point := read_said(medium, part.strip()))]
        is_plain = len(found) == 1 and not (found[0].type or found[0].state)
        return found[0].value if is_plain else found

    return read


def _points_of(medium: str, type_: str, separator: str) -> Cleaner:
    """Return what reads cells with further addresses, numbers or pages."""
    read = partial(read_points, medium, type=type_)
    if separator == ANY:
        return read

    def read_each(text: str) -> list[Point]:
        return [point for part in parts(text, separator) for point in read(part)]

    return read_each


@cache
def _words_of(separator: str, noise: frozenset[str]) -> Callable[[str], frozenset[str]]:
    """Return what reads cells with several words, of which some are noise.

    It raises BadValue for a word that is too long.
    """

    def read(text: str) -> frozenset[str]:
        # Google marks its own groups with a star.
        words = frozenset(word for part in parts(text, separator) if (word := line(part).removeprefix("* ")))
        for word in words:
            if len(word) > LONGEST_NAME:
                raise BadValue(_("“%(start)s…” is too long for a tag or a skill.") % {"start": word[:30]})
        return frozenset(word for word in words if sortable(word) not in noise)

    return read


@lru_cache(maxsize=1_000)
def _kinds(text: str) -> int:
    """Return the kinds in a cell as one number.

    Raises BadValue for a kind there is not.
    """
    names = {sortable(str(kind.label)): kind.key for kind in Kind} | {kind.key: kind.key for kind in Kind}
    found = []
    for word in _words_of(ANY, frozenset())(text):
        key = names.get(sortable(word)) or names.get(sortable(word).removesuffix("s"))
        if key is None:
            raise BadValue(
                _("“%(word)s” is no kind of contact. There are: %(kinds)s.")
                % {"word": word[:40], "kinds": ", ".join(str(kind.label) for kind in Kind)}
            )
        found.append(key)
    return mask_of(found)
