"""Prints JSON Lines, an object a line, as CSV. Run as a process of its own.

What a hostile line does to this process, such as a thousand brackets in each other, ends this process only.
"""

import csv
import io
import json
import sys
from collections.abc import Iterator
from typing import Any

from kindred.contacts.cleaning.formula import marked
from kindred.contacts.cleaning.several import joined
from kindred.contacts.spreadsheets.reader_limits import limit

#: How this program ends for a line that is no object; its number is printed as the error.
NO_OBJECT = 65
#: Keys looked at; a file with as many has more than can be read.
_MOST_KEYS = 600


def objects(path: str, encoding: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file, line by line."""
    with open(path, encoding=encoding, errors="replace") as file:  # noqa: PTH123 (a path that was handed over)
        for number, line in enumerate(file, start=1):
            if not line.strip(" \t\r\n\ufeff"):
                continue
            try:
                found = json.loads(line)
            except ValueError:
                found = None
            if not isinstance(found, dict):
                sys.stderr.write(str(number))
                sys.exit(NO_OBJECT)
            yield found


def cell(value: Any) -> str:
    """Return a value as a cell: several of them one after the other, and what is an object as it is written."""
    match value:
        case bool():
            said = "yes" if value else "no"
        case float() if value.is_integer():
            said = str(int(value))
        case list():
            said = joined(filter(None, map(cell, value)))
        case dict():
            said = json.dumps(value, ensure_ascii=False)
        case _:
            said = "" if value is None else str(value)
    return str(marked(said))


def main() -> None:
    """Print the objects: first the keys that any of them has."""
    limit()
    path, encoding = sys.argv[1], sys.argv[2]
    keys: dict[str, None] = {}
    for found in objects(path, encoding):
        keys |= dict.fromkeys(found)
        if len(keys) > _MOST_KEYS:
            break
    out = csv.writer(io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="replace", newline=""))
    if keys:
        out.writerow(keys)
        if len(keys) <= _MOST_KEYS:
            out.writerows([cell(found.get(key)) for key in keys] for found in objects(path, encoding))


if __name__ == "__main__":
    main()
