"""Somebody about whom something is known wherever anything can be known, and ways to look for it."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models
from pytest_django import Settings

from kindred.accounts.models import Member, User, Workspace
from kindred.bulk.models import BulkAction
from kindred.cohorts.models import Cohort, Pin
from kindred.cohorts.models.addition import Addition
from kindred.contacts.claim import Claim
from kindred.contacts.erasing.work import work
from kindred.contacts.importing.work import work as import_work
from kindred.contacts.models import Contact, CustomField, Erasure, Import, Note, Removal, Task, View
from kindred.jobs.worker import work_until_idle
from kindred.messaging.models import Message, Suppression
from kindred.workflows.models import Enrollment, WaitingEvent, Workflow

Erase = Callable[..., Erasure]

#: Stands in everything that is known of her.
TOKEN = "zq7xvtoken"
ADDRESS = f"{TOKEN}@Pool.example"
SECOND = f"second.{TOKEN}@pool.example"
PAGE = f"https://linkedin.com/in/{TOKEN}"
SHEET = (
    "Name,E-mail,Title,Country\n"
    f"Zoe {TOKEN},{ADDRESS},Engineer,DE\n"
    "Other Person,other@pool.example,Engineer,DE\n"
    f"Zoe {TOKEN},{ADDRESS}x@nonsense,Engineer,DE\n"
)


@pytest.fixture(autouse=True)
def _files_of_its_own(settings: Settings, tmp_path: Path) -> None:
    """Each test has files of its own, so that those of another are not found."""
    settings.MEDIA_ROOT = settings.DATA = tmp_path


@pytest.fixture
def cohort(workspace: Workspace, ada: User, now: datetime) -> Cohort:
    """A cohort whose workflow waits for an event."""
    cohort = Cohort.objects.open_for(workspace=workspace, owner=ada, name="Spring", now=now)
    workflow = Workflow.objects.for_cohort(cohort)
    wait = {"key": "w", "kind": "wait", "settings": {"duration": {"amount": 9, "unit": "days"}}}
    workflow.save_draft(
        {"format": 1, "steps": [{"key": "new", "name": "New", "actions": [wait]}, {"key": "b", "name": "B"}]}
    )
    workflow.publish(now=now, by=ada)
    cohort.refresh_from_db()
    return cohort


@pytest.fixture
def zoe(workspace: Workspace, ada: User, now: datetime, cohort: Cohort) -> Contact:
    """Zoe, who came with an import and of whom something stands in every table and file."""
    sheet = Import.objects.upload(
        workspace=workspace, file=ContentFile(SHEET.encode()), filename="people.csv", by=ada, now=now
    )
    sheet.start(mapping=sheet.mapping, defaults={}, now=now)
    assert import_work(now, "test").done == 1
    zoe = Contact.objects.get(name=f"Zoe {TOKEN}")
    CustomField.objects.create(workspace=workspace, key="hobby", label="Hobby")
    text = {
        field.name: f"{TOKEN} {field.name}"[: field.max_length]
        for field in Contact._meta.concrete_fields
        if isinstance(field, models.CharField) and not field.choices and field.name not in _READ
    }
    Contact.objects.filter(pk=zoe.pk).update(**text)
    zoe.refresh_from_db()
    zoe.edit(
        values={
            "link": PAGE,
            "emails": [{"value": ADDRESS, "primary": True}, {"value": SECOND, "type": "personal"}],
            "phones": [{"value": "+49 30 1234567"}],
            "custom:hobby": f"{TOKEN} hobby",
            "tags": ["vip"],
            "skills": ["React"],
        },
        now=now,
        by=ada,
    )
    one = Contact.objects.filter(pk=zoe.pk)
    Note.objects.write(contact=zoe, text=f"{TOKEN} likes jazz", by=ada, at=now)
    Task.objects.create(workspace=workspace, contact=zoe, title=f"Call {TOKEN}", due_at=now)
    claim = Claim(purpose="recruiting", ground="consent", how=f"{TOKEN} said so", wording=f"I, {TOKEN}, agree.")
    one.record_basis(claim, workspace=workspace, now=now, by=ada)
    cohort.add(one, cause="hand", at=now, by=ada)
    Pin.objects.create(cohort=cohort, contact=zoe, kind="pinned_in", why=f"{TOKEN} fits", by=ada)
    Addition.objects.create(cohort=cohort, who={"search": f"zoe {TOKEN}"}, status="done", finished_at=now)
    Enrollment.objects.move_to("b", now=now, by=ada)
    Enrollment.objects.park(reason=f"{TOKEN} is not to be had", now=now)
    Enrollment.objects.move_to("new", now=now, by=ada)
    Enrollment.objects.park(reason=f"{TOKEN} is still not to be had", now=now)
    _views(workspace.members.get(user=ada), now)
    _messages(zoe, now)
    Suppression.objects.add(workspace=workspace, value=SECOND, reason="unsubscribed", source=TOKEN, now=now)
    workspace.notifications.tell(workspace=workspace, users=[ada], text=f"Zoe {TOKEN} replied", now=now)
    workspace.notifications.tell(
        workspace=workspace, users=[ada], text="Somebody replied", path=f"/w/acme/contacts/{zoe.pk}/", now=now
    )
    member = workspace.members.get(user=ada)
    title = {"field": "title", "value": "Lead"}
    BulkAction.objects.start(
        act="set_field", form=title, who={"criteria": None, "search": TOKEN}, member=member, now=now
    )
    export = BulkAction.objects.start(act="export", form={}, who={"ids": [zoe.pk]}, member=member, now=now)
    work_until_idle(clock=lambda: now)
    assert BulkAction.objects.get(pk=export.pk).file
    twin = Contact.objects.create(workspace=workspace, name=f"{TOKEN} twin", name_key=TOKEN, email="x@y.example")
    removal = Removal.objects.create(workspace=workspace, at=now)
    Contact.objects.filter(pk=twin.pk).update(email_key=ADDRESS.lower() + ".old")
    removal.take(Contact.objects.filter(pk=twin.pk))
    removal.rows.update(data={**removal.rows.get(field="").data, "email_key": ADDRESS.lower()})
    WaitingEvent.objects.create(contact=zoe, kind="field.changed", at=now, data={"to": TOKEN})
    return Contact.objects.get(pk=zoe.pk)


#: What is read in a form of its own, where a word is none.
_READ = {
    "first_name",
    "last_name",
    "name",
    "name_key",
    "email",
    "email_key",
    "phone",
    "link",
    "link_key",
    "country",
    "timezone",
    "language",
    "salary_currency",
}


def _views(member: Member, now: datetime) -> None:
    """Keep views of the list that search for her."""
    asked = {"format": 1, "all": [{"field": "email", "is": "is", "value": ADDRESS}]}
    for name, look in (("Her", {"search": f"Zoe {TOKEN}"}), ("Her address", {"search": "zoe", "where": asked})):
        View.objects.keep(
            member=member, name=name, look={"columns": ["title"], "filter": look, "sort": "name"}, now=now
        )


def _messages(zoe: Contact, now: datetime) -> None:
    """Put messages to her in every state."""
    for status in Message.Status:
        waits = status in Message.OPEN
        Message.objects.create(
            workspace=zoe.workspace,
            contact=zoe,
            occasion=f"test/{status}",
            recipient=ADDRESS,
            content={"subject": f"Hello {TOKEN}"},
            subject=f"Hello {TOKEN}",
            html=f"<p>{TOKEN}</p>",
            text=TOKEN,
            status=status,
            identity="<1@kindred>",
            due_at=now + timedelta(days=1) if waits else None,
            claimed_by="somebody" if status == "handed_over" else "",
            claimed_until=now + timedelta(days=1) if status == "handed_over" else None,
            handed_over_at=now if status not in Message.WAITING else None,
            finished_at=None if waits else now,
            reason=f"550 <{ADDRESS}> unknown",
        )
    one = Contact.objects.filter(pk=zoe.pk)
    for kind in ("message.sent", "message.bounced"):
        one.record(kind, at=now, data={"message": 1, "channel": "email", "subject": TOKEN, "reason": TOKEN})


@pytest.fixture
def erase(workspace: Workspace, ada: User, now: datetime) -> Erase:
    """A way to erase contacts, to the end."""

    def erased(*people: Contact, **details: str) -> Erasure:
        contacts = Contact.objects.filter(pk__in=[one.pk for one in people])
        given = {"reason": "request"} | details
        erasure = Erasure.objects.start(contacts, workspace=workspace, now=now, by=ada, **given)
        while work(now, "test").done:
            pass
        erasure.refresh_from_db()
        assert erasure.is_over
        return erasure

    return erased


def places(word: str) -> set[str]:
    """Return the tables and files in which a word stands."""
    return {*_tables(word), *_files(word)}


def _tables(word: str) -> Iterator[str]:
    """Look through every row of every table."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed:
            for row in model._default_manager.values().iterator():
                if word in json.dumps(row, default=str, ensure_ascii=False).lower():
                    yield model._meta.label


def _files(word: str) -> Iterator[str]:
    """Look through every file that was uploaded or written."""
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if path.is_file() and word.encode() in path.read_bytes().lower():
            yield path.name
