"""The wizard of an import: the system it is from, what becomes of each column, and what everybody in it gets."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kindred.accounts.models import User, Workspace
from kindred.cohorts.models import Cohort
from kindred.contacts.importing.work import work
from kindred.contacts.models import Basis, Contact, Import
from kindred.workflows.models import Enrollment, Sequence, Workflow

pytestmark = pytest.mark.django_db
URL = "/w/acme/contacts/imports/"
HUBSPOT = (
    "Record ID,First Name,Last Name,Email,Phone Number,Job Title,City,Country/Region,Skills\n"
    '7,Ida,Berg,ida@berg.example,030 901820,"VP, Growth Mktg",München,Germany,ReactJS; python3\n'
)

Upload = Callable[..., Import]


@pytest.fixture
def upload(as_bob: Client) -> Upload:
    """A way for Bob to upload a list."""

    def send(text: str = HUBSPOT, *, mends: Import | None = None) -> Import:
        form: dict[str, Any] = {"file": SimpleUploadedFile("people.csv", text.encode())}
        answer = as_bob.post(f"{URL}new/", form | ({"mends": mends.pk} if mends else {}))
        assert answer.status_code == 302
        return Import.objects.latest("pk")

    return send


@pytest.fixture
def finish(as_bob: Client, now: datetime) -> Callable[..., Import]:
    """A way for Bob to have an import read as its columns are matched."""

    def finished(spreadsheet: Import, **said: Any) -> Import:
        mapping = {f"column-{position}": target for position, target in spreadsheet.mapping.items()}
        assert as_bob.post(f"{URL}{spreadsheet.pk}/start/", mapping | said).status_code == 302
        work(now, "tester")
        spreadsheet.refresh_from_db()
        assert (spreadsheet.status, spreadsheet.error) == ("done", "")
        return spreadsheet

    return finished


def page(client: Client, spreadsheet: Import) -> str:
    return client.get(f"{URL}{spreadsheet.pk}/").content.decode()


def test_the_system_is_shown_and_can_be_corrected(as_bob: Client, upload: Upload) -> None:
    spreadsheet = upload()
    assert "Read as an export of HubSpot" in page(as_bob, spreadsheet)
    assert 'name="source" maxlength="120" value="HubSpot"' in page(as_bob, spreadsheet)
    as_bob.post(f"{URL}{spreadsheet.pk}/matching/", {"preset": "generic"})
    spreadsheet.refresh_from_db()
    assert (spreadsheet.preset, spreadsheet.mapping.get("0")) == ("generic", None)
    assert "Read as a plain list" in page(as_bob, spreadsheet)
    as_bob.post(f"{URL}{spreadsheet.pk}/matching/", {"preset": "nonsense"})
    spreadsheet.refresh_from_db()
    assert spreadsheet.preset == "generic"


def test_a_list_like_the_last_is_matched_as_the_last_and_says_so(
    as_bob: Client, upload: Upload, finish: Callable[..., Import]
) -> None:
    finish(upload(), **{"column-5": ""})
    again = upload()
    assert "5" not in again.mapping
    assert "matched as Bob Kahn did it" in page(as_bob, again)
    as_bob.post(f"{URL}{again.pk}/matching/", {"preset": "hubspot"})
    again.refresh_from_db()
    assert again.mapping["5"] == "title"
    assert "matched as Bob Kahn did it" not in page(as_bob, again)


def test_each_column_shows_what_becomes_of_its_cells(as_bob: Client, upload: Upload) -> None:
    shown = page(as_bob, upload())
    for said in ("+4930901820", "Marketing</span>", "VP</span>", "Europe/Berlin</span>", "Python, React"):
        assert said in shown
    # Among the separators, the one that was found.
    assert '<option value=";" selected>' in shown


def test_a_choice_is_read_anew_for_its_column(as_bob: Client, upload: Upload) -> None:
    spreadsheet = upload("Name,Skills\nIda,C/C++\n")
    chosen = {"column-0": "name", "column-1": "skills", "separator-1": "/"}
    answer = as_bob.post(f"{URL}{spreadsheet.pk}/preview/", chosen).content.decode()
    assert '<hx-partial hx-target="#readings-1"' in answer
    assert "C, C++" in answer


def test_a_faulty_cell_hides_nothing_of_its_row(as_bob: Client, upload: Upload) -> None:
    shown = page(as_bob, upload("Name,Email,Title\nIda,nowhere,Head of People\n"))
    assert "is not an e-mail address" in shown
    assert "People / HR</span>" in shown


def test_fields_can_differ_in_what_happens_to_those_who_are_here(
    contacts: Callable[..., list[Contact]], upload: Upload, finish: Callable[..., Import]
) -> None:
    (pat,) = contacts(1, title="CTO", city="Köln", source="Fair")
    sheet = upload(f"Email,Title,City,Source\n{pat.email},CEO,Berlin,Web\n")
    finish(sheet, **{"policy": "overwrite", "policy-1": "skip", "policy-2": "fill", "policy-3": "drop"})
    pat.refresh_from_db()
    assert (pat.title, pat.city, pat.source) == ("CTO", "Köln", "Web")
    assert sheet.defaults["existing_by_field"] == {"title": "skip", "city": "fill"}


def test_what_stands_between_values_can_be_said(upload: Upload, finish: Callable[..., Import]) -> None:
    finish(upload("Email,Tags\nida@berg.example,north/south\n"), **{"separator-1": "/"})
    assert sorted(Contact.objects.get().tags.values_list("name", flat=True)) == ["north", "south"]


def test_everybody_goes_straight_into_cohorts_and_sequences(
    workspace: Workspace, ada: User, bob: User, upload: Upload, finish: Callable[..., Import], now: datetime
) -> None:
    mine = Cohort.objects.open_for(workspace=workspace, owner=bob, name="Mine", now=now)
    hers = Cohort.objects.open_for(workspace=workspace, owner=ada, name="Hers", now=now)
    sequence = Sequence.objects.create(workspace=workspace, owner=ada, name="Hello")
    workflow = Workflow.objects.for_sequence(sequence)
    workflow.save_draft({"format": 1, "steps": [{"key": "hello", "name": "Hello"}]})
    workflow.publish(now=now, by=ada)
    sheet = finish(upload(), cohort=[mine.pk, hers.pk, "x"], sequence=[sequence.pk])
    ida = Contact.objects.get()
    assert [one.cohort for one in ida.memberships.all()] == [mine]
    assert Enrollment.objects.get(contact=ida).workflow == workflow
    assert sheet.defaults["into"] == {"cohorts": [mine.pk], "sequences": [sequence.pk]}


def test_the_legal_basis_is_asked_once_and_recorded_for_everybody(
    as_bob: Client, upload: Upload, finish: Callable[..., Import]
) -> None:
    sheet = upload()
    consent = {"basis_ground": "consent", "basis_purpose": "recruiting", "source": "Fair"}
    mapping = {f"column-{position}": target for position, target in sheet.mapping.items()}
    refused = as_bob.post(f"{URL}{sheet.pk}/start/", mapping | consent | {"basis_until": "2020-01-01"})
    assert refused.status_code == 422
    for said in (
        "Consent has to be shown",
        "It must end after it was given",
        'value="consent" selected',
        'value="Fair"',
    ):
        assert said in refused.content.decode()
    finish(sheet, **consent, basis_how="Form at our stand", basis_until="2027-05-03")
    basis = Basis.objects.get()
    assert (basis.ground, basis.purpose, basis.evidence.how) == ("consent", "recruiting", "Form at our stand")
    assert basis.expires_at is not None
    assert Contact.objects.get().source == "Fair"


def test_ids_of_another_system_are_kept_under_its_name(upload: Upload, finish: Callable[..., Import]) -> None:
    finish(upload("Number,Name\n7,Ida Berg\n"), **{"column-0": "external_id", "system": "Bullhorn"})
    known = Contact.objects.get().external_ids.get()
    assert (known.system, known.value) == ("Bullhorn", "7")


def test_mended_rows_get_what_the_others_got(
    as_bob: Client, workspace: Workspace, bob: User, upload: Upload, finish: Callable[..., Import], now: datetime
) -> None:
    cohort = Cohort.objects.open_for(workspace=workspace, owner=bob, name="Mine", now=now)
    first = finish(
        upload("Name,Email\nIda Berg,ida@berg.example\nBo Lund,nowhere\n"),
        tag=["fair"], cohort=[cohort.pk], policy="fill", **{"policy-0": "skip"},
        basis_ground="legitimate_interest", basis_purpose="marketing",
    )  # fmt: skip
    rejected = b"".join(as_bob.get(f"{URL}{first.pk}/rejected.csv")).decode("utf-8-sig")
    again = upload(rejected.replace("nowhere", "bo@lund.example"), mends=first)
    shown = page(as_bob, again)
    for said in ("These are rows of people.csv", 'value="fair"', f'value="{cohort.pk}"', 'value="fill" checked', 'value="legitimate_interest" selected', 'value="skip" selected'):  # fmt: skip
        assert said in shown


def test_somebody_elses_import_cannot_be_mended(as_mallory: Client, upload: Upload) -> None:
    theirs = upload()
    form = {"file": SimpleUploadedFile("x.csv", b"Name\nMal\n"), "mends": str(theirs.pk)}
    assert as_mallory.post("/w/elsewhere/contacts/imports/new/", form).status_code == 302
    assert Import.objects.latest("pk").mends is None
