"""Several values in one cell, written so that they come apart as they were put together, whatever stands in them."""

import re
from collections.abc import Iterable

#: Any of what may part values in a cell, and the mark that keeps them together.
_PARTING = re.compile(r'[;,|"\n]|:::')
_ONE = r'(?:"(?:[^"]|"")*"|[^";,|]+)'
_QUOTED = re.compile(rf"{_ONE}(?:; {_ONE})*")
_PARTS = re.compile(rf"({_ONE})(?:; |\Z)")


def joined(values: Iterable[str]) -> str:
    """Return the values as one cell; those that would come apart stand in quotation marks."""
    return "; ".join(
        f'"{value.replace(chr(34), chr(34) * 2)}"' if _PARTING.search(value) else value for value in values
    )


def parted(cell: str) -> list[str] | None:
    """Return the values of a cell in which some stand in quotation marks; None for a cell written otherwise."""
    if '"' not in cell or not _QUOTED.fullmatch(cell):
        return None
    return [part[1:-1].replace('""', '"') if part[0] == '"' else part for part in _PARTS.findall(cell)]
