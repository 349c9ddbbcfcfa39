"""Several values in one cell: what stands between them is found out, shown, and can be put right."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kindred.contacts.cleaning.point import POINTS
from kindred.contacts.cleaning.several import parted
from kindred.contacts.spreadsheets import kinds
from kindred.contacts.spreadsheets.row import Row
from kindred.contacts.spreadsheets.targets import FURTHER
from kindred.contacts.words import WORDS

#: Any of the usual ones.
ANY = ""
#: The cell is one value, whatever stands in it.
NONE = "none"
#: What may stand between values, the surest first: who writes " ::: " means it.
SEPARATORS: Mapping[str, str | Promise] = {
    ANY: _("any of , ; | and new lines"),
    ":::": _("three colons :::"),
    "\n": _("a new line"),
    ";": _("a semicolon ;"),
    "|": _("a bar |"),
    ",": _("a comma ,"),
    "/": _("a slash /"),
    NONE: _("nothing: one value in a cell"),
}
#: Found out by themselves; a slash may be part of a word.
_GUESSED = (":::", "\n", ";", "|", ",")
#: A comma that parts pages or addresses for sure, for another begins after it.
_COMMA_BEFORE_ANOTHER = r",(?=\s*(?:https?://|www\.|[^\s,;|<>@\"]+@[^\s,;|@]+\.))"
#: Targets whose cells may hold several values.
LISTS = {*WORDS, *POINTS, *FURTHER}


@cache
def _between(separator: str, *, sure: bool) -> re.Pattern[str]:
    """Return what parts the values."""
    if separator == ANY:
        return re.compile(rf"\s*(?:[;|\n]|:::|{_COMMA_BEFORE_ANOTHER})\s*" if sure else r"\s*(?:[;,|\n]|:::)\s*")
    return re.compile(rf"\s*{re.escape(separator)}\s*")


def parts(cell: str, separator: str, *, sure: bool = False) -> list[str]:
    """Return the values in a cell; `sure` takes a comma for part of a value, unless it is said to be between them."""
    quoted = parted(cell) if separator != NONE else None
    return quoted or ([cell] if separator == NONE else _between(separator, sure=sure).split(cell))


def holds_several(cell: str, separator: str) -> bool:
    """Whether an address, a number or a page has others beside it in its cell."""
    return separator != NONE and _between(separator, sure=True).search(cell) is not None


def separators(mapping: Mapping[str, str], samples: Sequence[Row], *, kind: str = kinds.CSV) -> dict[str, str]:
    """Return what stands between the values of each column that holds several, by position."""
    if kind == kinds.VCARD:
        # As our own program writes them.
        return {position: ";" if target in WORDS else ":::" for position, target in mapping.items() if target in LISTS}
    return {
        position: found
        for position, target in mapping.items()
        if target in LISTS
        if (found := _guess((row.cells[int(position)] for row in samples), target))
    }


def _guess(cells: Iterable[str], target: str) -> str:
    """Return the separator that the cells hold: the surest of those that stand in one cell; any, where they differ."""
    plain = (cell for cell in cells if cell.strip() and parted(cell) is None)
    found = {next((mark for mark in _GUESSED if mark in cell), "") for cell in plain} - {""}
    if target not in WORDS:
        # A comma may be part of a page's address; an address or a number has its own reading of what is usual.
        found -= {","}
    return found.pop() if len(found) == 1 else ANY
