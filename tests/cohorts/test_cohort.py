"""Cohorts: who belongs, since when and why, and who works on them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from kindred.accounts.models import Member, User, Workspace
from kindred.cohorts.adding import work
from kindred.cohorts.errors import CohortNeedsOwner, NobodyPicked
from kindred.cohorts.models import Addition, Cohort, Membership
from kindred.contacts.models import Contact, Event

pytestmark = pytest.mark.django_db
People = Callable[..., list[Contact]]


@pytest.fixture
def cohort(workspace: Workspace, ada: User, now: datetime) -> Cohort:
    """React people in Berlin, whose owner is Ada."""
    return Cohort.objects.open_for(workspace=workspace, owner=ada, name="React people in Berlin", now=now)


def test_adding_the_same_people_twice_changes_nothing(cohort: Cohort, contacts: People, now: datetime) -> None:
    contacts(3)
    assert cohort.add(Contact.objects.all(), cause="hand", at=now) == 3
    assert cohort.add(Contact.objects.all(), cause="hand", at=now) == 0
    assert Event.objects.filter(kind="cohort.entered").count() == 3


def test_the_ledger_remembers_every_stay(cohort: Cohort, contacts: People, now: datetime, ada: User) -> None:
    (pat,) = contacts()
    alone = Contact.objects.filter(pk=pat.pk)
    cohort.add(alone, cause="hand", at=now, by=ada)
    cohort.remove(alone, at=now + timedelta(days=1), by=ada)
    cohort.add(alone, cause="hand", at=now + timedelta(days=2), by=ada)
    stays = Membership.objects.order_by("entered_at").values_list("entered_at", "left_at")
    assert list(stays) == [(now, now + timedelta(days=1)), (now + timedelta(days=2), None)]


def test_who_was_taken_out_by_hand_is_not_brought_back_by_criteria(
    cohort: Cohort, contacts: People, now: datetime, ada: User
) -> None:
    contacts(2)
    cohort.add(Contact.objects.all(), cause="criteria", at=now)
    gone = Contact.objects.order_by("pk")[:1]
    cohort.remove(Contact.objects.filter(pk__in=[person.pk for person in gone]), at=now, by=ada)
    assert cohort.add(Contact.objects.all(), cause="criteria", at=now) == 0
    assert cohort.add(Contact.objects.all(), cause="hand", at=now, by=ada) == 1


def test_contacts_of_another_workspace_never_come_in(
    cohort: Cohort, contacts: People, other_workspace: Workspace, now: datetime
) -> None:
    (stranger,) = contacts()
    Contact.objects.filter(pk=stranger.pk).update(workspace=other_workspace)
    assert cohort.add(Contact.objects.all(), cause="hand", at=now) == 0


def test_an_addition_works_in_the_background_and_says_how_far_it_is(
    cohort: Cohort, contacts: People, now: datetime, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kindred.cohorts.models.addition.BATCH", 2)
    contacts(5, title="CTO")
    contacts(2, title="Developer")
    criteria = {"format": 1, "all": [{"field": "title", "is": "is", "value": "CTO"}]}
    addition = Addition.objects.start(cohort=cohort, who={"criteria": criteria}, by=ada, now=now)
    assert (addition.total, addition.status) == (5, "queued")
    work(now, "test")
    addition.refresh_from_db()
    assert (addition.done, addition.added, addition.status) == (2, 2, "running")
    while work(now, "test").done:
        pass
    addition.refresh_from_db()
    assert (addition.done, addition.added, addition.status) == (5, 5, "done")
    assert set(cohort.members().values_list("title", flat=True)) == {"CTO"}


def test_picked_by_id_is_picked_within_the_workspace(
    cohort: Cohort, contacts: People, now: datetime, ada: User, other_workspace: Workspace
) -> None:
    (stranger,) = contacts()
    Contact.objects.filter(pk=stranger.pk).update(workspace=other_workspace)
    with pytest.raises(NobodyPicked):
        Addition.objects.start(cohort=cohort, who={"ids": [stranger.pk]}, by=ada, now=now)


def test_roles_come_from_the_cohort_and_from_the_workspace(
    cohort: Cohort, workspace: Workspace, ada: User, bob: User, vera: User, other_workspace: Workspace
) -> None:
    def role(user: User) -> str | None:
        return cohort.role_of(Member.objects.get(workspace=workspace, user=user))

    assert (role(ada), role(bob), role(vera)) == ("owner", "viewer", "viewer")
    cohort.share_with(user=bob, role="runner")
    cohort.share_with(user=vera, role="editor")
    assert (role(bob), role(vera)) == ("runner", "viewer")
    assert cohort.role_of(other_workspace.members.get()) is None


def test_an_address_that_was_invited_becomes_the_user_who_answers(
    cohort: Cohort, workspace: Workspace, bob: User
) -> None:
    cohort.share_with(email="BOB@acme.example", role="editor")
    assert cohort.role_of(Member.objects.get(workspace=workspace, user=bob)) == "editor"


def test_a_cohort_keeps_an_owner(cohort: Cohort, ada: User) -> None:
    with pytest.raises(CohortNeedsOwner):
        cohort.share_with(user=ada, role="viewer")
    with pytest.raises(CohortNeedsOwner):
        cohort.unshare(cohort.collaborators.get().pk)
    assert cohort.collaborators.get().role == "owner"
