"""The rows that were not taken, as a list to mend and drop in again: CSV, or XLSX where the file was one."""

import csv
import io
import tempfile
from collections.abc import Iterator
from typing import IO

import xlsxwriter
from django.utils.translation import gettext as _

from kindred.contacts.cleaning.formula import guarded, marked, unguarded
from kindred.contacts.models import Import
from kindred.contacts.spreadsheets.headers import is_reason, reason_header


def rejected_rows(spreadsheet: Import) -> Iterator[list[str]]:
    """Yield the headers of the original file and its rows that were not taken, with one more column: the reason.

    A column of reasons that is there from the last time makes way.
    """
    headers = spreadsheet.table.headers
    width = len(headers) - is_reason(headers, len(headers) - 1)
    yield [*headers[:width], reason_header()]
    for row in spreadsheet.rejected_rows.order_by("number").iterator(chunk_size=2_000):
        # As they were before they were guarded: they are guarded once more.
        cells = [*map(unguarded, row.values), *[""] * width][:width]
        yield [*cells, row.reason]


def rejected_csv(spreadsheet: Import) -> Iterator[str]:
    """Yield the lines of a CSV."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    # The mark tells Excel that it is UTF-8.
    buffer.write("\ufeff")
    for row in rejected_rows(spreadsheet):
        writer.writerow([guarded(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def rejected_xlsx(spreadsheet: Import) -> IO[bytes]:
    """Return a workbook; what a spreadsheet would run is text in it."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
    settings = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, settings) as book:
        sheet = book.add_worksheet(_("Rows to mend"))
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rejected_rows(spreadsheet)):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, marked(cell)[:MOST_IN_CELL])
    file.seek(0)
    return file


#: As many characters as a cell of a workbook takes.
MOST_IN_CELL = 32_767
