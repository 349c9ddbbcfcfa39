"""`kindred import`: everything its pages can say about a file, the list of imports, and the way back."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from kindred.accounts.models import User, Workspace
from kindred.cli.commands import app
from kindred.cohorts.models import Cohort
from kindred.contacts.models import Basis, Contact, Import
from kindred.workflows.models import Enrollment, Sequence, Workflow

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = "Name,Email,Title,Tags\nIda Berg,ida@berg.example,CTO,a/b\nBo Lund,nowhere,CEO,\n"
Call = Callable[..., tuple[int, str]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE)
    return path


@pytest.fixture
def call(workspace: Workspace) -> Call:
    """A way to call `kindred import` for Acme; returns its code and all it said."""

    def called(*arguments: object, answer: str = "") -> tuple[int, str]:
        result = CliRunner().invoke(app, ["import", *map(str, arguments), "-w", "acme"], input=answer)
        return result.exit_code, f"{result.output} {result.exception or ''}"

    return called


def test_everything_that_can_be_said_is_done(
    call: Call, file: Path, workspace: Workspace, ada: User, contacts: Callable[..., list[Contact]], now: datetime
) -> None:
    (ida,) = contacts(1, email="ida@berg.example", title="Boss")
    cohort = Cohort.objects.open_for(workspace=workspace, owner=ada, name="Spring", now=now)
    sequence = Sequence.objects.create(workspace=workspace, owner=ada, name="Hello")
    workflow = Workflow.objects.for_sequence(sequence)
    workflow.save_draft({"format": 1, "steps": [{"key": "one", "name": "One"}]})
    workflow.publish(now=now, by=ada)
    code, said = call(
        file, "--preset", "gem", "--separator", "Tags=/", "--existing", "overwrite", "--existing-for", "title=skip",
        "--tag", "fair", "--kind", "lead", "--cohort", "spring", "--sequence", sequence.pk, "--source", "Fair",
        "--basis", "consent", "--purpose", "recruiting", "--how", "Form", "--until", "2099-01-01",
    )  # fmt: skip
    assert code == 0, said
    ida.refresh_from_db()
    assert (ida.title, ida.name, ida.source, ida.kinds) == ("Boss", "Ida Berg", "Fair", Contact.Kind.LEAD)
    assert set(ida.tags.values_list("name", flat=True)) == {"a", "b", "fair"}
    assert list(cohort.members()) == [ida]
    assert Enrollment.objects.get().workflow == workflow
    assert Basis.objects.get().ground == "consent"
    assert Import.objects.get().preset == "gem"


def test_rejected_rows_are_written_mended_and_taken(call: Call, file: Path, tmp_path: Path) -> None:
    book = tmp_path / "bad.xlsx"
    assert call(file, "--tag", "fair", "--rejected", book)[0] == 0
    rows = CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["Name", "Bo Lund"]
    first = Import.objects.get()
    file.write_text(PEOPLE.replace("nowhere", "bo@lund.example"))
    assert call(file, "--mends", first.pk)[0] == 0
    assert Contact.objects.get(email="bo@lund.example").tags.get().name == "fair"


def test_imports_are_listed_and_undone(call: Call, file: Path) -> None:
    call(file)
    sheet = Import.objects.get()
    assert "Done  people.csv: 1 new, 0 updated, 1 not taken, can be undone until" in call("--list")[1]
    code, said = call("--undo", sheet.pk, answer="n\n")
    assert (code, Contact.objects.count()) == (1, 1)
    assert "1 contacts that came with it are removed" in said
    code, said = call("--undo", sheet.pk, "--yes")
    assert (code, Contact.objects.count()) == (0, 0)
    assert "1 removed, 0 put back, 0 left alone." in said
    assert "Undone" in call("--list")[1]
    assert "cannot be undone any more" in call("--undo", sheet.pk, "--yes")[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--separator", "Tags=~"], "cannot stand between values"),
        (["--separator", "Shoe=/"], "There is no column"),
        (["--existing-for", "shoe=skip"], "There is no field"),
        (["--existing-for", "title=drop"], "cannot happen to a field"),
        (["--kind", "alien"], "There is no kind"),
        (["--cohort", "Nowhere"], "There is no cohort Nowhere"),
        (["--sequence", "Nowhere"], "There is no sequence Nowhere"),
        (["--basis", "consent", "--purpose", "recruiting"], "Consent has to be shown"),
        (["--basis", "consent"], "Say what the data is used for"),
        (["--purpose", "recruiting"], "Say on which ground"),
        (["--basis", "contract", "--purpose", "service", "--until", "soon"], "is no day"),
        (["--map", "Name=", "--map", "Email="], "Say which column holds"),
        (["--mends", "999999"], "There is no import 999999"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_left(call: Call, file: Path, arguments: list[str], said: str) -> None:
    code, answer = call(file, *arguments)
    assert code == 1
    assert said in answer
    assert not Import.objects.exists()


def test_without_a_file_it_says_what_it_can_do(call: Call) -> None:
    assert "Say which file" in call()[1]


def test_another_workspaces_import_is_not_there(
    call: Call, file: Path, other_workspace: Workspace, now: datetime
) -> None:
    call(file)
    Import.objects.update(workspace=other_workspace)
    assert "There is no import" in call("--undo", Import.objects.get().pk, "--yes")[1]
    assert "people.csv" not in call("--list")[1]


def test_json_lines_are_read(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "people.jsonl"
    path.write_text("".join(f"{json.dumps({'name': name, 'tags': 'a; b'})}\n" for name in ("Ida", "Bo")))
    assert call(path)[0] == 0
    assert {contact.tags.count() for contact in Contact.objects.all()} == {2}
