"""The formats of an export: nothing runs, nothing is lost on the way out and in again, memory stays flat."""

import csv
import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from kindred.accounts.models import AuditEntry, User, Workspace
from kindred.cli.commands import app
from kindred.cohorts.models import Cohort
from kindred.contacts import exporting
from kindred.contacts.cleaning.formula import guarded, marked, unguarded
from kindred.contacts.cleaning.several import joined, parted
from kindred.contacts.errors import TooManyForFormat, UnknownColumns
from kindred.contacts.formats import xlsx
from kindred.contacts.formats.registry import FORMATS
from kindred.contacts.formats.vcard import folded
from kindred.contacts.importing.work import work
from kindred.contacts.models import Contact, CustomField, Import

Pool = Callable[..., list[Contact]]

#: Letters of many scripts, and all that means something to a spreadsheet, a separator or an escape.
LETTERS = "aB9 =+-@'\"\\,;|:/\t\n\r<&%äßşИ日本עبا🙂＝＋－＠\u200d\u0301"
texts = st.text(LETTERS, max_size=12)
names = st.text(LETTERS, min_size=1, max_size=9).filter(lambda name: name.strip(" \t\n\r\u200d\u0301"))
people = st.fixed_dictionaries(
    {
        "name": st.text("aBäИ日ע", min_size=1, max_size=8),
        "title": texts,
        "city": texts,
        "company_name": texts,
        "source": texts,
        "phone": st.sampled_from(["", "+49 30 901820", "+49301234"]),
        "custom:own": texts,
        "custom:score": st.sampled_from(["", "-7.5", "0", "1200"]),
        "tags": st.lists(names, max_size=3),
        "skills": st.lists(names, max_size=2),
    }
)


def told(workspace: Workspace, format: str) -> bytes:  # noqa: A002
    """An export of a workspace's pool."""
    file = io.BytesIO()
    exporting.write(Contact.objects.of(workspace), workspace=workspace, format=FORMATS[format], file=file)
    return file.getvalue()


def taken(content: bytes, ending: str, *, workspace: Workspace, now: datetime) -> Import:
    """An import of a file, as its columns are guessed."""
    sheet = Import.objects.upload(
        workspace=workspace, file=ContentFile(content), filename=f"x.{ending}", by=None, now=now
    )
    sheet.start(mapping=sheet.mapping, defaults={}, now=now)
    work(now, "test")
    sheet.refresh_from_db()
    return sheet


def cells(workspace: Workspace) -> list[list[Any]]:
    """What an export would write, but for moments and ids."""
    columns = exporting.columns(workspace)
    rows = exporting.rows(Contact.objects.of(workspace), workspace=workspace)
    return sorted(
        [row[: columns.index("created_at")] + row[columns.index("created_at") + 1 :] for row in rows], key=str
    )


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["csv", "xlsx", "vcf", "jsonl"])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pool=st.lists(people, min_size=1, max_size=4))
def test_out_and_in_again_is_the_identity(
    workspace: Workspace, other_workspace: Workspace, now: datetime, ending: str, pool: list[dict[str, Any]]
) -> None:
    Contact.objects.all().delete()
    for place in (workspace, other_workspace):
        for key, kind in (("own", "text"), ("score", "number")):
            CustomField.objects.get_or_create(workspace=place, key=key, defaults={"label": key, "kind": kind})
    for number, values in enumerate(pool):
        Contact.objects.create_one(workspace=workspace, values=values | {"email": f"p{number}@x.example"}, now=now)
    sheet = taken(told(workspace, ending), ending, workspace=other_workspace, now=now)
    assert (sheet.status, sheet.rejected) == ("done", 0), [row.reason for row in sheet.rejected_rows.all()]
    assert cells(other_workspace) == cells(workspace)


@given(st.lists(names, max_size=4))
def test_values_of_a_cell_come_apart_as_they_were_put_together(values: list[str]) -> None:
    cell = joined(values)
    if (found := parted(cell)) is not None:
        assert found == values
    else:
        assert not any(mark in value for value in values for mark in ';,|"')


@given(texts)
def test_a_guard_comes_off_as_it_was_put_on(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert unguarded(marked(text)) == text
    assert guarded(text)[:1] not in tuple("=@\t\r\n\0＝＋－＠")


HOSTILE = [
    f"{start}{rest}"
    for start in ("=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠", "'=", "''=", "==", "-1", "+1")
    for rest in ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x.example","y")', "SUM(1,1)", "2-3", "IMPORTXML(1)")
]  # fmt: skip


@pytest.mark.django_db
def test_no_cell_of_a_hostile_pool_is_a_formula(contacts: Pool, workspace: Workspace) -> None:
    for text in HOSTILE:
        contacts(1, title=text, first_name=text)
    lines = list(csv.reader(io.StringIO(told(workspace, "csv").decode("utf-8-sig"), newline="")))
    reckoned = [cell for line in lines for cell in line if cell[:1] in tuple("=+-@\t\r\n\0＝＋－＠") and len(cell) > 1]
    assert all(cell[1:].replace(" ", "").isdigit() for cell in reckoned)
    with zipfile.ZipFile(io.BytesIO(told(workspace, "xlsx"))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<row" in sheet
    assert "<f" not in sheet.partition("<sheetData>")[2]
    assert "hyperlink" not in sheet


@pytest.mark.django_db
def test_a_card_is_one_that_address_books_read(workspace: Workspace, now: datetime) -> None:
    values = {
        "first_name": "Ada; Countess",
        "last_name": "Lovelace, of",
        "emails": [{"value": "ada@x.example", "type": "work"}, {"value": "ada@home.example", "type": "personal"}],
        "phones": [{"value": "+49301234567", "type": "mobile"}],
        "link": "https://x.example/a;b,c",
        "title": "Chief\\Analyst",
        "company_name": "Engines, Ltd",
        "city": "Köln",
        "country": "DE",
        "tags": ["vip", "R&D, Paris"],
    }
    Contact.objects.create_one(workspace=workspace, values=values, now=now)
    lines = told(workspace, "vcf").decode().split("\r\n")
    assert lines == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "FN:Ada\\; Countess Lovelace\\, of",
        "N:Lovelace\\, of;Ada\\; Countess;;;",
        "EMAIL;PREF=1;TYPE=work:ada@x.example",
        "EMAIL;TYPE=home:ada@home.example",
        "TEL;PREF=1;TYPE=cell:+49301234567",
        "URL;PREF=1:https://x.example/a;b,c",
        "ORG:Engines\\, Ltd",
        "TITLE:Chief\\\\Analyst",
        "ADR:;;;Köln;North Rhine-Westphalia;;DE",
        "TZ:Europe/Berlin",
        "CATEGORIES:R&D\\, Paris,vip",
        "X-KINDRED;FIELD=department:other",
        "X-KINDRED;FIELD=seniority:head",
        "X-KINDRED;FIELD=region:Europe",
        "END:VCARD",
        "",
    ]


@given(st.text(min_size=1, max_size=400).filter(lambda text: not set(text) & {"\r", "\n"}))
def test_a_long_line_is_folded_between_letters(line: str) -> None:
    try:
        whole = line.encode()
    except UnicodeEncodeError:
        return
    parts = folded(line).removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(part) <= 75 and part.decode() for part in parts)
    assert parts[0] + b"".join(part[1:] for part in parts[1:]) == whole


@pytest.mark.django_db
def test_only_the_chosen_columns_are_written_in_their_order(contacts: Pool, workspace: Workspace) -> None:
    contacts(2)
    file = io.BytesIO()
    pool = Contact.objects.of(workspace)
    done = exporting.write(
        pool, workspace=workspace, format=FORMATS["jsonl"], file=file, chosen=["email", "first_name", "title"]
    )
    assert done == 2
    first = json.loads(file.getvalue().splitlines()[0])
    assert list(first.items()) == [("email", "pat.0001@pool.example"), ("first_name", "Pat")]
    with pytest.raises(UnknownColumns, match="no column shoe_size"):
        exporting.write(pool, workspace=workspace, format=FORMATS["csv"], file=io.BytesIO(), chosen=["shoe_size"])


@pytest.mark.django_db
def test_a_sheet_that_would_be_too_long_is_refused(
    contacts: Pool, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts(3)
    monkeypatch.setitem(FORMATS, "xlsx", replace(xlsx.FORMAT, most=2))
    with pytest.raises(TooManyForFormat):
        told(workspace, "xlsx")


@pytest.mark.parametrize("format", FORMATS)
def test_memory_stays_flat(format: str, tmp_path: Path) -> None:  # noqa: A002
    columns = ["name", "email", "title", "tags"]

    def rows(count: int) -> Iterator[list[Any]]:
        for n in range(count):
            yield [f"Pat Person{n}", f"p{n}@x.example", "Engineer " * 5, "vip; cold"]

    peaks = []
    for count in (2_000, 8_000):
        tracemalloc.start()
        with (tmp_path / f"{count}.{format}").open("wb") as file:
            FORMATS[format].write(file, columns, rows(count))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5 + 200_000


@pytest.mark.django_db
def test_the_command_writes_every_format_a_cohort_and_chosen_columns(
    contacts: Pool, workspace: Workspace, ada: User, now: datetime, tmp_path: Path
) -> None:
    inside, *_others = contacts(3)
    cohort = Cohort.objects.open_for(workspace=workspace, owner=ada, name="Spring", now=now)
    cohort.add(Contact.objects.filter(pk=inside.pk), cause="hand", at=now, by=ada)

    def call(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["export", *arguments, "-w", "acme"])
        return result.exit_code, str(result.exception or "")

    for ending in FORMATS:
        assert call(str(tmp_path / f"all.{ending}"))[0] == 0
    assert (tmp_path / "all.vcf").read_text().count("BEGIN:VCARD") == 3
    assert call(str(tmp_path / "few.csv"), "--cohort", "spring", "--columns", "email,name") == (0, "")
    assert (tmp_path / "few.csv").read_text() == f"email,name\n{inside.email},{inside.name}\n"
    assert "no cohort Autumn" in call(str(tmp_path / "x.csv"), "--cohort", "Autumn")[1]
    assert "no column size" in call(str(tmp_path / "x.csv"), "--columns", "size")[1]
    assert AuditEntry.objects.filter(act="contacts.exported").count() == 6
