"""Spreadsheets that mean harm, or come near it: refused with a sentence, or taken without losing a good row."""

import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from kindred.accounts.models import Workspace
from kindred.contacts.importing.work import work
from kindred.contacts.models import Contact, Import
from kindred.contacts.spreadsheets import table
from kindred.contacts.spreadsheets.errors import UnreadableFile
from kindred.contacts.spreadsheets.table import Table

Take = Callable[[str], Import]

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.fixture
def take(workspace: Workspace, now: datetime) -> Take:
    """A way to import a text as its columns are guessed."""

    def taken(text: str) -> Import:
        content = ContentFile(text.encode(errors="surrogatepass"))
        sheet = Import.objects.upload(workspace=workspace, file=content, filename="x.csv", by=None, now=now)
        sheet.start(mapping=sheet.mapping, defaults={}, now=now)
        work(now, "test")
        sheet.refresh_from_db()
        return sheet

    return taken


def workbook(path: Path, rows: str) -> None:
    """Write a workbook by hand, with what no program would write."""
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets><sheet name="s" sheetId="1" r:id="r1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, f'<?xml version="1.0"?>{content}')


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_a_workbook_written_by_hand_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    workbook(path, f'<row r="1">{cell("A1", "Email")}</row><row r="3">{cell("A3", "a@x.example")}</row>')
    assert [(row.number, row.cells) for row in Table.of(path).rows(path)] == [(3, ("a@x.example",))]


def test_a_cell_in_the_last_corner_ends_no_process_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "corner.xlsx"
    workbook(path, f'<row r="1">{cell("A1", "Email")}</row><row r="1048576">{cell("XFD1048576", "far")}</row>')
    with pytest.raises(UnreadableFile, match="Save it as CSV"):
        Table.of(path)


def test_a_workbook_that_is_damaged_inside_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "damaged.xlsx"
    workbook(path, "<row><c></row>")
    with pytest.raises(UnreadableFile):
        Table.of(path)


def test_looking_at_the_first_rows_leaves_no_process_behind(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    workbook(path, "".join(f'<row r="{n}">{cell(f"A{n}", f"p{n}@x.example")}</row>' for n in range(1, 5_000)))
    rows = Table.of(path).rows(path)
    assert next(rows).cells == ("p2@x.example",)
    rows.close()  # type: ignore[attr-defined]


def test_countless_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("a," * 900_000 + "\n1,2,3\n")
    with pytest.raises(UnreadableFile, match=str(table.MOST_COLUMNS)):
        Table.of(path)


@pytest.mark.parametrize(
    "row",
    [
        f"{'x' * 120},{'y' * 120},a@x.example,,",
        f"{'ß' * 120},{'ﷺ' * 100},a@x.example,,",
        f",,a@x.example,{'ß' * 200},",
        f",,a@x.example,,{'ﷺ' * 80}",
        f",,{'ü' * 30}@{'ü' * 40}.{'ü' * 40}.example,,",
        "😀,\u202e,a@x.example,\u0000Acme,\ufffe",
        ",,a@x.example,\ud800,\udfff",
    ],
    ids=["long", "growing", "company", "tag", "address", "odd", "halves"],
)
def test_what_grows_when_it_is_compared_still_fits(take: Take, row: str) -> None:
    sheet = take(f"First name,Last name,Email,Company,Tags\n{row}\nAda,Lovelace,ada@x.example,,\n")
    assert (sheet.status, sheet.error) == ("done", "")
    assert sheet.created + sheet.rejected == 2
    assert Contact.objects.filter(email="ada@x.example").exists()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("First name", "x" * 121),
        ("City", "x" * 121),
        ("Company", "x" * 201),
        ("Link", "x.example/" + "x" * 500),
        ("Phone", "x" * 41),
        ("Tags", "x" * 81),
        ("Time zone", "x" * 100),
        ("Language", "x" * 100),
    ],
)
def test_what_is_too_long_is_a_row_to_mend(take: Take, column: str, value: str) -> None:
    sheet = take(f"Email,{column}\na@x.example,{value}\nb@x.example,\n")
    assert (sheet.status, sheet.created, sheet.rejected) == ("done", 1, 1)


def test_a_full_name_of_many_words_is_parted_to_fit(take: Take) -> None:
    sheet = take(f"Name\n{'word ' * 48}\n")
    assert (sheet.status, sheet.created) == ("done", 1)
    assert len(Contact.objects.get().first_name) <= 120


def test_a_number_is_read_by_the_country_beside_it(take: Take) -> None:
    take("Name,Phone,Country\nAda,030 901820,Germany\nBob,030 901820,\n")
    assert dict(Contact.objects.values_list("name", "phone")) == {"Ada": "+4930901820", "Bob": "030 901820"}


def test_companies_are_the_same_with_and_without_accents(take: Take) -> None:
    sheet = take("Name,Company\nAda,Société Générale\nBob,SOCIETE GENERALE\n")
    assert (sheet.status, Contact.objects.filter(company__name="Société Générale").count()) == ("done", 2)
