"""Contacts become one with all that hangs on them in every room; undone, everything is exactly as it was."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kindred.accounts.models import User, Workspace
from kindred.bulk.models import BulkAction, Change
from kindred.cohorts.models import Cohort, Membership
from kindred.contacts.claim import Claim
from kindred.contacts.cleaning.point import point_key
from kindred.contacts.models import (
    Basis,
    Community,
    Contact,
    ContactPoint,
    Duplicate,
    Event,
    Merge,
    Note,
    Skill,
    Tag,
    Task,
    Topic,
)
from kindred.contacts.models.united import Group, fullest
from kindred.messaging.models import Message, Suppression
from kindred.workflows.models import Enrollment, WaitingEvent
from tests.contacts.snapshot import snapshot
from tests.workflows.conftest import Publish

pytestmark = pytest.mark.django_db
People = Callable[..., list[Contact]]
TWO_STEPS: tuple[dict[str, Any], ...] = ({"key": "new", "name": "New"}, {"key": "met", "name": "Met"})


def merged(workspace: Workspace, *people: Contact, now: datetime, **choices: int) -> Merge:
    """Merge people into the first."""
    group = Group(survivor=people[0].pk, losers=tuple(person.pk for person in people[1:]), choices=choices)
    (merge,) = Merge.objects.perform([group], workspace=workspace, now=now, by=None)
    return merge


def test_the_further_place_in_a_workflow_is_kept_and_the_other_ends(
    publish: Publish, add: People, workspace: Workspace, ada: User, now: datetime
) -> None:
    publish(*TWO_STEPS)
    stays, goes = add(2)
    Enrollment.objects.get(contact=goes).move_to("met", now=now, by=ada)
    before = snapshot(Suppression)
    merge = merged(workspace, stays, goes, now=now + timedelta(hours=1))
    places = Enrollment.objects.filter(contact=stays).order_by("step").values_list("step", "status", "reason")
    assert list(places) == [("met", "active", ""), ("new", "exited", "merged")]
    assert Membership.objects.filter(contact=stays, left_at=None).count() == 1
    assert Event.objects.filter(contact=stays, kind="enrollment.exited").count() == 1
    merge.undo(now=now + timedelta(days=2), by=ada)
    assert snapshot(Suppression) == before


def test_a_message_of_the_place_that_ends_does_not_leave(
    publish: Publish, add: People, workspace: Workspace, now: datetime, ada: User
) -> None:
    publish(*TWO_STEPS)
    stays, goes = add(2)
    places = {place.contact_id: place for place in Enrollment.objects.all()}
    for person in (stays, goes):
        Message.objects.queue_email(
            source=Contact.objects.filter(pk=person.pk),
            occasion=f"enrollment/{places[person.pk].pk}/1/welcome",
            content={"subject": "Hello", "html": "Hello"},
            workspace=workspace,
            now=now,
        )
    before = snapshot()
    merge = merged(workspace, stays, goes, now=now)
    assert sorted(Message.objects.filter(contact=stays).values_list("status", "recipient")) == [
        ("cancelled", goes.email),
        ("queued", stays.email),
    ]
    merge.undo(now=now, by=ada)
    assert snapshot() == before


def test_who_unsubscribed_at_one_address_is_not_written_to_at_the_other(
    contacts: People, workspace: Workspace, now: datetime, ada: User
) -> None:
    stays, goes, third = contacts(3)
    Suppression.objects.add(workspace=workspace, value=goes.email, reason="unsubscribed", now=now)
    before = snapshot(Suppression)
    merge = merged(workspace, stays, goes, now=now)
    in_force = Suppression.objects.in_force().values_list("value", "reason")
    assert set(in_force) == {(goes.email, "unsubscribed"), (stays.email, "unsubscribed")}
    assert third.email not in dict(in_force)
    merge.undo(now=now, by=ada)
    assert snapshot(Suppression) == before


def test_the_later_decision_about_a_cohort_counts(
    publish: Publish, add: People, cohort: Cohort, workspace: Workspace, ada: User, now: datetime
) -> None:
    publish(*TWO_STEPS)
    stays, goes = add(2)
    cohort.remove(Contact.objects.filter(pk=goes.pk), at=now + timedelta(days=1), by=ada)
    before = snapshot()
    merge = merged(workspace, stays, goes, now=now + timedelta(days=2))
    assert not Membership.objects.filter(contact=stays, left_at=None).exists()
    assert not Enrollment.objects.live().exists()
    merge.undo(now=now + timedelta(days=3), by=ada)
    assert snapshot() == before


_NAMES = st.sampled_from(["", "Ada", "Bob", "李小龍", "Zoë"])
_PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "first_name": _NAMES,
            "last_name": _NAMES,
            "email": st.booleans(),
            "phone": st.sampled_from(["", "+4930123456"]),
            "city": st.sampled_from(["", "Berlin"]),
            "custom": st.dictionaries(st.sampled_from(["a", "b"]), st.integers(0, 3) | st.text(max_size=3), max_size=2),
            "tags": st.sets(st.integers(0, 2)),
            "skills": st.sets(st.integers(0, 1)),
            "notes": st.integers(0, 2),
            "points": st.sets(
                st.sampled_from([("phone", "+4930123456"), ("phone", "+4930999"), ("link", "https://github.com/x")])
            ),
            "further": st.booleans(),
            "words": st.booleans(),
            "basis": st.sampled_from(["", "given", "withdrawn"]),
            "acted": st.booleans(),
            "inside": st.sampled_from(["", "new", "met", "left", "out"]),
            "message": st.booleans(),
            "pair": st.sampled_from(["", "open", "apart"]),
            "unsubscribed": st.booleans(),
        }
    ),
    min_size=2,
    max_size=5,
)


@pytest.fixture
def furnished(
    workspace: Workspace, ada: User, publish: Publish, cohort: Cohort, now: datetime
) -> Callable[..., list[Contact]]:
    """A way to make contacts with everything hanging on them that can."""
    publish(*TWO_STEPS)

    def make(drawn: list[dict[str, Any]]) -> list[Contact]:
        people = []
        for n, given_ in enumerate(drawn):
            email = f"p{n}@pool.example" if given_["email"] else ""
            person = Contact.objects.create(
                workspace=workspace,
                first_name=given_["first_name"],
                last_name=given_["last_name"],
                name=f"{given_['first_name']} {given_['last_name']}".strip() or f"P{n}",
                email=email,
                email_key=email or None,
                phone=given_["phone"],
                city=given_["city"],
                custom=given_["custom"],
                created_at=now - timedelta(days=n, microseconds=n),
            )
            _furnish(person, given_, workspace=workspace, cohort=cohort, ada=ada, now=now)
            people.append(person)
        for person, given_ in zip(people[1:], drawn[1:], strict=True):
            if given_["pair"]:
                apart = {"set_apart_at": now, "set_apart_by": ada} if given_["pair"] == "apart" else {}
                Duplicate.objects.create(
                    workspace=workspace, first=people[0], second=person, is_certain=True, score=90, **apart
                )
        return people

    return make


def _furnish(
    person: Contact, drawn: dict[str, Any], *, workspace: Workspace, cohort: Cohort, ada: User, now: datetime
) -> None:
    """Hang on a contact what was drawn."""
    one = Contact.objects.filter(pk=person.pk)
    one.record("contact.created", at=now)
    for n in drawn["tags"]:
        one.add_tag(Tag.objects.named(workspace, f"tag {n}"), at=now)
    person.skills.set(Skill.objects.named(workspace, f"skill {n}") for n in drawn["skills"])
    for n in range(drawn["notes"]):
        Note.objects.write(contact=person, text=f"note {n}", by=ada, at=now)
        Task.objects.create_for(one, title="Call", at=now)
    _furnish_further(person, drawn, workspace=workspace, now=now)
    WaitingEvent.objects.create(contact=person, kind="note.added", at=now)
    if drawn["inside"]:
        cohort.add(one, cause="hand", at=now + timedelta(minutes=person.pk % 7), by=ada)
    if drawn["inside"] == "met":
        Enrollment.objects.live().get(contact=person).move_to("met", now=now, by=ada)
    if drawn["inside"] in ("left", "out"):
        cohort.remove(one, at=now + timedelta(hours=1), by=ada if drawn["inside"] == "out" else None)
    place = Enrollment.objects.filter(contact=person).first()
    if drawn["message"]:
        Message.objects.queue_email(
            source=one,
            occasion=f"enrollment/{place.pk}/1/hello" if place else f"test/{person.pk}",
            content={"subject": "Hello", "html": "Hello"},
            workspace=workspace,
            now=now,
        )
    if drawn["unsubscribed"] and person.email:
        Suppression.objects.add(workspace=workspace, value=person.email, reason="unsubscribed", now=now)


def _furnish_further(person: Contact, drawn: dict[str, Any], *, workspace: Workspace, now: datetime) -> None:
    """Hang on a contact the rest of what was drawn."""
    one = Contact.objects.filter(pk=person.pk)
    for medium, value in sorted(drawn["points"]):
        ContactPoint.objects.create(
            workspace=workspace,
            contact=person,
            medium=medium,
            value=value,
            key=point_key(medium, value),
            type="work" if medium == "phone" else "",
        )
    if drawn["further"]:
        email = f"further{person.pk}@pool.example"
        ContactPoint.objects.create(workspace=workspace, contact=person, medium="email", value=email, key=email)
    if drawn["words"]:
        person.communities.add(Community.objects.named(workspace, "Makers"))
        person.topics.add(Topic.objects.named(workspace, "Trains"))
    if drawn["basis"]:
        claim = Claim(
            purpose="recruiting", ground="consent", withdrawn=drawn["basis"] == "withdrawn", how="on the phone", at=now
        )
        Basis.objects.record(claim, contacts=one, workspace=workspace, now=now)
    if drawn["acted"]:
        action = BulkAction.objects.filter(workspace=workspace).first() or BulkAction.objects.create(
            workspace=workspace, act="add_tag", settings={}, who={"ids": []}
        )
        Change.objects.create(action=action, contact=person, before=None)


@settings(
    max_examples=12,
    phases=(Phase.generate,),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=_PEOPLE, parting=st.integers(1, 5))
def test_merge_then_undo_is_the_identity(
    drawn: list[dict[str, Any]],
    parting: int,
    furnished: Callable[..., list[Contact]],
    workspace: Workspace,
    ada: User,
    now: datetime,
) -> None:
    later = now + timedelta(days=1)
    _emptied()
    people = fullest(furnished(drawn))
    before = snapshot(Suppression)
    # Some are merged first, and the rest into what came of them: undone together, the last first.
    first = people[: max(2, min(parting, len(people)))]
    merged(workspace, *first, now=later)
    if rest := people[len(first) :]:
        merged(workspace, rest[0], people[0], *rest[1:], now=later, name=people[0].pk)
    _nothing_refers_to_who_is_gone()
    assert Contact.objects.count() == 1
    Merge.objects.standing().undo(now=later, by=ada)
    after = snapshot(Suppression)
    assert {table: rows for table, rows in after.items() if rows != before[table]} == {}


def _emptied() -> None:
    """Take away what an example before has left."""
    for model in (Message, Suppression, Merge, Enrollment, Contact):
        model._default_manager.all().delete()


def _nothing_refers_to_who_is_gone() -> None:
    """Have the database check its references, which it would otherwise do at the commit."""
    connection.check_constraints()
