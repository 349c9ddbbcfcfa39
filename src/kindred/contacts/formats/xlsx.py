"""A workbook, for Excel and its like."""

from collections.abc import Iterator, Sequence
from typing import IO

import xlsxwriter
from django.utils.translation import gettext_lazy as _

from kindred.contacts.cleaning.formula import marked
from kindred.contacts.formats.format import Format, Row

#: Rows a sheet holds, less the one of the headers.
MOST = 1_048_575


def write(file: IO[bytes], columns: Sequence[str], rows: Iterator[Row]) -> None:
    """Write one sheet, row by row; every cell is text or a number, never a formula or a link."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("Contacts")
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                if isinstance(value, str):
                    if value:
                        sheet.write_string(number, place, marked(value))
                else:
                    sheet.write(number, place, value)


FORMAT = Format(
    key="xlsx",
    label=_("Excel"),
    content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    write=write,
    most=MOST,
)
