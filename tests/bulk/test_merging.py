"""Merging a selection: a few that are one person, or the certain duplicates among many; and the way back."""

from collections.abc import Callable
from datetime import datetime

import pytest

from kindred.accounts.models import User, Workspace
from kindred.bulk.errors import NotOnePerson
from kindred.bulk.models import BulkAction
from kindred.contacts.models import Contact, Duplicate, Merge
from kindred.kit.errors import KindredError
from tests.bulk.conftest import Start

pytestmark = pytest.mark.django_db
Pool = Callable[..., list[Contact]]
Finish = Callable[[BulkAction], BulkAction]


@pytest.fixture
def pairs(contacts: Pool, workspace: Workspace) -> list[Contact]:
    """Six contacts: the first and fourth, and the second and fifth, are one person for certain; the others only likely."""
    people = contacts(6)
    for first, second, is_certain in ((0, 3, True), (1, 4, True), (2, 5, False)):
        Duplicate.objects.create(
            workspace=workspace, first=people[first], second=people[second], score=100, is_certain=is_certain
        )
    return people


def test_selected_contacts_become_one_and_are_several_again(
    contacts: Pool, start: Start, now: datetime, ada: User
) -> None:
    plain, full, third, apart = contacts(4)
    Contact.objects.filter(pk=full.pk).update(title="CTO", city="Lyon", phone="+33123456789")
    was = list(Contact.objects.order_by("pk").values())
    action = start("merge", whom="all", ids=[plain.pk, full.pk, third.pk])
    assert (str(action), action.status, action.changed) == ("Merge into one contact", "done", 1)
    assert set(Contact.objects.all()) == {full, apart}
    action.undo(now=now, by=ada)
    assert (action.status, action.put_back, action.kept_changes) == ("undone", 1, 0)
    assert list(Contact.objects.order_by("pk").values()) == was


def test_of_many_only_the_certain_duplicates_among_them_are_merged(
    pairs: list[Contact], start: Start, now: datetime, ada: User
) -> None:
    was = list(Contact.objects.order_by("pk").values())
    # The other half of the second pair is not selected.
    action = start("merge", whom="certain", ids=[person.pk for person in pairs if person != pairs[4]])
    assert (action.changed, action.unchanged) == (1, 4)
    assert Contact.objects.count() == 5
    assert Merge.objects.get().survivor == pairs[0]
    action.undo(now=now, by=ada)
    assert list(Contact.objects.order_by("pk").values()) == was


def test_groups_that_lie_in_several_batches_are_merged_once_and_all_come_back(
    pairs: list[Contact], start: Start, finish: Finish, in_small_batches: None, now: datetime, ada: User
) -> None:
    # Who has more filled in comes later than the other.
    Contact.objects.filter(pk=pairs[3].pk).update(title="CTO", city="Lyon")
    action = finish(start("merge", whom="certain"))
    assert (action.status, action.changed) == ("done", 2)
    assert Merge.objects.count() == 2
    assert Contact.objects.filter(pk=pairs[3].pk).exists()
    action.undo(now=now, by=ada)
    action = finish(action)
    assert (action.status, action.put_back, Contact.objects.count()) == ("undone", 2, 6)


def test_it_says_beforehand_who_stays(
    contacts: Pool, workspace: Workspace, now: datetime, ada: User, pairs: list[Contact]
) -> None:
    member = workspace.members.get(user=ada)
    expected = BulkAction.objects.preview(
        act="merge", form={"whom": "all"}, who={"ids": [pairs[0].pk, pairs[2].pk]}, member=member, now=now
    )
    assert (expected.total, expected.changing) == (2, 1)
    assert expected.notes[0] == f"{pairs[0]} stays."
    assert Contact.objects.count() == 6


@pytest.mark.parametrize("count", [1, 21])
def test_neither_one_nor_many_are_one_person(count: int, contacts: Pool, start: Start) -> None:
    contacts(count)
    with pytest.raises(NotOnePerson):
        start("merge", whom="all")
    assert Contact.objects.count() == count


@pytest.mark.parametrize("form", [{}, {"whom": "everybody"}])
def test_it_has_to_be_said_who_is_meant(form: dict[str, str], contacts: Pool, start: Start) -> None:
    contacts(2)
    with pytest.raises(KindredError, match="one person"):
        start("merge", **form)


def test_who_took_in_somebody_else_since_stays_and_is_counted(
    pairs: list[Contact], contacts: Pool, start: Start, now: datetime, ada: User
) -> None:
    action = start("merge", whom="certain")
    start("merge", whom="all", ids=[pairs[0].pk, pairs[2].pk])
    action.undo(now=now, by=ada)
    assert (action.put_back, action.kept_changes) == (1, 1)
    assert set(Contact.objects.all()) == {pairs[0], pairs[1], pairs[4], pairs[5]}


def test_contacts_of_other_workspaces_are_left_alone(
    contacts: Pool, start: Start, other_workspace: Workspace, now: datetime
) -> None:
    mine = contacts(1)[0]
    theirs = Contact.objects.create_one(workspace=other_workspace, values={"name": "Mal Lory"}, now=now)
    with pytest.raises(NotOnePerson):
        start("merge", whom="all", ids=[mine.pk, theirs.pk])
