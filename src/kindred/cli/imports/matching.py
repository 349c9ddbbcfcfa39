"""What was said of single columns and fields of a file: where they go, what parts their values, what they may change."""

from collections.abc import Iterator, Sequence

from kindred.cli.errors import Refused
from kindred.contacts.fields import CUSTOM, FIELDS
from kindred.contacts.importing.policy import Existing
from kindred.contacts.models import Import
from kindred.contacts.spreadsheets.lists import ANY, SEPARATORS
from kindred.contacts.spreadsheets.targets import OWNER, TARGETS

#: A mark by a word, for those that a shell makes hard to write.
_MARKS = {"newline": "\n", "any": ANY, "semicolon": ";", "comma": ",", "bar": "|", "slash": "/"}


def mapping(given: Sequence[str], sheet: Import) -> dict[str, str]:
    """Return the guessed mapping with what was said against it.

    Raises Refused for a column or a field that there is not.
    """
    known = TARGETS.keys() | _own(sheet)
    said = dict(sheet.mapping)
    for position, target in _by_column(given, sheet):
        if target and target not in known:
            raise Refused(f"There is no field “{target}”. There are: {', '.join(sorted(known))}.")
        said[position] = target
    return said


def separators(given: Sequence[str], sheet: Import) -> dict[str, str]:
    """Return what stands between the values of cells: as it was found out, with what was said against it.

    Raises Refused for a column or a mark that there is not.
    """
    said = dict(sheet.separators)
    for position, word in _by_column(given, sheet):
        mark = _MARKS.get(word, word)
        if mark not in SEPARATORS:
            marks = [*_MARKS, *(one for one in SEPARATORS if one.strip())]
            raise Refused(f"“{word}” cannot stand between values. What can: {' '.join(marks)}.")
        said[position] = mark
    return said


def policies(given: Sequence[str], sheet: Import) -> dict[str, dict[str, str]]:
    """Return what happens field by field to contacts that are known, as an import keeps it.

    Raises Refused for a field that there is not, and for what cannot happen.
    """
    known = {*FIELDS, OWNER, *_own(sheet)}
    said: dict[str, str] = dict(sheet.defaults.get("existing_by_field", {}))
    for word in given:
        field, _equals, what = (part.strip() for part in word.rpartition("="))
        if field not in known:
            raise Refused(f"There is no field “{field}”. There are: {', '.join(sorted(known))}.")
        if what not in {one.value for one in Existing}:
            raise Refused(f"“{what}” cannot happen to a field. What can: {', '.join(Existing)}.")
        said[field] = what
    return {"existing_by_field": said} if said else {}


def _own(sheet: Import) -> set[str]:
    """Return the workspace's own fields as targets."""
    return {f"{CUSTOM}{key}" for key in sheet.workspace.custom_fields.values_list("key", flat=True)}


def _by_column(given: Sequence[str], sheet: Import) -> Iterator[tuple[str, str]]:
    """Yield the position of a column and what was said of it."""
    headers = sheet.table.headers
    for word in given:
        column, _equals, said = (part.strip() for part in word.rpartition("="))
        if column not in headers:
            raise Refused(f"There is no column “{column}”. There are: {', '.join(headers)}.")
        yield str(headers.index(column)), said
