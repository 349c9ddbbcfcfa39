"""XLSX workbooks: looked through before anything reads them, so that none does harm."""

import mmap
import zipfile
from pathlib import Path

from django.utils.translation import gettext as _

from kindred.contacts.spreadsheets.errors import UnreadableFile

MOST_ENTRIES = 2_000
#: Bytes a workbook may inflate to; a sheet of 100,000 rows takes about 60 million.
MOST_BYTES = 400_000_000
MOST_RATIO = 200
_CHUNK = 1 << 20
#: Of XML that means harm: no program writes these into a workbook, and what they name could be a file of ours.
_DECLARED = (b"<!DOCTYPE", b"<!ENTITY")
#: What a protected workbook is called inside its shell.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_IS_ENCRYPTED = 0x1


def refuse_old(path: Path) -> None:
    """Say what to do about a file in Microsoft's old shell: a protected workbook, or a sheet of before 2007.

    Raises UnreadableFile.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find(_ENCRYPTED) >= 0:
            raise UnreadableFile(
                _("This workbook is protected with a password. Take the protection off in Excel and try again.")
            )
    raise UnreadableFile(_("This is an old Excel file (.xls). Save it as .xlsx or .csv and try again."))


def refuse_hostile(path: Path) -> None:
    """Refuse a workbook that is far larger inside than outside, or holds what no list of people needs.

    Its size is counted while inflating, not believed. Raises UnreadableFile.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _refuse_strange(entries)
            most = min(MOST_BYTES, max(path.stat().st_size * MOST_RATIO, 10_000_000))
            if sum(entry.file_size for entry in entries) > most:
                raise _too_large()
            inflated = 0
            for entry in entries:
                inflated = _look_through(archive, entry, inflated=inflated, most=most)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as fault:
        raise UnreadableFile from fault


def _refuse_strange(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse by what the table of contents says."""
    names = {entry.filename for entry in entries}
    if len(entries) > MOST_ENTRIES or "[Content_Types].xml" not in names:
        raise UnreadableFile
    if any(entry.flag_bits & _IS_ENCRYPTED for entry in entries):
        raise UnreadableFile(_("This workbook is protected with a password. Take the protection off and try again."))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnreadableFile(_("This workbook holds macros. Save it as .xlsx, without them, and try again."))


def _look_through(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, inflated: int, most: int) -> int:
    """Inflate a part without keeping it, and return how many bytes there are by then."""
    is_text, is_first = entry.filename.lower().endswith((".xml", ".rels", ".vml")), True
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            inflated += len(chunk)
            if inflated > most:
                raise _too_large()
            # What declares something stands at the beginning; zero bytes are those of UTF-16.
            if is_text and is_first and any(mark in chunk.replace(b"\0", b"").upper() for mark in _DECLARED):
                raise UnreadableFile(_("This workbook declares what no spreadsheet program would. It was not opened."))
            is_first = False
    return inflated


def _too_large() -> UnreadableFile:
    """Return the refusal of a workbook that is too large inside."""
    return UnreadableFile(_("The workbook is too large. Save the sheet as CSV and try again."))
