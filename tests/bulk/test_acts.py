"""Every act: what it says beforehand, what it does, and what undo puts back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from kindred.accounts.models import AuditEntry, Member, User, Workspace
from kindred.bulk.errors import NobodySelected, NoSuchChoice, NotUndoable
from kindred.bulk.models import BulkAction, Change
from kindred.cohorts.models import Cohort
from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.errors import FieldNotSettable
from kindred.contacts.models import Company, Contact, CustomField, Event, Tag
from kindred.kit.errors import KindredError
from kindred.messaging.models import Message
from kindred.workflows.models import Enrollment, Sequence, Workflow
from tests.bulk.conftest import Start

pytestmark = pytest.mark.django_db
Pool = Callable[..., list[Contact]]
Finish = Callable[[BulkAction], BulkAction]


def undone(action: BulkAction, *, at: datetime) -> BulkAction:
    """Undo an action, and return what became of it."""
    action.undo(now=at, by=action.by)
    return action


def test_a_tag_is_hung_on_those_without_it_and_taken_off_them_again(
    contacts: Pool, start: Start, workspace: Workspace, now: datetime, ada: User
) -> None:
    had, *_others = contacts(3)
    tag = Tag.objects.named(workspace, "Lyon")
    Contact.objects.filter(pk=had.pk).add_tag(tag, at=now)
    action = start("add_tag", tag="lyon")
    assert (action.status, action.total, action.changed, action.unchanged) == ("done", 3, 2, 1)
    assert Contact.objects.filter(tags=tag).count() == 3
    assert Event.objects.filter(kind="tag.added", by=ada).count() == 2
    undone(action, at=now)
    assert (action.status, action.put_back, action.kept_changes) == ("undone", 2, 0)
    assert list(Contact.objects.filter(tags=tag)) == [had]
    assert Event.objects.filter(kind="change.undone", data__what="Add the tag “Lyon”").count() == 2


def test_who_lost_the_tag_since_is_left_alone_and_counted(
    contacts: Pool, start: Start, now: datetime, workspace: Workspace
) -> None:
    first, _second = contacts(2)
    action = start("add_tag", tag="Lyon")
    Contact.objects.filter(pk=first.pk).remove_tag(Tag.objects.get(), at=now)
    undone(action, at=now)
    assert (action.put_back, action.kept_changes) == (1, 1)


def test_a_tag_that_was_taken_off_comes_back(contacts: Pool, start: Start, now: datetime, workspace: Workspace) -> None:
    first, second, _never = contacts(3)
    tag = Tag.objects.named(workspace, "old")
    Contact.objects.filter(pk__in=[first.pk, second.pk]).add_tag(tag, at=now)
    action = start("remove_tag", tag="OLD")
    assert (action.changed, Contact.objects.filter(tags=tag).count()) == (2, 0)
    undone(action, at=now)
    assert set(Contact.objects.filter(tags=tag)) == {first, second}


@pytest.mark.parametrize(
    ("field", "value", "before", "kept"),
    [
        ("title", "CTO", {"title": 'VP, "Growth"'}, "CTO"),
        ("country", "Germany", {"country": "FR"}, "DE"),
        ("seniority", "vp", {}, "vp"),
        ("title", "", {"title": "Director"}, ""),
    ],
)
def test_a_field_is_set_and_gets_its_old_values_back(
    contacts: Pool, start: Start, now: datetime, field: str, value: str, before: dict[str, str], kept: str
) -> None:
    contacts(2, **before)
    contacts(1)
    was = dict(Contact.objects.values_list("pk", field))
    action = start("set_field", field=field, value=value)
    assert set(Contact.objects.values_list(field, flat=True)) == {kept}
    undone(action, at=now)
    assert dict(Contact.objects.values_list("pk", field)) == was


def test_what_is_read_from_a_title_follows_it_there_and_back(contacts: Pool, start: Start, now: datetime) -> None:
    (grace,) = contacts(1, title="VP Marketing")
    Contact.objects.all().read_terms(at=now)
    action = start("set_field", field="title", value="Sales Director")
    grace.refresh_from_db()
    assert (grace.department, grace.seniority) == ("sales", "director")
    undone(action, at=now)
    grace.refresh_from_db()
    assert (grace.title, grace.department, grace.seniority) == ("VP Marketing", "marketing", "vp")


@pytest.mark.parametrize("key", ["score", "weird-key", "isnull"])
@pytest.mark.parametrize("before", [7, "seven", True, None, 1.5])
def test_a_field_of_the_workspaces_own_gets_its_old_values_back(
    contacts: Pool, start: Start, now: datetime, workspace: Workspace, key: str, before: Any
) -> None:
    CustomField.objects.create(workspace=workspace, key=key, label="Score")
    contacts(1, custom={"other": [1, 2]} | ({} if before is None else {key: before}))
    was = Contact.objects.get().custom
    action = start("set_field", field=f"custom:{key}", value="new")
    assert Contact.objects.get().custom == was | {key: "new"}
    undone(action, at=now)
    assert Contact.objects.get().custom == was


def test_an_own_field_is_cleared_and_filled_again(
    contacts: Pool, start: Start, now: datetime, workspace: Workspace
) -> None:
    CustomField.objects.create(workspace=workspace, key="score", label="Score")
    contacts(1, custom={"score": "9"})
    action = start("set_field", field="custom:score", value="")
    assert (str(action), Contact.objects.get().custom) == ("Clear Score", {})
    undone(action, at=now)
    assert Contact.objects.get().custom == {"score": "9"}


def test_the_company_is_set_by_name_and_only_then_made(
    contacts: Pool, start: Start, now: datetime, workspace: Workspace, member: Member
) -> None:
    old = Company.objects.named(workspace, "Old Ltd")
    contacts(1, company=old)
    contacts(1)
    action = start("set_field", field="company_name", value="Acme GmbH")
    assert set(Contact.objects.values_list("company__name", flat=True)) == {"Acme GmbH"}
    assert start("set_field", field="company_name", value="ACME GMBH").changed == 0
    undone(action, at=now)
    assert list(Contact.objects.order_by("pk").values_list("company", flat=True)) == [old.pk, None]


def test_a_value_changed_since_is_not_overwritten_by_undo(contacts: Pool, start: Start, now: datetime) -> None:
    first, second = contacts(2, candidate_state="passive")
    action = start("set_stage", stage="candidate_state:active")
    Contact.objects.filter(pk=first.pk).set_field("candidate_state", "placed", at=now)
    undone(action, at=now)
    assert (action.put_back, action.kept_changes) == (1, 1)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.candidate_state, second.candidate_state) == ("placed", "passive")


def test_undo_of_a_stage_starts_no_rules(contacts: Pool, start: Start, now: datetime) -> None:
    contacts(1, candidate_state="passive")
    undone(start("set_stage", stage="candidate_state:active"), at=now)
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True)) == ["stage.reached", "change.undone"]


def test_an_owner_is_assigned_and_the_old_ones_come_back(
    contacts: Pool, start: Start, now: datetime, bob: User, ada: User
) -> None:
    contacts(1, owner=ada)
    contacts(1)
    action = start("assign_owner", owner=str(bob.pk))
    assert str(action) == "Assign to Bob Kahn"
    assert Contact.objects.filter(owner=bob).count() == 2
    assert Event.objects.filter(kind="field.changed", data__field="owner", data__to="Bob Kahn").count() == 2
    undone(action, at=now)
    assert list(Contact.objects.order_by("pk").values_list("owner", flat=True)) == [ada.pk, None]
    assert start("assign_owner", owner="nobody").changed == 1


def test_contacts_enter_a_cohort_and_leave_it_again(
    contacts: Pool, start: Start, now: datetime, workspace: Workspace, ada: User
) -> None:
    inside, out, _new = contacts(3)
    cohort = Cohort.objects.open_for(workspace=workspace, owner=ada, name="Spring", now=now)
    everybody = Contact.objects.all()
    cohort.add(everybody.filter(pk=inside.pk), cause="criteria", at=now - timedelta(days=3))
    cohort.add(everybody.filter(pk=out.pk), cause="criteria", at=now - timedelta(days=3))
    cohort.remove(everybody.filter(pk=out.pk), at=now - timedelta(days=2), by=ada)
    action = start("add_to_cohort", cohort=str(cohort.pk))
    assert (action.changed, cohort.members().count(), cohort.pins.count()) == (2, 3, 0)
    undone(action, at=now + timedelta(days=1))
    assert list(cohort.members()) == [inside]
    assert list(cohort.pins.values_list("contact", "kind")) == [(out.pk, "pinned_out")]


@pytest.fixture
def sequence(workspace: Workspace, ada: User, now: datetime) -> Sequence:
    """A sequence at work."""
    sequence = Sequence.objects.create(workspace=workspace, owner=ada, name="Hello")
    workflow = Workflow.objects.for_sequence(sequence)
    workflow.save_draft({"format": 1, "steps": [{"key": "one", "name": "One"}]})
    workflow.publish(now=now, by=ada)
    return sequence


def test_a_sequence_is_started_and_stopped_again(
    contacts: Pool, start: Start, now: datetime, sequence: Sequence
) -> None:
    inside, _new = contacts(2)
    Workflow.objects.get().enroll(Contact.objects.filter(pk=inside.pk), now=now - timedelta(days=1))
    action = start("start_sequence", sequence=str(sequence.pk))
    assert (action.changed, Enrollment.objects.live().count()) == (1, 2)
    place = Enrollment.objects.exclude(contact=inside).get()
    message = Message.objects.create(
        workspace=sequence.workspace, contact=place.contact, occasion=f"enrollment/{place.pk}/1/mail", due_at=now
    )
    undone(action, at=now)
    assert list(Enrollment.objects.live().values_list("contact", flat=True)) == [inside.pk]
    message.refresh_from_db()
    assert message.status == "cancelled"


def test_what_it_does_is_counted_beforehand(
    contacts: Pool, member: Member, workspace: Workspace, now: datetime
) -> None:
    contacts(2, title="Nurse")
    contacts(1, title="Founder")
    contacts(1)
    form = {"field": "title", "value": "Nurse"}
    expected = BulkAction.objects.preview(act="set_field", form=form, who={"criteria": None}, member=member, now=now)
    assert (expected.total, expected.changing, expected.unchanged) == (4, 2, 2)
    assert expected.notes == ("1 of them has another value now, which is replaced.",)
    assert not Event.objects.exists()


def test_counting_beforehand_makes_nothing(contacts: Pool, member: Member, now: datetime) -> None:
    contacts(2)
    who = {"criteria": None}
    BulkAction.objects.preview(act="add_tag", form={"tag": "new"}, who=who, member=member, now=now)
    form = {"field": "company_name", "value": "New Ltd"}
    assert BulkAction.objects.preview(act="set_field", form=form, who=who, member=member, now=now).changing == 2
    assert not Tag.objects.exists()
    assert not Company.objects.exists()


@pytest.mark.parametrize(
    ("act", "form", "refusal"),
    [
        ("add_tag", {"tag": "  "}, NoSuchChoice),
        ("remove_tag", {"tag": "never heard of"}, NoSuchChoice),
        ("set_stage", {"stage": "name:Bob"}, NoSuchChoice),
        ("set_field", {"field": ""}, NoSuchChoice),
        ("set_field", {"field": "email", "value": "a@b.example"}, FieldNotSettable),
        ("set_field", {"field": "custom:none", "value": "x"}, FieldNotSettable),
        ("set_field", {"field": "seniority", "value": "king"}, BadValue),
        ("assign_owner", {"owner": "99999"}, NoSuchChoice),
        ("add_to_cohort", {"cohort": "99999"}, NoSuchChoice),
        ("start_sequence", {"sequence": ""}, NoSuchChoice),
    ],
)
def test_a_faulty_choice_is_refused_and_nothing_begins(
    contacts: Pool, start: Start, act: str, form: dict[str, str], refusal: type[KindredError]
) -> None:
    contacts()
    with pytest.raises(refusal):
        start(act, **form)
    assert not BulkAction.objects.exists()


def test_nobody_selected_is_refused(start: Start, workspace: Workspace) -> None:
    with pytest.raises(NobodySelected):
        start("add_tag", tag="x")
    assert not Tag.objects.exists()


def test_it_can_be_undone_once_and_for_thirty_days(contacts: Pool, start: Start, now: datetime) -> None:
    contacts()
    action = start("add_tag", tag="x")
    with pytest.raises(NotUndoable):
        undone(action, at=now + timedelta(days=31))
    undone(action, at=now + timedelta(days=29))
    with pytest.raises(NotUndoable):
        undone(action, at=now + timedelta(days=29))
    assert not Change.objects.exists()


def test_an_address_that_somebody_else_has_by_now_stays_theirs(
    contacts: Pool, start: Start, now: datetime, workspace: Workspace
) -> None:
    ada, grace, kept = contacts(3)
    ada.edit(values={"emails": [ada.email, "ada@home.example"]}, now=now)
    action = start("delete", ids=[ada.pk, grace.pk])
    kept.edit(values={"emails": ["ada@home.example", grace.email]}, now=now)
    undone(action, at=now)
    assert set(Contact.objects.values_list("pk", flat=True)) == {ada.pk, kept.pk}
    assert not ada.points.exists()


def test_deleted_contacts_come_back_where_they_stood(
    contacts: Pool, start: Start, now: datetime, sequence: Sequence
) -> None:
    contacts(2)
    tag = start("add_tag", tag="Lyon")
    Workflow.objects.get().enroll(Contact.objects.all(), now=now)
    Enrollment.objects.update(status="waiting", due_at=now + timedelta(hours=2), action_at=now + timedelta(hours=2))
    action = start("delete")
    assert (action.status, action.changed, Contact.objects.count()) == ("done", 2, 0)
    later = now + timedelta(days=3)
    undone(action, at=later)
    assert (action.status, action.put_back) == ("undone", 2)
    assert set(Enrollment.objects.values_list("status", "due_at")) == {("waiting", later + timedelta(hours=2))}
    trail = AuditEntry.objects.order_by("number").values_list("act", "facts__count")
    assert list(trail) == [("contacts.deleted", 2), ("contacts.put_back", 2)]
    assert undone(tag, at=later).put_back == 2


def test_who_was_paused_before_is_paused_after(contacts: Pool, start: Start, now: datetime, sequence: Sequence) -> None:
    contacts()
    Workflow.objects.get().enroll(Contact.objects.all(), now=now)
    Enrollment.objects.all().pause(now=now - timedelta(hours=1))
    undone(start("delete"), at=now)
    assert Enrollment.objects.get().status == "paused"


def test_who_was_added_again_meanwhile_is_not_doubled(contacts: Pool, start: Start, now: datetime) -> None:
    first, _second = contacts(2)
    action = start("delete")
    contacts(1, email=first.email)
    undone(action, at=now)
    assert (action.put_back, action.kept_changes, Contact.objects.count()) == (1, 1, 2)


def test_deleted_contacts_are_not_changed_by_another_undo(contacts: Pool, start: Start, now: datetime) -> None:
    first, _second = contacts(2)
    tag = start("add_tag", tag="Lyon")
    start("delete", ids=[first.pk])
    undone(tag, at=now)
    assert (tag.put_back, tag.kept_changes) == (1, 1)
