"""People at the wheel: moving, taking back, pausing, editing what runs, and asking why."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from kindred.accounts.models import User, Workspace
from kindred.cohorts.models import Cohort
from kindred.contacts.models import Contact, Event
from kindred.messaging.models import Message, Template
from kindred.workflows.definition import parse
from kindred.workflows.errors import InvalidDefinition, NoSuchStep, PeopleOnRemovedSteps
from kindred.workflows.explanation import explain
from kindred.workflows.models import Enrollment
from kindred.workflows.models.move import AlreadyReverted
from tests.workflows.conftest import Publish, WorkUntil

pytestmark = pytest.mark.django_db
Card = Callable[[Contact], Enrollment]
Add = Callable[..., list[Contact]]


def tag(name: str, key: str = "a-tag", **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": "add_tag", "settings": {"tag": name}} | more


def days(amount: int) -> dict[str, Any]:
    return {"amount": amount, "unit": "days"}


def tags_of(contact: Contact) -> set[str]:
    return set(contact.tags.values_list("name", flat=True))


def test_a_card_moved_by_hand_fires_the_actions_of_its_new_step(
    publish: Publish, add: Add, card: Card, work_until: WorkUntil, now: datetime, ada: User
) -> None:
    publish({"key": "a", "name": "A"}, {"key": "b", "name": "B", "actions": [tag("b")]})
    (pat,) = add()
    card(pat).move_to("b", now=now, by=ada)
    work_until(now)
    assert (card(pat).step, tags_of(pat)) == ("b", {"b"})
    reached = Event.objects.filter(contact=pat, kind="step.reached").latest("pk")
    assert (reached.by, reached.data["name"]) == (ada, "B")


def test_a_card_that_comes_back_to_a_step_fires_its_actions_again(
    publish: Publish, add: Add, card: Card, work_until: WorkUntil, now: datetime, ada: User, workspace: Workspace
) -> None:
    hello = Template.objects.create(workspace=workspace, name="Hello", subject="Hi", html="<p>Hi</p>")
    send = {"key": "mail", "kind": "send_email", "settings": {"template": hello.pk}}
    publish({"key": "a", "name": "A", "actions": [send]}, {"key": "b", "name": "B"})
    (pat,) = add()
    for step in ("b", "a"):
        work_until(now)
        card(pat).move_to(step, now=now, by=ada)
    work_until(now)
    assert {message.occasion.split("/")[2] for message in Message.objects.all()} == {"1", "3"}


def test_a_card_cannot_go_to_a_step_that_is_not_there(
    publish: Publish, add: Add, card: Card, now: datetime, ada: User
) -> None:
    publish({"key": "a", "name": "A"})
    (pat,) = add()
    with pytest.raises(NoSuchStep):
        card(pat).move_to("nowhere", now=now, by=ada)


def test_a_move_taken_back_puts_the_cards_back_and_stops_their_messages(
    publish: Publish, add: Add, card: Card, work_until: WorkUntil, now: datetime, ada: User, workspace: Workspace
) -> None:
    hello = Template.objects.create(workspace=workspace, name="Hello", subject="Hi", html="<p>Hi</p>")
    send = {"key": "mail", "kind": "send_email", "settings": {"template": hello.pk}}
    publish(
        {"key": "a", "name": "A", "actions": [tag("a", after=days(3))]}, {"key": "b", "name": "B", "actions": [send]}
    )
    people = add(3)
    move = Enrollment.objects.all().move_to("b", now=now, by=ada)
    assert move is not None
    work_until(now)
    assert Message.objects.filter(status="queued").count() == 3
    assert move.revert(now=now, by=ada) == (3, 0)
    assert not Message.objects.exclude(status="cancelled").exists()
    assert [(card(person).step, card(person).due_at) for person in people] == [("a", now + timedelta(days=3))] * 3
    work_until(now + timedelta(days=3))
    assert tags_of(people[0]) == {"a"}
    with pytest.raises(AlreadyReverted):
        move.revert(now=now, by=ada)


def test_in_the_grace_period_nothing_fires(
    publish: Publish, add: Add, card: Card, work_until: WorkUntil, now: datetime, ada: User
) -> None:
    publish({"key": "a", "name": "A"}, {"key": "b", "name": "B", "actions": [tag("b")]})
    (pat,) = add()
    card(pat).move_to("b", now=now, by=ada, grace=timedelta(minutes=5))
    work_until(now + timedelta(minutes=4))
    assert tags_of(pat) == set()
    work_until(now + timedelta(minutes=5))
    assert tags_of(pat) == {"b"}


def test_a_pause_keeps_the_time_that_is_left(
    publish: Publish, add: Add, card: Card, work_until: WorkUntil, now: datetime
) -> None:
    workflow = publish({"key": "a", "name": "A", "actions": [tag("x", after=days(2))]})
    (pat,) = add()
    workflow.pause(now=now + timedelta(days=1))
    assert card(pat).status == "paused"
    work_until(now + timedelta(days=10))
    assert tags_of(pat) == set()
    workflow.resume(now=now + timedelta(days=10))
    assert card(pat).due_at == now + timedelta(days=11)
    work_until(now + timedelta(days=11))
    assert tags_of(pat) == {"x"}


def test_what_happens_during_a_pause_is_acted_on_after_it(
    publish: Publish, add: Add, card: Card, work_until: WorkUntil, now: datetime
) -> None:
    on_reply = {"key": "r", "when": {"kind": "event", "event": "message.replied"}, "then": {"kind": "complete"}}
    workflow = publish({"key": "a", "name": "A", "rules": [on_reply]})
    (pat,) = add()
    workflow.pause(now=now + timedelta(hours=1))
    pat.record("message.replied", at=now + timedelta(hours=2))
    work_until(now + timedelta(hours=2))
    assert card(pat).status == "paused"
    workflow.resume(now=now + timedelta(hours=3))
    work_until(now + timedelta(hours=3))
    assert card(pat).status == "completed"


def test_who_leaves_the_cohort_leaves_its_workflow(
    cohort: Cohort, publish: Publish, add: Add, card: Card, now: datetime, ada: User
) -> None:
    publish({"key": "a", "name": "A"})
    (pat,) = add()
    cohort.remove(Contact.objects.filter(pk=pat.pk), at=now, by=ada)
    assert (card(pat).status, card(pat).reason) == ("exited", "left_cohort")


def test_nobody_comes_a_second_time_unless_the_workflow_says_so(
    cohort: Cohort, publish: Publish, add: Add, now: datetime, ada: User
) -> None:
    workflow = publish({"key": "a", "name": "A"})
    (pat,) = add()
    alone = Contact.objects.filter(pk=pat.pk)
    workflow.enroll(alone, now=now)
    Enrollment.objects.get().exit(reason="removed", now=now, by=ada)
    assert workflow.enroll(alone, now=now) == 0
    again = publish({"key": "a", "name": "A"}, reentry="after_exit")
    assert again.enroll(alone, now=now) == 1


def test_an_action_added_to_a_step_does_not_fire_for_those_who_were_through_with_it(
    publish: Publish, add: Add, card: Card, work_until: WorkUntil, now: datetime
) -> None:
    publish({"key": "a", "name": "A", "actions": [tag("one", "a-1")]})
    (old,) = add()
    work_until(now)
    publish({"key": "a", "name": "A", "actions": [tag("zero", "a-0"), tag("one", "a-1"), tag("two", "a-2")]})
    (new,) = add()
    work_until(now)
    assert (tags_of(old), tags_of(new)) == ({"one"}, {"zero", "one", "two"})


def test_who_waits_for_an_action_goes_on_waiting_for_it_after_an_edit(
    publish: Publish, add: Add, card: Card, work_until: WorkUntil, now: datetime
) -> None:
    publish({"key": "a", "name": "A", "actions": [tag("one", "a-1"), tag("two", "a-2", after=days(1))]})
    (pat,) = add()
    work_until(now)
    publish(
        {"key": "a", "name": "A", "actions": [tag("new", "a-9"), tag("two", "a-2", after=days(1)), tag("one", "a-1")]}
    )
    work_until(now + timedelta(days=1))
    # "one" stands behind "two" now, but has run already; the key of the action says so.
    assert tags_of(pat) == {"one", "two"}
    assert card(pat).status == "active"


def test_a_step_with_people_on_it_goes_only_with_a_place_for_them(
    publish: Publish, add: Add, card: Card, work_until: WorkUntil, now: datetime
) -> None:
    publish({"key": "a", "name": "A"}, {"key": "b", "name": "B", "actions": [tag("b")]})
    (pat,) = add()
    with pytest.raises(PeopleOnRemovedSteps) as refused:
        publish({"key": "b", "name": "B", "actions": [tag("b")]})
    assert refused.value.people == {"a": 1}
    publish({"key": "b", "name": "B", "actions": [tag("b")]}, destinations={"a": "b"})
    work_until(now)
    assert (card(pat).step, tags_of(pat)) == ("b", {"b"})


def test_an_explanation_says_why_and_what_next(
    publish: Publish, add: Add, card: Card, work_until: WorkUntil, now: datetime
) -> None:
    timeout = {"key": "r", "when": {"kind": "timeout", "after": days(9)}, "then": {"kind": "move", "step": "cold"}}
    publish(
        {"key": "a", "name": "A", "actions": [tag("one", "a-1"), tag("two", "a-2", after=days(2))], "rules": [timeout]},
        {"key": "cold", "name": "Cold"},
    )
    (pat,) = add()
    work_until(now)
    told = explain(card(pat))
    assert told.because == "Added by hand"
    assert [(line.what, line.at, line.outcome) for line in told.done] == [("add the tag “one”", now, "done")]
    assert [(line.what, line.at) for line in told.ahead] == [("add the tag “two”", now + timedelta(days=2))]
    assert told.rules == ("After 9 days on this step: move to “Cold”",)


@pytest.mark.parametrize(
    ("steps", "place"),
    [
        ([{"key": "a", "name": ""}], ("steps", 0, "name")),
        ([{"key": "a", "name": "A"}, {"key": "a", "name": "B"}], ("steps", 1, "key")),
        (
            [
                {
                    "key": "a",
                    "name": "A",
                    "rules": [{"key": "r", "when": {"kind": "actions_done"}, "then": {"kind": "move", "step": "gone"}}],
                }
            ],
            ("steps", 0, "rules", 0, "then", "step"),
        ),
        (
            [
                {
                    "key": "a",
                    "name": "A",
                    "rules": [{"key": "r", "when": {"kind": "timeout", "after": days(-1)}, "then": {"kind": "exit"}}],
                }
            ],
            ("steps", 0, "rules", 0, "when", "after", "amount"),
        ),
        (
            [
                {
                    "key": "a",
                    "name": "A",
                    "rules": [{"key": "r", "when": {"kind": "actions_done"}, "then": {"kind": "move", "step": "a"}}],
                }
            ],
            ("steps", 0),
        ),
    ],
)
def test_a_document_with_a_fault_is_refused_with_its_place(steps: list[Any], place: tuple[str | int, ...]) -> None:
    with pytest.raises(InvalidDefinition) as refused:
        parse({"format": 1, "steps": steps})
    assert place in [path for path, _text in refused.value.problems]


def test_a_setting_left_empty_stands_in_the_way_of_publishing(publish: Publish) -> None:
    with pytest.raises(InvalidDefinition) as refused:
        publish({"key": "a", "name": "A", "actions": [{"key": "x", "kind": "send_email", "settings": {}}]})
    assert refused.value.problems[0][0] == ("steps", 0, "actions", 0, "settings", "template")
