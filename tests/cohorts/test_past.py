"""The time machine: who was in a cohort, and who came and went between two moments."""

from collections.abc import Callable
from datetime import datetime, timedelta

from kindred.accounts.models import User, Workspace
from kindred.cohorts.models import Cohort
from kindred.cohorts.past import came_between, left_between, members_at, turns_of
from kindred.contacts.models import Contact
from kindred.contacts.models.contact import ContactQuerySet

DAY = timedelta(days=1)


def test_any_past_moment_can_be_asked_and_two_compared(
    workspace: Workspace, ada: User, contacts: Callable[..., list[Contact]], now: datetime
) -> None:
    cohort = Cohort.objects.open_for(workspace=workspace, owner=ada, name="Dinner", now=now)
    early, gone, late, back = contacts(4)

    def just(*people: Contact) -> ContactQuerySet:
        return Contact.objects.filter(pk__in=[one.pk for one in people])

    cohort.add(just(early, gone, back), cause="hand", at=now, by=ada)
    cohort.remove(just(gone, back), at=now + 2 * DAY, by=ada)
    cohort.add(just(late, back), cause="hand", at=now + 3 * DAY, by=ada)

    assert set(members_at(cohort, now - DAY)) == set()
    assert set(members_at(cohort, now + DAY)) == {early, gone, back}
    assert set(members_at(cohort, now + 2 * DAY)) == {early}
    assert set(members_at(cohort, now + 4 * DAY)) == {early, late, back}
    assert set(came_between(cohort, now + DAY, now + 4 * DAY)) == {late}
    assert set(left_between(cohort, now + DAY, now + 4 * DAY)) == {gone}
    assert [(turn.has_entered, turn.by) for turn in turns_of(cohort, [back])] == [
        (True, ada),
        (False, ada),
        (True, ada),
    ]
    assert all(turn.fact is None for turn in turns_of(cohort, [back]))
