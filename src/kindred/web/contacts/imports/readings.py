"""What becomes of each column: a few of its cells as they are written, and as they will be kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.place import country_name
from kindred.contacts.cleaning.point import said_points
from kindred.contacts.fields import FIELDS, label_of
from kindred.contacts.importing.cells import NOTHING, Cells, Column, Fault
from kindred.contacts.importing.person import Person
from kindred.contacts.models import Correction, Import
from kindred.contacts.spreadsheets.row import Row
from kindred.contacts.spreadsheets.targets import KINDS
from kindred.contacts.terms import BITS, READ_FROM, Terms
from kindred.contacts.words import WORDS
from kindred.web.contacts.imports.choices import Choices
from kindred.web.contacts.imports.preview import as_kept, cells_of, said

#: Rows that are looked at, and cells of a column that are shown.
_ROWS = 30
_SHOWN = 3
_LONGEST = 60
#: The parts of a place; what is read from them is shown beside the first that the file has.
_PLACES = ("location", "city", "state", "country")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A cell as it is written, and what is kept of it."""

    written: str
    #: Nothing where it is kept as it is written.
    kept: str = ""
    #: What is read from it besides: department and seniority from a title, country and time zone from a place.
    terms: Sequence[str] = ()
    problem: str = ""


def readings(spreadsheet: Import, choices: Choices) -> dict[str, list[Reading]]:
    """Return a few readings for each column, by position."""
    mapping, cells = cells_of(spreadsheet, choices)
    rows = spreadsheet.samples(_ROWS)
    terms = Correction.objects.terms(spreadsheet.workspace)
    people = [_person(cells, _without_faults(cells, row)) for row in rows]
    columns = {str(column.position): column for column in cells.columns}
    place = next((one for one in _PLACES if one in mapping.values()), "")
    return {
        str(position): [
            _reading(row.cells[position], columns.get(str(position)), person, terms=terms, place=place)
            for row, person in _telling(rows, people, position)
        ]
        for position in range(len(spreadsheet.table.headers))
    }


def _without_faults(cells: Cells, row: Row) -> Row:
    """Return a row without the cells that cannot be read, so that the others can."""
    faulty = {one.position for one in cells.columns if isinstance(one.read(row.cells[one.position]), Fault)}
    return replace(row, cells=tuple("" if place in faulty else cell for place, cell in enumerate(row.cells)))


def _person(cells: Cells, row: Row) -> Person | None:
    """Return the person of a row; None where it cannot be taken."""
    try:
        return cells.read(row)
    except BadValue:
        return None


def _telling(rows: list[Row], people: list[Person | None], position: int) -> list[tuple[Row, Person | None]]:
    """Return a few rows in which the column holds something, each something else."""
    telling: dict[str, tuple[Row, Person | None]] = {}
    for row, person in zip(rows, people, strict=True):
        if (cell := row.cells[position].strip()) and len(telling) < _SHOWN:
            telling.setdefault(cell, (row, person))
    return list(telling.values())


def _reading(cell: str, column: Column | None, person: Person | None, *, terms: Terms, place: str) -> Reading:
    """Return what becomes of a cell."""
    written = _short(" ".join(cell.split()))
    if column is None:
        return Reading(written=written)
    value = column.read(cell)
    if isinstance(value, Fault):
        return Reading(written=written, problem=str(value))
    kept = _("nothing") if value is NOTHING else _short(_kept(column, value, person))
    read = _terms(column.target, person, terms=terms, place=place) if person and value is not NOTHING else []
    return Reading(written=written, kept="" if kept == written else kept, terms=read)


def _kept(column: Column, value: Any, person: Person | None) -> str:
    """Return what is kept of a cell, in words; a number by the country beside it."""
    if column.target in WORDS:
        return ", ".join(as_kept(column.target, value))
    if isinstance(value, list):
        return said_points(value)
    if person and column.target.partition(":")[0] not in {*WORDS, KINDS}:
        return said(person, column.target)
    if column.target in FIELDS and FIELDS[column.target].kind == "country":
        return country_name(value, language=get_language() or "en")
    return said(person, column.target) if person else label_of(column.target, value)


def _terms(target: str, person: Person, *, terms: Terms, place: str) -> list[str]:
    """Return the standard terms that are read from a title or a place, in words."""
    source = "location" if target == place else target
    if source not in READ_FROM:
        return []
    values = {**dict.fromkeys((*READ_FROM, *BITS), ""), **person.values}
    read = terms.complete(values)
    found = (_word(key, values[key]) for key in READ_FROM[source] if read & BITS[key])
    return [word for word in dict.fromkeys(found) if word and word != values.get(target)]


def _word(key: str, value: str) -> str:
    """Return a term in words."""
    return country_name(value, language=get_language() or "en") if key == "country" else label_of(key, value)


def _short(text: str) -> str:
    """Return a text as much as fits beside a column."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
