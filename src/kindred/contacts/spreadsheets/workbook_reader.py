"""Prints the first sheet of a workbook that has something in it as CSV. Run as a process of its own.

The library holds a sheet in memory whole, and ends its process when that does not fit: a few bytes that name a cell in
the last row and column are enough. Here it ends this process only, at a limit that spares the machine.
"""

import csv
import io
import sys
from datetime import date, datetime, time
from typing import Any

from python_calamine import CalamineWorkbook

from kindred.contacts.spreadsheets.reader_limits import limit


def text(cell: Any) -> str:
    """Return a cell as a person would type it."""
    match cell:
        case bool():
            return "yes" if cell else "no"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime() | date() | time():
            return cell.isoformat()
    return str(cell)


def main() -> None:
    """Print the sheet."""
    limit()
    out = csv.writer(io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="replace", newline=""))
    with CalamineWorkbook.from_path(sys.argv[1]) as book:
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height:
                out.writerows([text(cell) for cell in cells] for cells in sheet.iter_rows())
                return


if __name__ == "__main__":
    main()
