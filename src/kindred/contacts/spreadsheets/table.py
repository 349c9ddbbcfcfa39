"""A file as a table: found out once how it is written, then read as often as needed."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from kindred.contacts.spreadsheets import delimited, workbook
from kindred.contacts.spreadsheets.errors import UnreadableFile
from kindred.contacts.spreadsheets.headers import header_row, named_apart
from kindred.contacts.spreadsheets.row import Row

#: Rows looked at to find out how a file is written.
LOOK = 30
MOST_COLUMNS = 500


@dataclass(frozen=True, kw_only=True)
class Table:
    """How a file is written; kept with the import as JSON."""

    #: csv or xlsx.
    format: str
    headers: tuple[str, ...]
    #: Number of the row the headers stand in, as a person counts.
    header_at: int
    encoding: str = ""
    delimiter: str = ""

    @classmethod
    def of(cls, path: Path) -> "Table":
        """Find out how a file is written.

        Raises UnreadableFile, saying why and what to do.
        """
        if path.stat().st_size == 0:
            raise UnreadableFile(_("The file is empty."))
        form = workbook.kind_of(path)
        if form == "xlsx":
            workbook.refuse_bombs(path)
            return cls._described(form, workbook.rows(path))
        encoding = delimited.encoding_of(path)
        delimiter = delimited.delimiter_of(path, encoding=encoding)
        rows = delimited.rows(path, encoding=encoding, delimiter=delimiter)
        return cls._described("csv", rows, encoding=encoding, delimiter=delimiter)

    @classmethod
    def _described(cls, form: str, rows: Iterator[Row], **how: str) -> "Table":
        """Find the headers among the first rows."""
        first = [row for row in islice(rows, LOOK) if any(cell.strip() for cell in row.cells)]
        if not first:
            raise UnreadableFile(_("There is nothing in the file but empty rows."))
        head = header_row(first)
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
        if self.format == "xlsx":
            every = workbook.rows(path)
        else:
            every = delimited.rows(path, encoding=self.encoding, delimiter=self.delimiter)
        width = len(self.headers)
        for row in every:
            if row.number > self.header_at and (row.fault or any(cell.strip() for cell in row.cells)):
                yield row.as_wide_as(width)
