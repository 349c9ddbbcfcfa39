"""CSV and its kin: found out by what stands in the file, never by its name."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from unicodedata import category

from django.utils.translation import gettext as _

from kindred.contacts.spreadsheets.errors import UnreadableFile
from kindred.contacts.spreadsheets.row import Row

DELIMITERS = (",", ";", "\t", "|")
#: Longer lines are no rows of a spreadsheet, and would have to be held in memory whole.
LONGEST_LINE = 2_000_000
_CHUNK = 1 << 16
#: Kinds of characters that texts have none of, and the share of them from which a file is none.
_NO_TEXT = {"Cc", "Cn", "Co", "Cs"}
_MOST_STRANGE = 0.05
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def encoding_of(path: Path) -> str:
    """Return the encoding of a text file: by its mark, by its zero bytes, as UTF-8 if it is, else Windows-1252."""
    with path.open("rb") as file:
        start = file.read(_CHUNK)
        for mark, name in _BOMS.items():
            if start.startswith(mark):
                return name
        if start.count(b"\0") > len(start) // 5:
            # Western letters in UTF-16 have their zero byte second in little-endian, first in big-endian.
            return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while start:
                decoder.decode(start)
                start = file.read(_CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def delimiter_of(path: Path, *, encoding: str) -> str:
    """Return the delimiter that parts the first rows into the most columns, and into equally many."""

    def fitness(delimiter: str) -> tuple[int, int]:
        first = islice(rows(path, encoding=encoding, delimiter=delimiter), 30)
        widths = Counter(len(row.cells) for row in first if any(row.cells))
        width, times = max(widths.items(), key=lambda item: (item[1] if item[0] > 1 else 0, item[0]), default=(1, 0))
        return (times if width > 1 else 0, width)

    return max(DELIMITERS, key=fitness)


def refuse_binary(path: Path, *, encoding: str) -> None:
    """Refuse a file that begins with what no text is made of, whatever its name says.

    Raises UnreadableFile.
    """
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        start = file.read(_CHUNK)
    strange = sum(category(letter) in _NO_TEXT and letter not in "\t\r\n\f\x1a" for letter in start)
    if strange > len(start) * _MOST_STRANGE:
        raise UnreadableFile(
            _("This is no text, though it may be called so. Save the list as CSV or XLSX and try again.")
        )


def rows(path: Path, *, encoding: str, delimiter: str, by_line: bool = True) -> Iterator[Row]:
    """Yield every row of the file; one that cannot be read comes with its fault.

    They are numbered by the lines of the file or, not `by_line`, each by one, as in a workbook.
    Raises UnreadableFile for a file that has no rows at all, being one endless line.
    """
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = csv.reader(_lines(file), delimiter=delimiter)
        number = 1
        while True:
            try:
                cells = next(lines)
            except StopIteration:
                return
            except csv.Error:
                yield Row(number, (), fault=_fault(number, lines.line_num))
            else:
                yield Row(number, tuple(cells))
            number = lines.line_num + 1 if by_line else number + 1


def _lines(file: Iterator[str]) -> Iterator[str]:
    """Yield the lines of a file without zero characters."""
    read = file.readline  # type: ignore[attr-defined]
    while line := read(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise UnreadableFile(_("A line of the file is far too long for a row. Is it really a spreadsheet?"))
        yield line.replace("\0", "")


def _fault(first: int, last: int) -> str:
    """Say what is wrong with a row the reader gave up on."""
    if last > first:
        return _("A quote that is opened in row %(first)d is not closed; rows up to %(last)d were lost with it.") % {
            "first": first,
            "last": last,
        }
    return _("A cell is too long: more than 131,072 characters.")
