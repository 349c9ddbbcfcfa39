"""Erasing people: nothing of them is left anywhere, no report changes, and they do not come back unseen."""

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import ForeignKey, Model
from typer.testing import CliRunner

import kindred.bulk.erasing
import kindred.cohorts.erasing
import kindred.contacts.erasing.own
import kindred.messaging.erasing
import kindred.workflows.erasing
from kindred.accounts.models import AuditEntry, User, Workspace
from kindred.bulk.models import BulkAction
from kindred.cli.commands import app
from kindred.cohorts.models import Cohort, Membership
from kindred.contacts.errors import ErasedBefore, NobodyToErase, ReasonMissing
from kindred.contacts.importing.work import work as import_work
from kindred.contacts.models import Contact, ErasedMark, Erasure, Event, Import, RejectedRow, View
from kindred.contacts.models import erasure as erasures
from kindred.jobs.worker import work_until_idle
from kindred.messaging.models import Message, Suppression
from kindred.messaging.unsubscribe import message_of
from kindred.messaging.writing import unsubscribe_url
from kindred.workflows.models import Enrollment
from tests.privacy.conftest import ADDRESS, PAGE, SECOND, SHEET, TOKEN, Erase, places

ROOMS = (
    kindred.contacts.erasing.own,
    kindred.cohorts.erasing,
    kindred.messaging.erasing,
    kindred.workflows.erasing,
    kindred.bulk.erasing,
)


def decided() -> dict[type[Model], str]:
    """Every table of which it is decided what becomes of its rows."""
    return {model: words for room in ROOMS for model, words in room.ERASED.items()}


def leading_to_contacts() -> set[type[Model]]:
    """Every table whose rows lead to a contact, directly or over others that do."""
    found: set[type[Model]] = {Contact}
    while True:
        more = {
            model
            for model in apps.get_models(include_auto_created=True)
            for field in model._meta.get_fields()
            if isinstance(field, ForeignKey) and field.related_model in found
        }
        if more <= found:
            return found
        found |= more


def test_it_is_decided_for_every_table_that_leads_to_a_contact() -> None:
    assert {model._meta.label for model in leading_to_contacts()} == {model._meta.label for model in decided()}


def test_the_table_of_the_docs_says_what_the_rooms_do() -> None:
    docs = (Path(__file__).parents[2] / "docs/privacy.md").read_text(encoding="utf-8")
    assert [
        row for model, words in decided().items() if (row := f"| {model._meta.label} | {words} |") not in docs
    ] == []


def test_each_room_decides_for_its_own_tables() -> None:
    strange = [
        (room.__name__, model._meta.label)
        for room in ROOMS
        for model in room.ERASED
        if f"kindred.{model._meta.app_label}." not in room.__name__
    ]
    assert not strange


def test_nothing_of_a_person_is_left_anywhere(
    zoe: Contact, erase: Erase, django_capture_on_commit_callbacks: Any
) -> None:
    before = places(TOKEN)
    assert {
        "contacts.Contact", "contacts.ContactPoint", "contacts.Event", "contacts.Evidence", "contacts.Note",
        "contacts.RejectedRow", "contacts.RemovedRow", "contacts.Task", "messaging.Message", "messaging.Suppression",
        "cohorts.Addition", "cohorts.Pin", "workflows.Enrollment", "workflows.MovedCard", "workflows.WaitingEvent",
        "accounts.Notification", "bulk.BulkAction", "contacts.View",
    } <= before  # fmt: skip
    assert any(name.endswith(".csv") for name in before)
    with django_capture_on_commit_callbacks(execute=True):
        erasure = erase(zoe)
    assert places(TOKEN) == set()
    assert erasure.counts["Contact"] == 1
    assert {"Note", "Task", "Message", "RejectedRow", "File", "Basis", "Evidence"} <= erasure.counts.keys()


def test_what_is_left_is_nobodys(zoe: Contact, erase: Erase, workspace: Workspace) -> None:
    born = zoe.created_at
    erase(zoe)
    shell = Contact.objects.get(pk=zoe.pk)
    left = {field.name: getattr(shell, field.attname) for field in Contact._meta.concrete_fields}
    assert {name for name, value in left.items() if value not in ("", None, 0, {})} == {
        "id",
        "created_at",
        "updated_at",
    }
    assert shell.created_at == born
    assert str(shell) == "Erased person"
    assert not Contact.objects.of(workspace).filter(pk=zoe.pk).exists()


def test_no_report_changes(zoe: Contact, erase: Erase) -> None:
    def figures() -> dict[str, int]:
        return {
            "events": Event.objects.count(),
            "messages": Message.objects.count(),
            "accepted": Message.objects.filter(status="accepted").count(),
            "bounced": Message.objects.filter(status="bounced").count(),
            "stays": Membership.objects.count(),
            "places": Enrollment.objects.count(),
        }

    steps = list(Event.objects.filter(kind="step.reached").values_list("data", flat=True))
    before = figures()
    erase(zoe)
    assert figures() == before
    assert list(Event.objects.filter(kind="step.reached").values_list("data", flat=True)) == steps
    assert Event.objects.get(kind="message.sent").data == {"message": 1, "channel": "email"}


def test_nothing_goes_on_for_them(zoe: Contact, erase: Erase, cohort: Cohort, now: datetime) -> None:
    erase(zoe)
    assert not Message.objects.filter(status__in=Message.OPEN).exists()
    statuses = dict(Message.objects.values_list("occasion", "status"))
    assert statuses["test/queued"] == statuses["test/deferred"] == "cancelled"
    # It was at the last byte: whether it arrived nobody knows, and the worker's late word changes nothing.
    assert statuses["test/handed_over"] == "uncertain"
    assert not Message.objects.held_by("somebody").exists()
    enrollment = Enrollment.objects.get()
    assert (enrollment.status, enrollment.reason, enrollment.due_at) == ("exited", "erased", None)
    assert enrollment.ended_at
    assert Membership.objects.get().left_at
    work_until_idle(clock=lambda: now + timedelta(days=30))
    assert not Message.objects.filter(status__in=Message.OPEN).exists()


def test_the_doctor_finds_nothing_wrong_with_what_is_left(zoe: Contact, erase: Erase) -> None:
    erase(zoe)
    assert "All is well" in CliRunner().invoke(app, ["doctor"]).output


def test_a_link_to_unsubscribe_that_comes_late_knows_nothing(zoe: Contact, erase: Erase) -> None:
    message = Message.objects.filter(status="accepted").get()
    token = unsubscribe_url(message.workspace_id, message.pk).rstrip("/").rpartition("/")[2]
    assert message_of(token)
    erase(zoe)
    assert message_of(token) is None


@pytest.mark.parametrize(
    "values",
    [
        {"email": ADDRESS.upper()},
        {"email": SECOND},
        {"name": "Anybody", "link": PAGE},
        {"email": "new@pool.example", "emails": [{"value": "new@pool.example"}, {"value": SECOND}]},
    ],
)
def test_they_cannot_be_added_again(
    zoe: Contact, erase: Erase, workspace: Workspace, now: datetime, values: dict[str, Any]
) -> None:
    erase(zoe)
    with pytest.raises(ErasedBefore, match="erased on"):
        Contact.objects.create_one(workspace=workspace, values=values, now=now)
    [other] = Contact.objects.of(workspace).filter(email="other@pool.example")
    with pytest.raises(ErasedBefore):
        other.edit(values=values, now=now)
    assert other.edit(values={"title": "CTO"}, now=now)


def test_a_view_that_searched_for_them_shows_everybody_else_as_before(
    zoe: Contact, erase: Erase, workspace: Workspace, ada: User, now: datetime
) -> None:
    look = {"columns": [], "filter": {"search": "engineer", "tags": ["vip"]}, "sort": ""}
    other = View.objects.keep(member=workspace.members.get(user=ada), name="Engineers", look=look, now=now)
    erasure = erase(zoe)
    views = {view.name: view.look for view in View.objects.all()}
    assert views["Her"] == {"columns": ["title"], "filter": {"search": ""}, "sort": "name"}
    assert views["Her address"]["filter"] == {"search": "", "where": None}
    assert views[other.name] == look
    assert erasure.counts["View"] == 2


def test_another_workspace_may_know_them(zoe: Contact, erase: Erase, other_workspace: Workspace, now: datetime) -> None:
    erase(zoe)
    assert Contact.objects.create_one(workspace=other_workspace, values={"email": ADDRESS}, now=now).pk


def test_an_import_does_not_bring_them_back_and_keeps_nothing_of_them(
    zoe: Contact, erase: Erase, workspace: Workspace, ada: User, now: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        erase(zoe)
        sheet = Import.objects.upload(
            workspace=workspace,
            file=ContentFile((SHEET.rsplit("\n", 2)[0] + f"\nZ,x@y.example ; {SECOND},CTO,DE\n").encode()),
            filename="again.csv",
            by=ada,
            now=now,
        )
        sheet.start(mapping=sheet.mapping, defaults={}, now=now)
        import_work(now, "test")
    sheet.refresh_from_db()
    rejected = list(RejectedRow.objects.filter(contact_import=sheet).values_list("number", "values"))
    assert rejected[0] == (2, [])
    assert sheet.status == "done"
    assert "erased on" in RejectedRow.objects.filter(contact_import=sheet)[0].reason
    assert not sheet.file
    assert places(TOKEN) == set()


def test_they_come_back_by_an_act_on_record_only(
    zoe: Contact, erase: Erase, workspace: Workspace, ada: User, now: datetime
) -> None:
    erase(zoe)
    identities = [f"email {ADDRESS.lower()}"]
    with pytest.raises(ReasonMissing):
        ErasedMark.objects.readmit(identities, workspace=workspace, reason=" ", by=ada, now=now)
    assert ErasedMark.objects.readmit(identities, workspace=workspace, reason="Asked on 3 May", by=ada, now=now) == 1
    assert str(AuditEntry.objects.order_by("-number")[0]) == "Let an erased address come back: Asked on 3 May"
    assert Contact.objects.create_one(workspace=workspace, values={"email": ADDRESS}, now=now).pk


def test_their_suppression_outlives_them_without_the_address(
    zoe: Contact, erase: Erase, workspace: Workspace, other_workspace: Workspace, now: datetime
) -> None:
    erase(zoe)
    suppression = Suppression.objects.get()
    assert (suppression.kind, suppression.shown, suppression.lifted_at) == ("hidden", "Erased address", None)
    reasons = Suppression.objects.reasons([SECOND.upper(), ADDRESS], workspace=workspace)
    assert reasons == {SECOND.upper(): "Unsubscribed: Erased address"}
    assert Suppression.objects.reasons([SECOND], workspace=other_workspace) == {}


def test_the_certificate_names_nobody_and_stands_in_the_trail(zoe: Contact, erase: Erase, workspace: Workspace) -> None:
    erasure = erase(zoe, note="Request 12")
    entry = AuditEntry.objects.get(act="contacts.erased")
    assert (entry.about, entry.facts["count"], entry.facts["counts"]) == (f"erasure {erasure.pk}", 1, erasure.counts)
    assert list(AuditEntry.objects.breaks(workspace)) == []


def test_many_are_erased_batch_by_batch(
    contacts: Callable[..., list[Contact]], erase: Erase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasures, "BATCH", 2)
    people = contacts(5)
    stays = contacts(1)
    erasure = erase(*people)
    assert (erasure.total, erasure.done, erasure.counts["Contact"]) == (5, 5, 5)
    assert list(Contact.objects.exclude(workspace=None)) == stays
    assert ErasedMark.objects.count() == 5


def test_a_batch_that_fails_erases_nobody_of_it(
    zoe: Contact, workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    erasure = Erasure.objects.start(Contact.objects.filter(pk=zoe.pk), workspace=workspace, reason="request", now=now)

    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError

    before = places(TOKEN)
    monkeypatch.setattr("kindred.contacts.models.erasure.ErasedMark.objects.bulk_create", fail)
    with pytest.raises(RuntimeError):
        erasure.erase_batch(now=now)
    assert places(TOKEN) == before
    assert erasure.people.count() == 1


def test_nobody_of_another_workspace_is_erased(zoe: Contact, other_workspace: Workspace, now: datetime) -> None:
    with pytest.raises(NobodyToErase):
        Erasure.objects.start(Contact.objects.all(), workspace=other_workspace, reason="request", now=now)
    assert not Erasure.objects.exists()


def test_an_export_being_written_begins_anew_without_them(
    zoe: Contact, erase: Erase, workspace: Workspace, ada: User, now: datetime
) -> None:
    member = workspace.members.get(user=ada)
    export = BulkAction.objects.start(act="export", form={}, who={"criteria": None}, member=member, now=now)
    BulkAction.objects.filter(pk=export.pk).update(status="running", claimed_by="w", done=7)
    erase(zoe)
    export.refresh_from_db()
    assert (export.status, export.claimed_by, export.done) == ("queued", "", 0)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's server overwrites in its own time")
@pytest.mark.django_db(transaction=True)
def test_the_file_of_the_database_holds_nothing_of_them(zoe: Contact, erase: Erase) -> None:
    name = str(connection.settings_dict["NAME"])
    assert _holds(name, TOKEN)
    erase(zoe)
    assert not _holds(name, TOKEN)


def _holds(name: str, word: str) -> bool:
    """Whether a word stands anywhere in the bytes of a database, used or free, or in its log."""
    with sqlite3.connect(name) as reader:
        reader.execute("SELECT count(*) FROM contacts_contact")
    reader.close()
    found = False
    for part in ("", "-wal"):
        path = Path(f"{name}{part}")
        found |= path.exists() and word.encode() in path.read_bytes().lower()
    return found
