"""Cells that a spreadsheet would run: guarded by an apostrophe on the way out, which is taken off on the way in."""

import re
from typing import Any

#: What makes a spreadsheet take a cell for a formula, in any width, or what it skips before it looks.
_STARTS = "=+\\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20"
_DANGEROUS = re.compile(rf"[{_STARTS}]")
#: A cell that begins so looks as if it had been guarded: it gets an apostrophe more.
_AS_IF_GUARDED = re.compile(rf"'+[{_STARTS}]")
#: With a mark of reckoning inside it would be reckoned.
_NUMBER = re.compile(r"[+-][0-9]+(?:[ .,][0-9]+)*")


def guarded(value: Any) -> Any:
    """Return a value as no spreadsheet runs it; numbers with their sign, such as those of telephones, stay as they are."""
    if not isinstance(value, str) or not (_DANGEROUS.match(value) or _AS_IF_GUARDED.match(value)):
        return value
    return value if _NUMBER.fullmatch(value) else f"'{value}"


def marked(value: Any) -> Any:
    """Return a value for a cell that is text and nothing else: only what looks as if it were guarded changes."""
    return f"'{value}" if isinstance(value, str) and _AS_IF_GUARDED.match(value) else value


def unguarded(cell: str) -> str:
    """Return a cell as it was before it was guarded."""
    return cell[1:] if cell[:1] == "'" and _AS_IF_GUARDED.match(cell) else cell
