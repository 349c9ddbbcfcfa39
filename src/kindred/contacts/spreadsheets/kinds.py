"""What a file is: told by how it begins, never by its name."""

from pathlib import Path

from django.utils.translation import gettext as _

from kindred.contacts.spreadsheets.errors import UnreadableFile

CSV, XLSX, VCARD, JSON_LINES, OLD = "csv", "xlsx", "vcard", "jsonl", "xls"
#: Of these a program of ours has written the headers, first of all.
WITH_OUR_HEADERS = {VCARD, JSON_LINES}
#: Microsoft's shell around old and around protected files.
_SHELL = b"\xd0\xcf\x11\xe0"
_OTHERS = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc", b"Rar!", b"\x7fELF", b"SQLite format 3\0",
    b"BM\x00", b"OggS", b"ID3", b"PAR1", b"MZ\x90", b"{\\rtf",
)  # fmt: skip
_LOOK = 512


def kind_of(path: Path) -> str:
    """Return what a file is; anything that is nothing else may be a text with columns.

    Raises UnreadableFile for what is known to be no list of people.
    """
    with path.open("rb") as file:
        start = file.read(_LOOK)
    if start.startswith(_OTHERS):
        raise UnreadableFile(_("This is no spreadsheet. Save the list as CSV or XLSX and try again."))
    if start.startswith(_SHELL):
        return OLD
    if start.startswith(b"PK"):
        return XLSX
    # Without the mark of UTF-8, and without every second byte of UTF-16.
    bare = start.removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe").replace(b"\0", b"").lstrip().upper()
    if bare.startswith(b"[") and bare[1:].lstrip().startswith((b"{", b"[")):
        raise UnreadableFile(_("This is JSON in one piece. Write an object a line (JSON Lines) and try again."))
    if bare.startswith(b"{") and bare[1:].lstrip().startswith((b'"', b"}")):
        return JSON_LINES
    return VCARD if bare.startswith(b"BEGIN:VCARD") else CSV
