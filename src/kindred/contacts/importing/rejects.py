"""The rows that were not taken, as a spreadsheet to mend and drop in again."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from kindred.contacts.cleaning.formula import guarded
from kindred.contacts.models import Import


def rejected_csv(spreadsheet: Import) -> Iterator[str]:
    """Yield the lines of a CSV with the columns of the original file, and one more with the reason."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)

    def line(cells: list[str]) -> str:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([guarded(cell) for cell in cells])
        return buffer.getvalue()

    # The mark tells Excel that it is UTF-8.
    yield "\ufeff" + line([*spreadsheet.table.headers, _("Reason")])
    for row in spreadsheet.rejected_rows.order_by("number").iterator(chunk_size=2_000):
        yield line([*row.values, row.reason])
