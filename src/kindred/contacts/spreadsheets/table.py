"""A file as a table: found out once how it is written, then read as often as needed."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from kindred.contacts.spreadsheets import delimited, kinds, workbook
from kindred.contacts.spreadsheets.errors import UnreadableFile
from kindred.contacts.spreadsheets.headers import header_row, named_apart
from kindred.contacts.spreadsheets.reading import rows_beside, turn_into_text
from kindred.contacts.spreadsheets.row import Row

#: How our own programs write.
_ENCODING, _DELIMITER = "utf-8", ","
#: What reads each kind of text that is none of rows.
_PROGRAMS = {kinds.VCARD: "card_reader", kinds.JSON_LINES: "json_reader"}
#: Rows looked at to find out how a file is written.
LOOK = 30
MOST_COLUMNS = 500


@dataclass(frozen=True, kw_only=True)
class Table:
    """How a file is written; kept with the import as JSON."""

    #: csv, xlsx, vcard or jsonl.
    format: str
    headers: tuple[str, ...]
    #: Number of the row the headers stand in, as a person counts.
    header_at: int
    encoding: str = ""
    delimiter: str = ""

    @classmethod
    def of(cls, path: Path) -> "Table":
        """Find out how a file is written; the rows of one that is no text are written beside it.

        Raises UnreadableFile, saying why and what to do.
        """
        if path.stat().st_size == 0:
            raise UnreadableFile(_("The file is empty."))
        kind = kinds.kind_of(path)
        if kind != kinds.CSV:
            rows = _rows_of(path, kind=kind)
            return cls._described(kind, _text(rows), encoding=_ENCODING, delimiter=_DELIMITER)
        encoding = delimited.encoding_of(path)
        delimited.refuse_binary(path, encoding=encoding)
        delimiter = delimited.delimiter_of(path, encoding=encoding)
        written = delimited.rows(path, encoding=encoding, delimiter=delimiter)
        return cls._described(kind, written, encoding=encoding, delimiter=delimiter)

    @classmethod
    def _described(cls, form: str, rows: Iterator[Row], **how: str) -> "Table":
        """Find the headers among the first rows."""
        first = [row for row in islice(rows, LOOK) if any(cell.strip() for cell in row.cells)]
        if not first:
            raise UnreadableFile(_("There is nothing in the file but empty rows."))
        head = first[0] if form in kinds.WITH_OUR_HEADERS else header_row(first)
        if len(head.cells) > MOST_COLUMNS:
            raise UnreadableFile(
                _("The file has %(columns)d columns, where %(most)d can be read. Leave out those you do not need.")
                % {"columns": len(head.cells), "most": MOST_COLUMNS}
            )
        return cls(format=form, headers=named_apart(head.cells), header_at=head.number, **how)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Table":
        """Return the table that was kept."""
        return cls(**kept | {"headers": tuple(kept["headers"])})

    def as_json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return asdict(self) | {"headers": list(self.headers)}

    def rows(self, path: Path) -> Iterator[Row]:
        """Yield the rows below the headers, empty ones left out, each as wide as the headers."""
        if self.format == kinds.CSV:
            every = delimited.rows(path, encoding=self.encoding, delimiter=self.delimiter)
        else:
            every = _text(rows_beside(path))
        width = len(self.headers)
        for row in every:
            if row.number > self.header_at and (row.fault or any(cell.strip() for cell in row.cells)):
                yield row.as_wide_as(width)

    @staticmethod
    def forget(path: Path) -> None:
        """Remove what was written beside a file."""
        rows_beside(path).unlink(missing_ok=True)


def _rows_of(path: Path, *, kind: str) -> Path:
    """Write the rows of a workbook, of cards or of objects beside it, and return where."""
    if kind == kinds.OLD:
        workbook.refuse_old(path)
    if kind == kinds.XLSX:
        workbook.refuse_hostile(path)
        return turn_into_text(path, program="workbook_reader")
    return turn_into_text(path, program=_PROGRAMS[kind], arguments=(delimited.encoding_of(path),))


def _text(path: Path) -> Iterator[Row]:
    """Yield the rows that a program of ours has written."""
    return delimited.rows(path, encoding=_ENCODING, delimiter=_DELIMITER, by_line=False)
