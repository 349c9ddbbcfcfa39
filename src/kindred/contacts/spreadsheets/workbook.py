"""XLSX workbooks: the first sheet that has something in it."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from kindred.contacts.spreadsheets.errors import UnreadableFile
from kindred.contacts.spreadsheets.row import Row

MOST_ENTRIES = 2_000
#: Bytes a workbook may inflate to; a sheet of 100,000 rows takes about 60 million.
MOST_BYTES = 400_000_000
MOST_RATIO = 200
_CHUNK = 1 << 20
_OLD = b"\xd0\xcf\x11\xe0"


def kind_of(path: Path) -> str:
    """Return "xlsx" for a workbook and "csv" for anything else that may be text.

    Raises UnreadableFile for the old Excel format and other files that are neither.
    """
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith(_OLD):
        raise UnreadableFile(_("This is an old Excel file (.xls). Save it as .xlsx or .csv and try again."))
    if start.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc", b"Rar!")):
        raise UnreadableFile
    return "xlsx" if start.startswith(b"PK") else "csv"


def refuse_bombs(path: Path) -> None:
    """Refuse a workbook that is far larger inside than outside, by bytes counted while inflating, not by what it says.

    Raises UnreadableFile.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES or "[Content_Types].xml" not in archive.namelist():
                raise UnreadableFile
            most = min(MOST_BYTES, max(path.stat().st_size * MOST_RATIO, 10_000_000))
            inflated = 0
            for entry in entries:
                with archive.open(entry) as part:
                    while chunk := part.read(_CHUNK):
                        inflated += len(chunk)
                        if inflated > most:
                            raise UnreadableFile(_("The workbook is too large. Save the sheet as CSV and try again."))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as fault:
        raise UnreadableFile from fault


def rows(path: Path) -> Iterator[Row]:
    """Yield the rows of the first sheet with something in it, cells as text.

    Raises UnreadableFile.
    """
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                if sheet.total_height:
                    for number, cells in enumerate(sheet.iter_rows(), start=1):
                        yield Row(number, tuple(_text(cell) for cell in cells))
                    return
    except (CalamineError, ValueError, OSError) as fault:
        raise UnreadableFile from fault


def _text(cell: Any) -> str:
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
        case timedelta():
            return str(cell)
    return str(cell)
