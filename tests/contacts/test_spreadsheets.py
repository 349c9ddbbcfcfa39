"""Spreadsheets as people export them, and files that are none."""

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from kindred.contacts.spreadsheets import delimited
from kindred.contacts.spreadsheets.errors import UnreadableFile
from kindred.contacts.spreadsheets.headers import guess
from kindred.contacts.spreadsheets.row import Row
from kindred.contacts.spreadsheets.table import Table


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Where the file goes."""
    return tmp_path / "sheet"


def cells(path: Path) -> list[tuple[str, ...]]:
    return [row.cells for row in Table.of(path).rows(path)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_encoding_and_delimiter_is_found_out(sheet: Path, encoding: str, delimiter: str) -> None:
    lines = ["Name,E-Mail,Ort", "Jürgen Groß,jg@x.example,Köln", "Zoë,z@x.example,Århus"]
    sheet.write_bytes("\r\n".join(line.replace(",", delimiter) for line in lines).encode(encoding))
    table = Table.of(sheet)
    assert table.headers == ("Name", "E-Mail", "Ort")
    assert cells(sheet)[0] == ("Jürgen Groß", "jg@x.example", "Köln")


def test_a_quoted_cell_may_hold_line_ends_and_delimiters(sheet: Path) -> None:
    sheet.write_text('Name,Note\n"Ada, Countess","two\nlines"\nBob,one\n')
    assert cells(sheet) == [("Ada, Countess", "two\nlines"), ("Bob", "one")]


def test_headers_are_told_apart_and_never_empty(sheet: Path) -> None:
    sheet.write_text("Email,Email,,Email\na@x.example,b@x.example,,\n")
    assert Table.of(sheet).headers == ("Email", "Email (2)", "Column 3", "Email (3)")


def test_lines_above_the_headers_are_passed_over(sheet: Path) -> None:
    sheet.write_text("Notes:\nExported by LinkedIn\n\nFirst Name,Last Name,Email Address\nAda,Lovelace,a@x.example\n")
    assert Table.of(sheet).header_at == 4
    assert cells(sheet) == [("Ada", "Lovelace", "a@x.example")]


def test_short_and_long_rows_get_the_width_of_the_headers(sheet: Path) -> None:
    sheet.write_text("Name,Email\nAda\nBob,b@x.example,extra\n\n")
    assert cells(sheet) == [("Ada", ""), ("Bob", "b@x.example")]


def test_rows_keep_the_numbers_people_count_by(sheet: Path) -> None:
    sheet.write_text('Name,Note\nAda,"a\nb"\nBob,x\n')
    assert [row.number for row in Table.of(sheet).rows(sheet)] == [2, 4]


def test_a_workbook_gives_what_a_person_would_type(sheet: Path) -> None:
    with xlsxwriter.Workbook(str(sheet)) as book:
        book.add_worksheet("empty")
        page = book.add_worksheet("people")
        page.write_row(0, 0, ["Name", "Zip", "Since", "Remote"])
        page.write_row(1, 0, ["Ada", 10115.0])
        page.write_datetime(
            1, 2, __import__("datetime").datetime(2026, 3, 1), book.add_format({"num_format": "d.m.yy"})
        )
        page.write_boolean(1, 3, True)
    assert cells(sheet) == [("Ada", "10115", "2026-03-01", "yes")]


def test_a_quote_that_is_never_closed_costs_one_row_with_its_reason(sheet: Path) -> None:
    sheet.write_text('Name,Email\nAda,"a@x.example\n' + "Bob,b@x.example\n" * 20_000)
    faults = [row.fault for row in Table.of(sheet).rows(sheet) if row.fault]
    assert faults
    assert "not closed" in faults[0]


def test_zero_characters_are_left_out(sheet: Path) -> None:
    sheet.write_bytes(b"Name,Email\nA\0da,a@x.example\n")
    assert cells(sheet) == [("Ada", "a@x.example")]


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n,,\n", b"%PDF-1.7 ...", b"\x89PNG\r\n", b"\xd0\xcf\x11\xe0old excel", b"PK\x03\x04 no zip at all"],
    ids=["empty", "blank", "pdf", "png", "xls", "broken zip"],
)
def test_what_is_no_spreadsheet_is_refused_with_a_sentence(sheet: Path, content: bytes) -> None:
    sheet.write_bytes(content)
    with pytest.raises(UnreadableFile) as refused:
        Table.of(sheet)
    assert refused.value.message.endswith((".", "again."))


def test_one_endless_line_is_refused_without_being_held(sheet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "LONGEST_LINE", 10_000)
    sheet.write_text("x" * 50_000)
    with pytest.raises(UnreadableFile):
        Table.of(sheet)


def test_a_zip_bomb_is_refused_by_the_bytes_it_inflates_to(sheet: Path) -> None:
    with zipfile.ZipFile(sheet, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    with pytest.raises(UnreadableFile, match="too large"):
        Table.of(sheet)


def test_a_workbook_of_countless_parts_is_refused(sheet: Path) -> None:
    with zipfile.ZipFile(sheet, "w") as archive:
        for number in range(2_100):
            archive.writestr(f"part{number}.xml", "")
    with pytest.raises(UnreadableFile):
        Table.of(sheet)


def test_any_other_zip_is_refused(sheet: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("letter.txt", "hello")
    sheet.write_bytes(buffer.getvalue())
    with pytest.raises(UnreadableFile):
        Table.of(sheet)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"],
         ["first_name", "last_name", "link", "email", "company_name", "title", None]),
        (["Record ID", "First Name", "Last Name", "Email", "Phone Number", "Lifecycle Stage", "Job Title"],
         [None, "first_name", "last_name", "email", "phone", "lifecycle_stage", "title"]),
        (["Name Given", "Name Family", "E-mail 1 - Value", "Phone 1 - Value", "Organization 1 - Name", "Labels"],
         ["first_name", "last_name", "email", "phone", "company_name", "tags"]),
        (["Vorname", "Nachname", "E-Mail", "Firma", "Land"],
         ["first_name", "last_name", "email", "company_name", "country"]),
        (["who", "where to write", "Email"], [None, None, "email"]),
    ],
    ids=["linkedin", "hubspot", "google", "german", "unknown"],
)  # fmt: skip
def test_columns_are_guessed_by_their_headers(headers: list[str], expected: list[str | None]) -> None:
    found = guess(headers, [])
    assert [found.get(str(position)) for position in range(len(headers))] == expected


def test_a_column_of_addresses_is_found_by_what_stands_in_it() -> None:
    samples = [Row(2, ("Ada", "a@x.example")), Row(3, ("Bob", "b@x.example"))]
    assert guess(["A", "B"], samples) == {"1": "email"}
