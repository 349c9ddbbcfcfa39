"""Contacts taken out of the pool and put back: nothing of theirs is lost, whatever table it lies in."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from kindred.accounts.models import User, Workspace
from kindred.cohorts.models import Cohort
from kindred.contacts.models import Company, Contact, Note, Removal, RemovedRow, Skill, Tag, Task
from kindred.kit.db.dependents import with_dependents
from kindred.kit.db.load import reserve_ids
from kindred.messaging.models import Message
from kindred.workflows.models import ActionRun, Enrollment, Workflow

pytestmark = pytest.mark.django_db
Pool = Callable[..., list[Contact]]


@pytest.fixture
def pat(contacts: Pool, workspace: Workspace, ada: User, now: datetime) -> Contact:
    """Somebody with something in every table."""
    company = Company.objects.named(workspace, "Acme GmbH")
    [pat] = contacts(
        1, company=company, owner=ada, title='VP "Growth" \\ 100 % ‘x’ \n🙂', custom={"a": [1, None, "é"], "b": 0.1}
    )
    one = Contact.objects.filter(pk=pat.pk)
    one.add_tag(Tag.objects.named(workspace, "Lyon"), at=now, by=ada)
    pat.skills.add(Skill.objects.named(workspace, "Python"))
    Note.objects.create(contact=pat, text="Likes jazz", by=ada)
    Task.objects.create(workspace=workspace, contact=pat, title="Call", due_at=now)
    cohort = Cohort.objects.open_for(workspace=workspace, owner=ada, name="Spring", now=now)
    workflow = Workflow.objects.for_cohort(cohort)
    workflow.save_draft({"format": 1, "steps": [{"key": "new", "name": "New"}]})
    workflow.publish(now=now, by=ada)
    cohort.add(one, cause="hand", at=now, by=ada)
    ActionRun.objects.create(enrollment=Enrollment.objects.get(), entry=1, action="hello", at=now)
    Message.objects.create(workspace=workspace, contact=pat, occasion="test/1", content={"subject": "Hi"})
    return pat


def everything() -> dict[str, list[dict[str, Any]]]:
    """Return all rows of all tables in which contacts have any."""
    return {model._meta.label: list(model.objects.values()) for model in with_dependents(Contact)}  # type: ignore[attr-defined]


@pytest.fixture
def removal(workspace: Workspace, now: datetime) -> Removal:
    """A removal that nobody is in yet."""
    return Removal.objects.create(workspace=workspace, at=now)


def test_all_there_is_of_somebody_goes_and_comes_back_the_same(pat: Contact, removal: Removal) -> None:
    before = everything()
    filled = {label for label, rows in before.items() if rows}
    assert {"contacts.Contact", "contacts.Event", "workflows.ActionRun", "messaging.Message"} <= filled
    assert removal.take(Contact.objects.all()) == 1
    assert [rows for rows in everything().values() if rows] == []
    assert removal.put_back([pat.pk]) == 1
    assert everything() == before
    assert not RemovedRow.objects.exists()


def test_who_was_taken_out_is_found_by_no_search_and_found_again_after(pat: Contact, removal: Removal) -> None:
    removal.take(Contact.objects.all())
    assert not Contact.objects.search("person").exists()
    removal.put_back([pat.pk])
    assert Contact.objects.search("person").exists()


def test_others_keep_what_is_theirs(pat: Contact, contacts: Pool, removal: Removal, workspace: Workspace) -> None:
    [other] = contacts()
    other.tags.add(Tag.objects.get())
    removal.take(Contact.objects.filter(pk=pat.pk))
    assert list(Contact.objects.filter(tags__name="Lyon")) == [other]


def test_contacts_of_another_workspace_stay(contacts: Pool, removal: Removal, other_workspace: Workspace) -> None:
    contacts()
    Contact.objects.update(workspace=other_workspace)
    assert removal.take(Contact.objects.all()) == 0


def test_one_whose_address_somebody_else_has_by_now_stays_out(
    contacts: Pool, removal: Removal, workspace: Workspace
) -> None:
    first, second = contacts(2)
    removal.take(Contact.objects.all())
    [again] = contacts(1, email=first.email)
    assert removal.put_back([first.pk, second.pk]) == 1
    assert set(Contact.objects.all()) == {again, second}
    again.delete()
    assert removal.put_back([first.pk]) == 1


def test_what_hung_on_something_that_is_gone_is_left_out(pat: Contact, removal: Removal) -> None:
    removal.take(Contact.objects.all())
    Tag.objects.all().delete()
    Workflow.objects.update(current=None)  # which protects its version
    Cohort.objects.all().delete()
    Company.objects.all().delete()
    assert removal.put_back([pat.pk]) == 1
    pat.refresh_from_db()
    assert (pat.company, list(pat.tags.all()), Enrollment.objects.count()) == (None, [], 0)
    assert pat.notes.get().text == "Likes jazz"


def test_an_id_is_never_given_again(contacts: Pool, removal: Removal) -> None:
    *_others, last = contacts(3)
    removal.take(Contact.objects.all())
    assert reserve_ids(Contact, 5) > last.pk


def test_what_was_kept_before_a_column_came_gets_its_default(pat: Contact, removal: Removal) -> None:
    removal.take(Contact.objects.all())
    for row in removal.contacts():
        del row.data["city"]
        row.data["long_gone"] = "x"
        row.save()
    assert removal.put_back([pat.pk]) == 1
    assert Contact.objects.get().city == ""


def test_every_reference_to_a_contact_is_one_that_removal_knows(db: None) -> None:
    """Whoever refers to contacts in another way than CASCADE or SET_NULL must teach Removal what becomes of it."""
    ours = set(with_dependents(Contact))
    unknown = [
        str(field)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        for field in model._meta.local_concrete_fields
        if field.remote_field
        and field.related_model in ours
        and field.remote_field.on_delete not in {models.CASCADE, models.SET_NULL}
    ]
    assert unknown == []


def test_it_lasts_thirty_days(removal: Removal, now: datetime) -> None:
    assert not Removal.objects.over(now + timedelta(days=29)).exists()
    assert Removal.objects.over(now + timedelta(days=31)).exists()
