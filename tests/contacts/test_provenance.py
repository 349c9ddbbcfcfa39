"""Where values come from and since when they are known: kept with edits, imports, merges and bulk changes; verified."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kindred.accounts.models import User, Workspace
from kindred.contacts.errors import FieldNotSettable
from kindred.contacts.importing.work import work
from kindred.contacts.models import Contact, CustomField, Event, Import, Merge
from kindred.contacts.models.united import Group
from kindred.contacts.origin import history_of, origin_of
from kindred.criteria import language

pytestmark = pytest.mark.django_db
Contacts = Callable[..., list[Contact]]
DAY = timedelta(days=1)


def only() -> Contact:
    """The one contact there is, as it is now."""
    return Contact.objects.get()


def imported(workspace: Workspace, by: User, now: datetime, text: str, **defaults: str) -> Import:
    """A spreadsheet, read."""
    sheet = Import.objects.upload(
        workspace=workspace, file=ContentFile(text.encode()), filename="people.csv", by=by, now=now
    )
    sheet.start(mapping=sheet.mapping, defaults=defaults, now=now)
    assert work(now, "test").done == 1
    sheet.refresh_from_db()
    return sheet


def test_what_a_contact_came_with_is_known_since_then_and_costs_nothing(
    workspace: Workspace, ada: User, now: datetime
) -> None:
    imported(workspace, ada, now, "Name,E-mail,Title\nPat,pat@pool.example,Nurse\n")
    pat = only()
    assert pat.provenance is None
    assert pat.verified_at("title") == pat.created_at
    origin = origin_of(pat, "title")
    assert "people.csv" in origin.said
    assert str(ada) in origin.said
    assert (origin.at, origin.verified_by) == (pat.created_at, "")


def test_an_edit_is_known_by_field_and_by_whom(
    workspace: Workspace, contacts: Contacts, ada: User, now: datetime
) -> None:
    CustomField.objects.create(workspace=workspace, key="score", label="Score")
    [pat] = contacts(title="Nurse", location="Berlin", created_at=now)
    pat.edit(values={"title": "Matron", "company_name": "Acme", "custom:score": "7"}, now=now + DAY, by=ada)
    for key in ("title", "company_name", "custom:score"):
        assert origin_of(only(), key).said == f"Entered by {ada}."
        assert only().verified_at(key) == now + DAY
    assert only().verified_at("location") == now
    assert history_of(only(), "title")[0].said == "Nurse → Matron"
    assert len(history_of(only(), "company_name")) == 1
    assert history_of(only(), "location") == []


def test_what_was_read_from_a_title_comes_from_where_the_title_does(
    contacts: Contacts, ada: User, now: datetime
) -> None:
    [pat] = contacts(created_at=now)
    pat.edit(values={"title": "VP Sales"}, now=now + DAY, by=ada)
    assert only().seniority == "vp"
    assert origin_of(only(), "seniority").said == f"Read from “Job title”. Entered by {ada}."
    assert "seniority" not in (only().provenance or {})


def test_verifying_changes_the_moment_and_not_the_source(
    contacts: Contacts, ada: User, bob: User, now: datetime
) -> None:
    [pat] = contacts(created_at=now, phone="")
    pat.edit(values={"title": "Matron"}, now=now + DAY, by=ada)
    assert pat.verify("title", now=now + 5 * DAY, by=bob)
    origin = origin_of(only(), "title")
    assert (origin.said, origin.at) == (f"Entered by {ada}.", now + DAY)
    assert (origin.verified_at, origin.verified_by) == (now + 5 * DAY, str(bob))
    assert Event.objects.get(kind="field.verified").by == bob
    assert not pat.verify("phone", now=now + 5 * DAY, by=bob)
    with pytest.raises(FieldNotSettable):
        pat.verify("nonsense", now=now, by=bob)
    pat.edit(values={"title": "Nurse"}, now=now + 6 * DAY, by=ada)
    assert origin_of(only(), "title").verified_by == ""
    assert only().verified_at("title") == now + 6 * DAY


def test_many_are_set_and_verified_in_as_many_statements_as_one(contacts: Contacts, ada: User, now: datetime) -> None:
    contacts(1, title="Nurse", created_at=now)
    taken = []
    for more in (1, 60):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            Contact.objects.all().set_field("work_mode", "remote", at=now + DAY, by=ada)
            Contact.objects.all().verify("title", at=now + 2 * DAY, by=ada)
        taken.append(len(queries))
        contacts(more, title="Nurse", created_at=now)
        Contact.objects.update(work_mode="")
    assert taken[0] == taken[1]
    assert {one.verified_at("title") for one in Contact.objects.filter(provenance__isnull=False)} == {now + 2 * DAY}


def test_an_import_is_the_source_of_what_it_changed_until_it_is_taken_back(
    workspace: Workspace, contacts: Contacts, ada: User, now: datetime
) -> None:
    contacts(title="Nurse", location="Berlin", created_at=now)
    text = "E-mail,Title,Location\npat.0001@pool.example,Matron,Berlin\n"
    sheet = imported(workspace, ada, now + DAY, text, existing="overwrite")
    assert origin_of(only(), "title").said == "Imported from people.csv."
    assert only().verified_at("title") == now + DAY
    assert only().verified_at("location") == now
    sheet.undo(now=now + 2 * DAY, by=ada)
    work(now + 2 * DAY, "test")
    assert only().title == "Nurse"
    assert only().verified_at("title") == now


def test_values_of_one_that_became_part_of_another_keep_their_age(
    workspace: Workspace, contacts: Contacts, ada: User, now: datetime
) -> None:
    [first] = contacts(title="Nurse", created_at=now)
    [second] = contacts(phone="+4930901820", location="Berlin", created_at=now + DAY)
    second.edit(values={"location": "Hamburg"}, now=now + 2 * DAY, by=ada)
    group = Group(survivor=first.pk, losers=(second.pk,), choices={})
    [merge] = Merge.objects.perform([group], workspace=workspace, now=now + 3 * DAY, by=None)
    assert only().verified_at("title") == now
    assert only().verified_at("phone") == now + DAY
    assert origin_of(only(), "phone").said == "Came from a contact that was merged into this one."
    assert only().verified_at("location") == now + 2 * DAY
    assert origin_of(only(), "location").said == f"Entered by {ada}."
    merge.undo(now=now + 4 * DAY, by=None)
    assert Contact.objects.get(pk=first.pk).provenance is None
    assert Contact.objects.get(pk=second.pk).verified_at("location") == now + 2 * DAY


def test_criteria_find_what_is_stale(workspace: Workspace, contacts: Contacts, ada: User, now: datetime) -> None:
    old, fresh, edited, verified = contacts(4, title="Nurse", created_at=now - 400 * DAY)
    [nobody] = contacts(title="", created_at=now - 400 * DAY)
    Contact.objects.filter(pk=fresh.pk).update(created_at=now - 10 * DAY)
    edited.edit(values={"title": "Matron"}, now=now - 20 * DAY, by=ada)
    verified.verify("title", now=now - 30 * DAY, by=ada)

    def meant(text: str) -> set[int]:
        document = language.from_text(text)
        found = Contact.objects.of(workspace).filter(language.filter(document, workspace=workspace, now=now))
        ids = set(found.values_list("pk", flat=True))
        assert ids == {one.pk for one in Contact.objects.of(workspace) if language.matches(document, one, now)}
        return ids

    assert meant("title.verified before 1 year ago") == {old.pk}
    assert meant("title.verified in the last 25 days") == {fresh.pk, edited.pk}
    assert meant("title.verified not in the last 25 days") == {old.pk, verified.pk, nobody.pk}
    assert meant("title.verified is empty") == {nobody.pk}
    assert language.say(language.from_text("title.verified before 1 year ago")).startswith(
        "Job title: last verified is before"
    )
