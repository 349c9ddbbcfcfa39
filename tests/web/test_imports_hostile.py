"""Files that mean harm, or come near it, through the page: refused beside the field with what to do, or taken harmlessly."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kindred.contacts.importing.work import work
from kindred.contacts.models import Contact, Import
from kindred.contacts.spreadsheets import workbook

pytestmark = pytest.mark.django_db
URL = "/w/acme/contacts/imports/"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
Refused = Callable[[str, bytes], str]


@pytest.fixture
def refused(as_bob: Client) -> Refused:
    """A way to upload a file that is refused; returns what is said beside the field."""

    def sent(name: str, content: bytes) -> str:
        answer = as_bob.post(f"{URL}new/", {"file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 422
        assert not Import.objects.exists()
        page = answer.content.decode()
        return page.partition('id="import-error"')[2].partition("</p>")[0]

    return sent


@pytest.fixture
def take(as_bob: Client, now: datetime) -> Callable[[str, bytes], Import]:
    """A way to upload a file that is taken, and to have it read."""

    def taken(name: str, content: bytes) -> Import:
        assert as_bob.post(f"{URL}new/", {"file": SimpleUploadedFile(name, content)}).status_code == 302
        sheet = Import.objects.latest("pk")
        mapping = {f"column-{position}": target for position, target in sheet.mapping.items()}
        assert as_bob.post(f"{URL}{sheet.pk}/start/", mapping).status_code == 302
        work(now, "tester")
        sheet.refresh_from_db()
        assert (sheet.status, sheet.error) == ("done", "")
        return sheet

    return taken


def archive(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return file.getvalue()


def test_a_zip_bomb(refused: Refused) -> None:
    bomb: dict[str, bytes | str] = {"[Content_Types].xml": TYPES, "xl/worksheets/sheet1.xml": b"<c/>" * 10_000_000}
    assert "too large" in refused("people.xlsx", archive(bomb))


def test_a_workbook_of_countless_parts(refused: Refused) -> None:
    parts = {"[Content_Types].xml": TYPES} | {f"xl/{n}.xml": "" for n in range(workbook.MOST_ENTRIES + 1)}
    assert "cannot be read as a spreadsheet" in refused("people.xlsx", archive(parts))


def test_entities_within_entities(refused: Refused) -> None:
    laughs = '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;</worksheet>'
    said = refused("people.xlsx", archive({"[Content_Types].xml": TYPES, "xl/worksheets/sheet1.xml": laughs}))
    assert "It was not opened" in said


def test_a_file_of_ours_that_an_entity_names(refused: Refused) -> None:
    outside = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><sst>&f;</sst>'
    said = refused(
        "people.xlsx", archive({"[Content_Types].xml": TYPES, "xl/sharedStrings.xml": outside.encode("utf-16")})
    )
    assert "It was not opened" in said


def test_a_workbook_with_a_password(refused: Refused) -> None:
    protected = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    assert "protected with a password" in refused("people.xlsx", protected)


def test_a_workbook_with_macros(refused: Refused) -> None:
    assert "holds macros" in refused("people.xlsm", archive({"[Content_Types].xml": TYPES, "xl/vbaProject.bin": "x"}))


def test_a_workbook_of_long_ago(refused: Refused) -> None:
    assert "old Excel file" in refused("people.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000))


@pytest.mark.parametrize("content", [b"", b"\n \n,,\n", "\ufeff".encode()], ids=["empty", "blank", "a mark only"])
def test_a_file_in_which_there_is_nothing(refused: Refused, content: bytes) -> None:
    assert "empty" in refused("people.csv", content)


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n" + bytes(300), b"%PDF-1.7\n" + bytes(300), b"\x7fELF" + bytes(300), bytes(range(256)) * 40],
    ids=["picture", "document", "program", "noise"],
)
def test_a_binary_under_the_name_of_a_list(refused: Refused, content: bytes) -> None:
    assert "Save the list as CSV or XLSX" in refused("people.csv", content)


def test_too_many_columns(refused: Refused) -> None:
    assert "501 columns, where 500 can be read" in refused("people.csv", b",".join([b"x"] * 501) + b"\nIda\n")


def test_one_endless_line(refused: Refused) -> None:
    assert "far too long for a row" in refused("people.csv", b"x" * 2_500_000)


def test_a_huge_cell_is_a_row_to_mend(take: Callable[[str, bytes], Import]) -> None:
    sheet = take("people.csv", b"Name,Email\n" + b"x" * 200_000 + b",big@x.example\nIda,ida@berg.example\n")
    assert (sheet.created, sheet.rejected) == (1, 1)
    assert Contact.objects.get().name == "Ida"


def test_brackets_within_brackets(refused: Refused) -> None:
    line = b'{"name": ' + b"[" * 200_000 + b"]" * 200_000 + b"}\n"
    assert "damaged or too large" in refused("people.jsonl", line)


def test_a_line_that_is_no_object(refused: Refused) -> None:
    assert "Line 2 is no JSON object" in refused("people.jsonl", b'{"name": "Ida"}\nnonsense\n')
    assert "JSON in one piece" in refused("people.json", json.dumps([{"name": "Ida"}]).encode())


@pytest.mark.parametrize(("name", "is_book"), [("people.csv", True), ("people.xlsx", False), ("people.png", False)])
def test_a_wrong_ending_does_not_matter(take: Callable[[str, bytes], Import], name: str, is_book: bool) -> None:
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as writing:
        sheet = writing.add_worksheet()
        sheet.write_row(0, 0, ["Name", "Email"])
        sheet.write_row(1, 0, ["Ida", "ida@berg.example"])
    assert take(name, book.getvalue() if is_book else b"Name,Email\nIda,ida@berg.example\n").created == 1


def test_formulas_are_text_or_what_they_showed(as_bob: Client, take: Callable[[str, bytes], Import]) -> None:
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as writing:
        sheet = writing.add_worksheet()
        sheet.write_row(0, 0, ["Name", "Email", "Title"])
        sheet.write_string(1, 0, "=cmd|' /C calc'!A0")
        sheet.write_string(1, 1, "evil@x.example")
        sheet.write_formula(1, 2, '=HYPERLINK("http://x.example")', value="Boss")
    take("people.xlsx", book.getvalue())
    evil = Contact.objects.get()
    assert (evil.name, evil.title) == ("=cmd|' /C calc'!A0", "Boss")
    assert as_bob.get(f"/w/acme/contacts/{evil.pk}/").status_code == 200


def test_zero_characters_and_halves_of_letters_lose_no_good_row(take: Callable[[str, bytes], Import]) -> None:
    take("people.csv", b"Name,Email\nI\x00da,ida@berg.example\nB\xed\xa0\x80o,bo@lund.example\n")
    assert Contact.objects.filter(email__in=("ida@berg.example", "bo@lund.example")).count() == 2
