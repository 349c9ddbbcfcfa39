"""XLSX workbooks: the first sheet that has something in it."""

import csv
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from kindred.contacts.spreadsheets.errors import UnreadableFile
from kindred.contacts.spreadsheets.row import Row

MOST_ENTRIES = 2_000
#: Bytes a workbook may inflate to; a sheet of 100,000 rows takes about 60 million.
MOST_BYTES = 400_000_000
MOST_RATIO = 200
_CHUNK = 1 << 20
_READER = Path(__file__).with_name("workbook_reader.py")
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

    A process of its own reads them (workbook_reader.py): what a workbook does to it, it does not do to this one.
    Raises UnreadableFile.
    """
    command = [sys.executable, "-I", str(_READER), str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as reader:  # noqa: S603 (our own program, and a path of our own making)
        try:
            for number, cells in enumerate(csv.reader(reader.stdout or ()), start=1):
                yield Row(number, tuple(cells))
        except csv.Error as fault:
            reader.kill()
            raise UnreadableFile(_("A cell of the workbook is too long: more than 131,072 characters.")) from fault
        except GeneratorExit:
            # Whoever asked has seen enough.
            reader.kill()
            raise
    if reader.returncode:
        raise UnreadableFile(_("The workbook is damaged or too large. Save the sheet as CSV and try again."))
