"""Verbs for many contacts: set-based, with an event for each contact that really changed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from kindred.accounts.models import User, Workspace
from kindred.contacts.errors import FieldNotSettable, UnknownEventKind
from kindred.contacts.models import Company, Contact, CustomField, Event, Tag

Pool = Callable[..., list[Contact]]


def test_a_fact_is_written_on_every_timeline(contacts: Pool, workspace: Workspace, ada: User, now: datetime) -> None:
    contacts(3)
    assert Contact.objects.of(workspace).record("note.added", at=now, data={"text": "hello"}, by=ada) == 3
    event = Event.objects.first()
    assert event is not None
    assert (event.workspace, event.kind, event.at, event.by, event.data) == (
        workspace,
        "note.added",
        now,
        ada,
        {"text": "hello"},
    )


def test_a_fact_of_a_kind_nobody_listed_is_refused(contacts: Pool, workspace: Workspace, now: datetime) -> None:
    contacts()
    with pytest.raises(UnknownEventKind):
        Contact.objects.of(workspace).record("contact.teleported", at=now)


def test_a_tag_is_hung_once_and_recorded_once(contacts: Pool, workspace: Workspace, now: datetime) -> None:
    first, *_others = contacts(3)
    tag = Tag.objects.named(workspace, "Vip")
    assert Contact.objects.filter(pk=first.pk).add_tag(tag, at=now) == 1
    assert Contact.objects.of(workspace).add_tag(tag, at=now) == 2
    assert Event.objects.filter(kind="tag.added", data__tag="Vip").count() == 3
    assert Contact.objects.filter(tags=tag).count() == 3


def test_a_tag_is_hung_on_the_contacts_found_by_its_absence(
    contacts: Pool, workspace: Workspace, now: datetime
) -> None:
    contacts(2)
    tag = Tag.objects.named(workspace, "cold")
    assert Contact.objects.of(workspace).exclude(tags=tag).add_tag(tag, at=now) == 2
    assert Contact.objects.filter(tags=tag).remove_tag(tag, at=now) == 2
    assert Event.objects.filter(kind="tag.removed").count() == 2
    assert not Contact.objects.filter(tags=tag).exists()


def test_a_tag_of_another_workspace_stays_off(
    contacts: Pool, other_workspace: Workspace, workspace: Workspace, now: datetime
) -> None:
    contacts()
    foreign = Tag.objects.named(other_workspace, "theirs")
    assert Contact.objects.of(workspace).add_tag(foreign, at=now) == 0


def test_a_tag_is_known_in_any_case(workspace: Workspace, other_workspace: Workspace) -> None:
    tag = Tag.objects.named(workspace, " Straße  Nord ")
    assert tag.name == "Straße Nord"
    assert Tag.objects.named(workspace, "STRASSE NORD") == tag
    assert Tag.objects.named(other_workspace, "straße nord") != tag


def test_only_contacts_whose_value_changes_are_touched(contacts: Pool, workspace: Workspace, now: datetime) -> None:
    contacts(2, seniority="vp", updated_at=datetime.min.replace(year=2020, tzinfo=now.tzinfo))
    (changed,) = contacts(1, seniority="")
    assert Contact.objects.of(workspace).set_field("seniority", "vp", at=now) == 1
    event = Event.objects.get(kind="field.changed")
    assert (event.contact, event.data) == (changed, {"field": "seniority", "to": "vp"})
    assert list(Contact.objects.filter(updated_at=now)) == [changed]


def test_moving_on_a_ladder_is_a_stage_reached(contacts: Pool, workspace: Workspace, now: datetime) -> None:
    contacts(2)
    Contact.objects.of(workspace).set_field("candidate_state", "active", at=now)
    assert Event.objects.filter(kind="stage.reached", data__ladder="candidate_state", data__to="active").count() == 2


@pytest.mark.parametrize("key", ["score", "contains", "weird-key", "isnull"])
@pytest.mark.parametrize("value", [7, "seven", "2026-01-01", 'it\'s "quoted"'])
def test_a_field_of_the_workspaces_own_is_set(
    contacts: Pool, workspace: Workspace, now: datetime, key: str, value: Any
) -> None:
    CustomField.objects.create(workspace=workspace, key=key, label="Own")
    contacts(1, custom={"other": 1})
    contacts(1, custom={key: value})
    pool = Contact.objects.of(workspace)
    assert pool.set_field(f"custom:{key}", value, at=now) == 1
    assert [contact.custom.get(key) for contact in pool] == [value, value]
    assert pool.first().custom["other"] == 1  # type: ignore[union-attr]
    assert pool.set_field(f"custom:{key}", None, at=now) == 2
    assert not pool.filter(custom__has_key=key).exists()


def test_a_company_is_set_by_name(contacts: Pool, workspace: Workspace, now: datetime) -> None:
    acme = Company.objects.named(workspace, "Acme")
    contacts(1, company=acme)
    contacts(1)
    pool = Contact.objects.of(workspace)
    assert pool.set_field("company_name", "ACME", at=now) == 1
    assert pool.filter(company=acme).count() == 2
    assert pool.set_field("company_name", "", at=now) == 2


@pytest.mark.parametrize("key", ["email", "name", "custom:unknown", "workspace_id", "nonsense"])
def test_a_field_that_many_cannot_share_is_refused(
    contacts: Pool, workspace: Workspace, now: datetime, key: str
) -> None:
    contacts()
    with pytest.raises(FieldNotSettable):
        Contact.objects.of(workspace).set_field(key, "x", at=now)
