"""Spreadsheets into the pool: good rows are kept, bad ones come back, nothing is doubled."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile

from kindred.accounts.models import User, Workspace
from kindred.contacts.errors import AlreadyStarted, NothingMapped
from kindred.contacts.importing import work as importing
from kindred.contacts.importing.rejects import rejected_csv
from kindred.contacts.importing.work import work
from kindred.contacts.models import Contact, CustomField, Event, Import
from kindred.contacts.spreadsheets.errors import UnreadableFile

pytestmark = pytest.mark.django_db
Upload = Callable[..., Import]


@pytest.fixture
def upload(workspace: Workspace, ada: User, now: datetime) -> Upload:
    """A way to upload a text as a spreadsheet."""

    def uploaded(text: str | bytes, *, filename: str = "people.csv") -> Import:
        content = ContentFile(text.encode() if isinstance(text, str) else text)
        return Import.objects.upload(workspace=workspace, file=content, filename=filename, by=ada, now=now)

    return uploaded


@pytest.fixture
def take(upload: Upload, now: datetime) -> Callable[..., Import]:
    """A way to import a text as its columns are guessed."""

    def taken(text: str, **defaults: Any) -> Import:
        spreadsheet = upload(text)
        spreadsheet.start(mapping=spreadsheet.mapping, defaults=defaults, now=now)
        assert work(now, "test").done == 1
        spreadsheet.refresh_from_db()
        return spreadsheet

    return taken


def counts(spreadsheet: Import) -> tuple[int, int, int, int]:
    return spreadsheet.created, spreadsheet.updated, spreadsheet.unchanged, spreadsheet.rejected


def test_a_spreadsheet_becomes_contacts_with_all_they_have(take: Callable[..., Import], workspace: Workspace) -> None:
    spreadsheet = take(
        "First Name,Last Name,Email,Company,Country,Seniority,Tags,Skills,Kind,Phone\n"
        'Ada,Lovelace,Ada@X.example,Engines Ltd,Deutschland,Vice President,"vip; berlin","React, Node.js",Lead,'
        "+49 30 123456\n"
    )
    assert (spreadsheet.status, *counts(spreadsheet)) == ("done", 1, 0, 0, 0)
    ada = Contact.objects.get(workspace=workspace)
    assert (ada.name, ada.email, ada.email_key) == ("Ada Lovelace", "Ada@x.example", "ada@x.example")
    assert (str(ada.company), ada.country, ada.seniority, ada.kinds) == ("Engines Ltd", "DE", "vp", Contact.Kind.LEAD)
    assert {tag.name for tag in ada.tags.all()} == {"vip", "berlin"}
    assert {skill.name for skill in ada.skills.all()} == {"React", "Node.js"}
    assert ada.phone == "+4930123456"
    kinds = set(Event.objects.filter(contact=ada).values_list("kind", flat=True))
    assert kinds == {"contact.created", "tag.added"}


def test_the_same_spreadsheet_again_changes_nothing(take: Callable[..., Import]) -> None:
    text = "Name,Email,Company,Tags\nAda,a@x.example,Engines,vip\nBob,,Engines,\nKim,k@x.example,,\n"
    assert counts(take(text)) == (3, 0, 0, 0)
    assert counts(take(text)) == (0, 0, 3, 0)
    assert Contact.objects.count() == 3


def test_a_known_address_is_updated_in_any_case_and_empty_cells_take_nothing_away(take: Callable[..., Import]) -> None:
    take("Name,Email,Title,City\nAda Lovelace,ada@x.example,Countess,London\n")
    assert counts(take("Email,Title,City\nADA@X.EXAMPLE,Programmer,\n")) == (0, 1, 0, 0)
    ada = Contact.objects.get()
    assert (ada.name, ada.title, ada.city) == ("Ada Lovelace", "Programmer", "London")


@pytest.mark.parametrize(("policy", "title", "city"), [("overwrite", "B", "X"), ("fill", "A", "X"), ("skip", "A", "")])
def test_what_happens_to_known_contacts_is_asked_once(
    take: Callable[..., Import], policy: str, title: str, city: str
) -> None:
    take("Email,Title,City\na@x.example,A,\n")
    take("Email,Title,City\na@x.example,B,X\n", existing=policy)
    kept = Contact.objects.get()
    assert (kept.title, kept.city) == (title, city)


def test_two_rows_about_one_person_are_one_contact(take: Callable[..., Import]) -> None:
    spreadsheet = take("Email,Title,City\na@x.example,A,Rome\nA@x.example,B,\n")
    assert counts(spreadsheet) == (1, 1, 0, 0)
    kept = Contact.objects.get()
    assert (kept.title, kept.city) == ("B", "Rome")


def test_bad_rows_come_back_with_reasons_and_can_be_dropped_in_again(take: Callable[..., Import]) -> None:
    spreadsheet = take(
        "Name,Email,Country,Seniority\n"
        "Ada,ada@x.example,Germany,VP\n"
        "Bob,not an address,Germany,VP\n"
        ",,,\n"
        ",,Germany,\n"
        "Kim,k@x.example,Atlantis,Emperor\n"
    )
    assert counts(spreadsheet) == (1, 0, 0, 3)
    told = {row.number: row.reason for row in spreadsheet.rejected_rows.all()}
    assert set(told) == {3, 5, 6}
    assert "“not an address” is not an e-mail address" in told[3]
    assert "nothing to know this person by" in told[5]
    assert "Atlantis" in told[6]
    assert "Emperor" in told[6]
    back = list(csv.reader(io.StringIO("".join(rejected_csv(spreadsheet)).lstrip("\ufeff"))))
    assert back[0] == ["Name", "Email", "Country", "Seniority", "Reason"]
    assert back[1][:4] == ["Bob", "not an address", "Germany", "VP"]
    mended = "".join(rejected_csv(spreadsheet)).replace("not an address", "bob@x.example").replace("Atlantis", "Greece")
    again = take(mended.replace("Emperor", "Founder").replace("\r\n,,Germany", "\r\nLee,,Germany"))
    assert counts(again) == (3, 0, 0, 0)


def test_what_a_spreadsheet_would_run_comes_back_harmless(take: Callable[..., Import]) -> None:
    spreadsheet = take("Name,Email\n=cmd|' /C calc'!A0,no address\n")
    assert "'=cmd" in "".join(rejected_csv(spreadsheet))


def test_an_apostrophe_put_before_a_formula_is_taken_off_again(take: Callable[..., Import]) -> None:
    take("Name,Email\n'=Ada,a@x.example\nD'Arcy,d@x.example\n")
    assert set(Contact.objects.values_list("name", flat=True)) == {"=Ada", "D'Arcy"}


def test_everybody_gets_what_the_import_has_in_common(take: Callable[..., Import], workspace: Workspace) -> None:
    take("Name,Email\nAda,a@x.example\n", tags=["fair"], kinds=Contact.Kind.PROSPECT, source="Trade fair")
    ada = Contact.objects.get()
    assert (ada.source, ada.kinds, ada.tags.get().name) == ("Trade fair", Contact.Kind.PROSPECT, "fair")


def test_a_column_can_fill_a_field_of_ones_own(upload: Upload, workspace: Workspace, now: datetime) -> None:
    CustomField.objects.create(workspace=workspace, key="notice", label="Notice period", kind="number")
    spreadsheet = upload("Name,Notice period\nAda,3\nBob,soon\n")
    assert spreadsheet.mapping["1"] == "custom:notice"
    spreadsheet.start(mapping=spreadsheet.mapping, defaults={}, now=now)
    work(now, "test")
    assert Contact.objects.get().custom == {"notice": 3}
    assert "not a number" in spreadsheet.rejected_rows.get().reason


def test_a_stage_that_changes_by_import_is_reached(take: Callable[..., Import]) -> None:
    take("Email,Candidate state\na@x.example,passive\n")
    take("Email,Candidate state\na@x.example,active\n")
    reached = Event.objects.get(kind="stage.reached")
    assert reached.data["to"] == "active"


def test_columns_must_lead_to_a_person(upload: Upload, now: datetime) -> None:
    spreadsheet = upload("City,Country\nRome,Italy\n")
    with pytest.raises(NothingMapped):
        spreadsheet.start(mapping=spreadsheet.mapping, defaults={}, now=now)


def test_an_import_starts_once(upload: Upload, now: datetime) -> None:
    spreadsheet = upload("Name\nAda\n")
    spreadsheet.start(mapping=spreadsheet.mapping, defaults={}, now=now)
    with pytest.raises(AlreadyStarted):
        spreadsheet.start(mapping=spreadsheet.mapping, defaults={}, now=now)


def test_a_file_that_is_none_is_not_kept(upload: Upload) -> None:
    with pytest.raises(UnreadableFile):
        upload(b"%PDF-1.4", filename="../../etc/letter.pdf")
    assert not Import.objects.exists()


def test_a_cancelled_import_stops_and_keeps_what_it_has(
    upload: Upload, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    spreadsheet = upload("Name,Email\n" + "".join(f"P{n},p{n}@x.example\n" for n in range(10)))
    spreadsheet.start(mapping=spreadsheet.mapping, defaults={}, now=now)
    whole = importing._read_batch

    def cancelling(*args: Any, **kwargs: Any) -> bool:
        done = whole(*args, **kwargs)
        spreadsheet.cancel(now=now)
        return done

    monkeypatch.setattr(importing, "_read_batch", cancelling)
    work(now, "test")
    spreadsheet.refresh_from_db()
    assert (spreadsheet.status, spreadsheet.done, Contact.objects.count()) == ("cancelled", 2, 2)


def test_a_worker_that_dies_is_followed_by_one_that_goes_on(
    upload: Upload, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 3)
    spreadsheet = upload("Name,Email\n" + "".join(f"P{n},p{n}@x.example\n" for n in range(10)))
    spreadsheet.start(mapping=spreadsheet.mapping, defaults={}, now=now)
    whole = importing._read_batch
    batches: list[int] = []

    def dying(*args: Any, **kwargs: Any) -> bool:
        if len(batches) == 2:
            raise KeyboardInterrupt
        batches.append(1)
        return whole(*args, **kwargs)

    monkeypatch.setattr(importing, "_read_batch", dying)
    with pytest.raises(KeyboardInterrupt):
        work(now, "first")
    monkeypatch.setattr(importing, "_read_batch", whole)
    assert work(now + timedelta(seconds=30), "second").done == 0, "the lease of the first still holds"
    assert work(now + timedelta(minutes=5), "second").done == 1
    spreadsheet.refresh_from_db()
    assert (spreadsheet.status, spreadsheet.done, spreadsheet.created) == ("done", 10, 10)
    assert Contact.objects.count() == 10


def test_a_worker_that_lost_its_lease_writes_nothing(upload: Upload, now: datetime) -> None:
    spreadsheet = upload("Name,Email\nAda,a@x.example\n")
    spreadsheet.start(mapping=spreadsheet.mapping, defaults={}, now=now)
    Import.objects.update(claimed_by="another", status="running")
    importing.read(Import.objects.get(), worker="late")
    assert not Contact.objects.exists()
    assert Import.objects.get().status == "running"


def test_other_workspaces_are_never_touched(
    take: Callable[..., Import], other_workspace: Workspace, workspace: Workspace
) -> None:
    Contact.objects.create(workspace=other_workspace, name="Ada", email="a@x.example", email_key="a@x.example")
    assert counts(take("Name,Email\nAda L,a@x.example\n")) == (1, 0, 0, 0)
    assert Contact.objects.get(workspace=other_workspace).name == "Ada"


def test_people_of_one_name_stay_apart_unless_more_is_the_same(take: Callable[..., Import]) -> None:
    text = "Name,Company,Phone,City\nJo Kim,,+49301111111,Rome\nJo Kim,,+49302222222,Oslo\nJo Kim,Acme,,Bonn\n"
    assert counts(take(text)) == (3, 0, 0, 0)
    assert counts(take(text)) == (0, 0, 3, 0)


def test_who_is_known_by_address_in_one_row_and_by_link_in_another_is_one(take: Callable[..., Import]) -> None:
    take("Name,Email,Link\nAda,a@x.example,x.example/ada\n")
    assert counts(take("Email,Link,Title,City\na@x.example,,Countess,\n,x.example/ada,,London\n")) == (0, 1, 0, 0)
    ada = Contact.objects.get()
    assert (ada.title, ada.city) == ("Countess", "London")
