"""One contact created and edited: values cleaned, faults named by field, what changed on the timeline."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from kindred.accounts.models import User, Workspace
from kindred.contacts import event_kinds
from kindred.contacts.errors import AddressTaken, InvalidContact
from kindred.contacts.kinds import mask_of
from kindred.contacts.models import Contact, CustomField, Event

Create = Callable[..., Contact]


@pytest.fixture
def create(workspace: Workspace, ada: User, now: datetime) -> Create:
    """A way to create a contact in Acme by hand: `create(name="Grace Hopper")`."""

    def create_one(**values: Any) -> Contact:
        return Contact.objects.create_one(workspace=workspace, values=values, now=now, by=ada)

    return create_one


def test_a_contact_is_created_from_what_was_entered(create: Create, workspace: Workspace, ada: User) -> None:
    CustomField.objects.create(workspace=workspace, key="score", label="Score", kind="number")
    grace = create(
        first_name=" Grace ",
        last_name="Hopper",
        email="Grace <Grace.Hopper@NAVY.example>",
        phone="(030) 901820",
        country="Deutschland",
        company_name="Navy",
        seniority="Vice President",
        kinds=["lead", "client"],
        tags=["vip", "VIP", "sea"],
        skills=["COBOL"],
        owner=ada,
        **{"custom:score": "1,5"},
    )
    grace.refresh_from_db()
    assert (grace.name, grace.email, grace.email_key) == (
        "Grace Hopper",
        "Grace.Hopper@navy.example",
        "grace.hopper@navy.example",
    )
    assert (grace.phone, grace.country, grace.seniority, grace.owner) == ("+4930901820", "DE", "vp", ada)
    assert (grace.kinds, grace.custom, str(grace.company)) == (mask_of(["lead", "client"]), {"score": 1.5}, "Navy")
    assert sorted(tag.name for tag in grace.tags.all()) == ["sea", "vip"]
    assert [skill.name for skill in grace.skills.all()] == ["COBOL"]
    assert [event.kind for event in grace.events.order_by("pk")] == ["contact.created", "tag.added", "tag.added"]


def test_faults_are_named_by_field(create: Create, mallory: User) -> None:
    with pytest.raises(InvalidContact) as refusal:
        create(
            name="x" * 241,
            email="nobody@nowhere",
            country="Atlantis",
            link="javascript:alert(1)",
            kinds=["friend"],
            owner=mallory,
            nonsense="x",
            **{"custom:unknown": "x"},
        )
    assert refusal.value.problems.keys() == {
        "name", "email", "country", "link", "kinds", "owner", "nonsense", "custom:unknown"
    }  # fmt: skip
    assert not Contact.objects.exists()


def test_nobody_is_refused(create: Create) -> None:
    with pytest.raises(InvalidContact, match="Give a name"):
        create(title="CTO")


def test_an_address_taken_names_the_other_contact(create: Create) -> None:
    grace = create(name="Grace Hopper", email="grace@navy.example")
    with pytest.raises(AddressTaken, match="Grace Hopper has the address") as refusal:
        create(name="Somebody", email="GRACE@navy.example")
    assert refusal.value.contact_id == grace.pk
    other = create(name="Somebody")
    with pytest.raises(AddressTaken):
        other.edit(values={"email": "grace@NAVY.example"}, now=other.created_at)


def test_the_same_address_may_be_in_another_workspace(
    create: Create, other_workspace: Workspace, now: datetime
) -> None:
    create(email="grace@navy.example")
    Contact.objects.create_one(workspace=other_workspace, values={"email": "grace@navy.example"}, now=now)
    assert Contact.objects.count() == 2


def test_an_edit_says_what_changed(create: Create, ada: User, now: datetime) -> None:
    grace = create(name="Grace Hopper", title="Captain", city="Boston")
    assert grace.edit(values={"title": "Admiral", "city": "Boston", "kinds": ["lead"]}, now=now, by=ada)
    event = Event.objects.get(kind="contact.edited")
    assert event.data["changes"] == ["Job title", "Seniority", "Kinds"]
    assert (event.data["from"]["title"], event.data["to"]["title"], event.by) == ("Captain", "Admiral", ada)
    assert event_kinds.say(event.kind, event.data) == "Edited: Job title, Seniority, Kinds"
    assert (grace.title, grace.updated_at) == ("Admiral", now)


def test_an_edit_that_changes_nothing_leaves_no_trace(create: Create, now: datetime) -> None:
    grace = create(name="Grace Hopper", tags=["vip"])
    events = Event.objects.count()
    assert not grace.edit(values={"name": "Grace  Hopper", "tags": ["VIP"], "company_name": ""}, now=now)
    assert Event.objects.count() == events


def test_moving_on_a_ladder_by_hand_is_a_stage_reached(create: Create, now: datetime) -> None:
    grace = create(name="Grace Hopper")
    grace.edit(values={"candidate_state": "active"}, now=now)
    event = Event.objects.exclude(kind="contact.created").get()
    assert (event.kind, event.data) == ("stage.reached", {"ladder": "candidate_state", "to": "active"})
    assert event_kinds.say(event.kind, event.data) == "Candidate state: Active"
    assert grace.candidate_state == "active"


def test_tags_and_skills_become_those_entered(create: Create, now: datetime) -> None:
    grace = create(name="Grace Hopper", tags=["a", "b"], skills=["x"])
    assert grace.edit(values={"tags": ["b", "c"], "skills": ["x", "y"]}, now=now)
    assert {tag.name for tag in grace.tags.all()} == {"b", "c"}
    assert {skill.name for skill in grace.skills.all()} == {"x", "y"}


def test_the_full_name_follows_its_parts(create: Create, now: datetime) -> None:
    grace = create(first_name="Grace", last_name="Murray")
    grace.edit(values={"last_name": "Hopper"}, now=now)
    assert (grace.name, grace.name_key) == ("Grace Hopper", "grace hopper")
    grace.edit(values={"name": "Rear Admiral Grace Hopper"}, now=now)
    assert (grace.name, grace.last_name) == ("Rear Admiral Grace Hopper", "Hopper")


def test_own_values_are_set_and_taken_away(create: Create, workspace: Workspace, now: datetime) -> None:
    CustomField.objects.create(workspace=workspace, key="start", label="Start", kind="date")
    grace = create(name="Grace", **{"custom:start": "24.12.2026"})
    assert grace.custom == {"start": "2026-12-24"}
    grace.edit(values={"custom:start": ""}, now=now)
    assert grace.custom == {}
