"""The doctor: finds what cannot be, and names it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from typer.testing import CliRunner

from kindred.accounts.models import User, Workspace
from kindred.cli.commands import app
from kindred.cohorts.models import Cohort, MemberCount, Membership
from kindred.contacts.models import Contact, ContactPoint, Event, Merge, MergedContact
from kindred.messaging.models import Message
from kindred.workflows.models import Enrollment, StepCount, Workflow


def doctor() -> tuple[int, str]:
    """Call the doctor."""
    result = CliRunner().invoke(app, ["doctor"])
    return result.exit_code, result.output


@pytest.fixture
def enrollment(workspace: Workspace, ada: User, contacts: Callable[..., list[Contact]], now: datetime) -> Enrollment:
    """Pat, waiting in Ada's cohort."""
    contacts(1)
    cohort = Cohort.objects.open_for(workspace=workspace, owner=ada, name="Engineers", now=now)
    workflow = Workflow.objects.for_cohort(cohort)
    wait = {"key": "w", "kind": "wait", "settings": {"duration": {"amount": 900, "unit": "days"}}}
    workflow.save_draft({"format": 1, "steps": [{"key": "new", "name": "New", "actions": [wait]}]})
    workflow.publish(now=now, by=ada)
    cohort.refresh_from_db()
    cohort.add(Contact.objects.of(workspace), cause="hand", at=now, by=ada)
    return Enrollment.objects.get()


def test_a_sound_database_is_well(enrollment: Enrollment) -> None:
    assert doctor() == (0, doctor()[1])
    assert "All is well" in doctor()[1]


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        ({"due_at": None, "action_at": None}, "Who waits has a moment or a reason"),
        ({"status": "asleep"}, "Every enrollment has a known status"),
        ({"status": "completed"}, "Who has ended says when"),
        ({"step": "nowhere"}, "Everybody stands on a step their version has"),
        ({"status": "failed", "due_at": None, "action_at": None}, "Who needs attention says why"),
    ],
)
def test_a_damaged_enrollment_is_found(enrollment: Enrollment, damage: dict[str, object], rule: str) -> None:
    Enrollment.objects.update(**damage)
    code, said = doctor()
    assert code == 1
    assert f"✗ {rule}" in said
    assert f"workflows.Enrollment {enrollment.pk}" in said


@pytest.mark.parametrize(
    ("point", "rule"),
    [
        ({"medium": "email", "key": "pat.0001@pool.example"}, "An e-mail address is one contact's only"),
        ({"medium": "phone", "key": "1"}, "Who has further addresses, numbers or pages has a primary one"),
    ],
)
def test_addresses_that_cannot_be_are_found(enrollment: Enrollment, point: dict[str, str], rule: str) -> None:
    row = ContactPoint.objects.create(
        workspace_id=enrollment.workspace_id, contact_id=enrollment.contact_id, value="x", **point
    )
    said = doctor()[1]
    assert f"✗ {rule}" in said
    assert f"contacts.ContactPoint {row.pk}" in said


def test_work_forgotten_for_an_hour_is_found(enrollment: Enrollment, now: datetime) -> None:
    long_ago = now - timedelta(days=400)
    Enrollment.objects.update(due_at=long_ago, action_at=long_ago)
    assert "✗ Nobody is overdue" in doctor()[1]


def test_an_enrollment_without_membership_is_found(enrollment: Enrollment, now: datetime) -> None:
    cohort = Cohort.objects.get()
    cohort.memberships.update(left_at=now)
    assert "✗ Everybody in a cohort's workflow belongs to the cohort" in doctor()[1]


def test_a_member_who_was_never_started_is_found(enrollment: Enrollment) -> None:
    Enrollment.objects.all().delete()
    assert "✗ Every member of a cohort at work has been started" in doctor()[1]


def test_a_message_in_no_state_is_found(workspace: Workspace, enrollment: Enrollment, now: datetime) -> None:
    Message.objects.queue_email(
        source=Contact.objects.of(workspace),
        occasion="hello",
        content={"subject": "S", "html": "H"},
        workspace=workspace,
        now=now,
    )
    Message.objects.update(due_at=None)
    assert "✗ Every message that waits has a moment" in doctor()[1]


@pytest.mark.django_db(transaction=True)
def test_what_refers_to_a_contact_that_is_gone_is_found(workspace: Workspace, enrollment: Enrollment) -> None:
    with connection.cursor() as cursor, without_references(cursor):
        cursor.execute("DELETE FROM contacts_contact WHERE id = %s", [enrollment.contact_id])
        said = doctor()[1]
        assert "✗ No event refers to a contact that is gone" in said
        assert "✗ No enrollment refers to a contact that is gone" in said
        Event.objects.all().delete()
        Enrollment.objects.all().delete()
        Membership.objects.all().delete()


@contextmanager
def without_references(cursor: Any) -> Iterator[None]:
    """Have the database look away from its references."""
    off, on = (
        ("SET session_replication_role = replica", "SET session_replication_role = DEFAULT")
        if connection.vendor == "postgresql"
        else ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON")
    )
    cursor.execute(off)
    yield
    cursor.execute(on)


def test_who_was_merged_and_is_still_there_is_found(
    workspace: Workspace, enrollment: Enrollment, now: datetime
) -> None:
    other = Contact.objects.create(workspace=workspace, name="Other", name_key="other")
    merge = Merge.objects.create(workspace=workspace, survivor=other, at=now)
    MergedContact.objects.create(merge=merge, gone=enrollment.contact_id, name="Pat")
    assert "✗ Who has become part of another contact is not in the pool" in doctor()[1]


def test_a_count_that_is_off_is_found(enrollment: Enrollment) -> None:
    StepCount.objects.update(number=5)
    MemberCount.objects.update(number=0)
    code, said = doctor()
    assert code == 1
    assert (
        f"✗ The kept counts of a step are who stands there: 1 do not ({enrollment.workflow_id}/new/waiting/1/5)" in said
    )
    assert "✗ The kept count of a cohort is its members: 1 do not (cohorts.Cohort" in said


def test_a_count_of_nobody_is_found(enrollment: Enrollment) -> None:
    StepCount.objects.update(step="old")
    code, said = doctor()
    assert code == 1
    assert "✗ Nobody is counted on a step where nobody stands: 1 do not" in said
