"""How the first rows of a spreadsheet would look in the pool."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kindred.accounts.models import User
from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.own import PLAIN
from kindred.contacts.cleaning.place import country_name
from kindred.contacts.cleaning.point import MEDIA
from kindred.contacts.fields import COMPANY, CUSTOM, FIELDS, label_of
from kindred.contacts.importing.cells import Cells
from kindred.contacts.importing.person import Person
from kindred.contacts.kinds import kinds_in
from kindred.contacts.models import CustomField, Import
from kindred.contacts.models.custom_field import member_cleaner
from kindred.contacts.presets.registry import PRESETS
from kindred.contacts.spreadsheets.targets import EXTERNAL_ID, FURTHER, KINDS, OF_COMPANY, OWNER, SEVERAL, SKILLS
from kindred.taxonomy import skills
from kindred.web.contacts.imports.choices import Choices, groups

ROWS = 5


@dataclass(frozen=True, kw_only=True)
class PreviewRow:
    """A row as it would be kept, or why it would not."""

    number: int
    values: list[str]
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class Preview:
    """The first rows, with the columns that are imported."""

    columns: list[str | Promise]
    rows: list[PreviewRow]


def preview(spreadsheet: Import, choices: Choices) -> Preview:
    """Read the first rows as the import would."""
    mapping, cells = cells_of(spreadsheet, choices)
    labels = {value: label for _heading, targets in groups(spreadsheet) for value, label in targets}
    labels |= {
        f"{CUSTOM}{_key(p)}": choices.labels.get(p) or spreadsheet.table.headers[int(p)] for p in choices.targets
    }
    targets = list(dict.fromkeys(mapping.values()))
    rows = _rows(spreadsheet, cells, targets)
    return Preview(columns=[labels[target] for target in targets], rows=list(rows))


def cells_of(spreadsheet: Import, choices: Choices) -> tuple[dict[str, str], Cells]:
    """Return the mapping and what reads rows by it, as if the new fields were there already."""
    own = CustomField.objects.cleaners(spreadsheet.workspace)
    mapping = {}
    for position, target in choices.targets.items():
        kind = choices.new_kind(position)
        mapping[position] = f"{CUSTOM}{_key(position)}" if kind else target
        if kind:
            own[_key(position)] = PLAIN[kind]
    cells = Cells(
        mapping,
        own=own,
        member=member_cleaner(spreadsheet.workspace),
        separators=choices.separators,
        noise=PRESETS.get(choices.preset, spreadsheet.system).noise,
    )
    return mapping, cells


def _key(position: str) -> str:
    """Return a key for a field that is not there yet; no real key has a dot."""
    return f"new.{position}"


def _rows(spreadsheet: Import, cells: Cells, targets: list[str]) -> Iterator[PreviewRow]:
    """Read rows as far as they can be read."""
    for row in spreadsheet.samples(ROWS):
        try:
            person = cells.read(row)
        except BadValue as fault:
            yield PreviewRow(number=row.number, values=[], problem=fault.message)
        else:
            yield PreviewRow(number=row.number, values=[said(person, target) for target in targets])


def said(person: Person, target: str) -> str:
    """Return a value of a person in words."""
    if target in SEVERAL:
        return _words(person, target)
    if target in FURTHER:
        return _further(person, *target.split(":"))
    if target.startswith(CUSTOM):
        return _worded(person.own.get(target.removeprefix(CUSTOM), ""))
    if target in OF_COMPANY:
        return label_of(target, person.company.get(target.removeprefix(COMPANY), ""))
    return _plain(person, target)


def _plain(person: Person, target: str) -> str:
    """Return the value of a field that every contact has, in words."""
    if target == OWNER:
        owner = person.values.get("owner_id")
        return str(User.objects.get(pk=owner)) if owner else ""
    if target == EXTERNAL_ID:
        return person.external_id
    value = person.values.get(target, "")
    if value and FIELDS[target].kind == "country":
        return country_name(value, language=get_language() or "en")
    return label_of(target, value)


def _words(person: Person, target: str) -> str:
    """Return words, or kinds, one after the other; skills by the names they are kept by."""
    if target == KINDS:
        return ", ".join(str(kind.label) for kind in kinds_in(person.kinds))
    return ", ".join(as_kept(target, person.words[target]))


def as_kept(target: str, words: Iterable[str]) -> list[str]:
    """Return words as they are kept: skills by their one name, whatever they are called in the file."""
    return sorted({skills.read(word).skill if target == SKILLS else word for word in words})


def _further(person: Person, many: str, type_: str = "") -> str:
    """Return the addresses, numbers or pages of a type; the first may have become the primary one."""
    medium = MEDIA[many]
    primary = [person.values[medium]] if medium in person.promoted else []
    found = [point.value for point in person.points.values() if point.medium == medium and type_ in ("", point.type)]
    return ", ".join([*(primary if person.values.get(f"{medium}_type", "") == type_ else []), *found])


def _worded(value: Any) -> str:
    """Return a value of an own field in words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(value)
    return str(number_format(value)) if isinstance(value, int | float) else str(value)
