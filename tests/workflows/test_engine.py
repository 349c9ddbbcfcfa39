"""The engine: who reaches a step has its actions fired, once, and moves on by its rules."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from kindred.accounts.models import User, Workspace
from kindred.cohorts.models import Cohort
from kindred.contacts import event_kinds
from kindred.contacts.models import Contact, CustomField, Event, Task
from kindred.messaging.models import Message, Template
from kindred.workflows.actions.registry import KINDS
from kindred.workflows.errors import InvalidDefinition
from kindred.workflows.models import ActionRun, Enrollment, WaitingEvent
from tests.workflows.conftest import Publish, WorkUntil

pytestmark = pytest.mark.django_db
Card = Callable[[Contact], Enrollment]
Add = Callable[..., list[Contact]]


def tag(name: str, key: str = "a-tag", **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": "add_tag", "settings": {"tag": name}} | more


def days(amount: int) -> dict[str, Any]:
    return {"amount": amount, "unit": "days"}


def when_done(step: str, key: str = "r-done") -> dict[str, Any]:
    return {"key": key, "when": {"kind": "actions_done"}, "then": {"kind": "move", "step": step}}


def tags_of(contact: Contact) -> set[str]:
    return set(contact.tags.values_list("name", flat=True))


def test_who_enters_a_published_cohort_stands_on_its_first_step(publish: Publish, add: Add, card: Card) -> None:
    publish({"key": "new", "name": "New"})
    (pat,) = add()
    assert (card(pat).step, card(pat).status, card(pat).due_at) == ("new", "active", None)


def test_who_was_in_the_cohort_before_it_was_published_starts_then(publish: Publish, add: Add, card: Card) -> None:
    (pat,) = add()
    assert not Enrollment.objects.exists()
    publish({"key": "new", "name": "New"})
    assert card(pat).step == "new"


def test_actions_fire_in_their_order_and_the_card_moves_on(
    publish: Publish, add: Add, card: Card, work_until: WorkUntil, now: datetime
) -> None:
    publish(
        {"key": "new", "name": "New", "actions": [tag("met"), tag("warm", "a-2")], "rules": [when_done("next")]},
        {"key": "next", "name": "Next", "actions": [tag("there", "a-3")]},
    )
    (pat,) = add()
    work_until(now)
    assert tags_of(pat) == {"met", "warm", "there"}
    assert (card(pat).step, card(pat).entry, card(pat).position) == ("next", 2, 1)
    runs = ActionRun.objects.filter(enrollment=card(pat)).values_list("entry", "action")
    assert set(runs) == {(1, "a-tag"), (1, "a-2"), (2, "a-3")}


def test_an_action_waits_for_its_delay_and_fires_once(
    publish: Publish, add: Add, card: Card, work_until: WorkUntil, now: datetime
) -> None:
    publish({"key": "new", "name": "New", "actions": [tag("late", after=days(2))]})
    (pat,) = add()
    work_until(now + timedelta(days=1, hours=23))
    assert tags_of(pat) == set()
    assert (card(pat).status, card(pat).due_at) == ("waiting", now + timedelta(days=2))
    work_until(now + timedelta(days=2))
    assert tags_of(pat) == {"late"}
    assert work_until(now + timedelta(days=9)) == 0
    assert Event.objects.filter(contact=pat, kind="tag.added").count() == 1


def test_a_wait_holds_what_comes_after_it(publish: Publish, add: Add, work_until: WorkUntil, now: datetime) -> None:
    wait = {"key": "a-wait", "kind": "wait", "settings": {"duration": {"amount": 3, "unit": "hours"}}}
    publish({"key": "new", "name": "New", "actions": [tag("first"), wait, tag("second", "a-2")]})
    (pat,) = add()
    work_until(now)
    assert tags_of(pat) == {"first"}
    work_until(now + timedelta(hours=3))
    assert tags_of(pat) == {"first", "second"}


def test_a_timeout_moves_the_card_though_actions_are_left(
    publish: Publish, add: Add, card: Card, work_until: WorkUntil, now: datetime
) -> None:
    timeout = {"key": "r-t", "when": {"kind": "timeout", "after": days(1)}, "then": {"kind": "move", "step": "cold"}}
    publish(
        {"key": "new", "name": "New", "actions": [tag("never", after=days(5))], "rules": [timeout]},
        {"key": "cold", "name": "Cold"},
    )
    (pat,) = add()
    work_until(now + timedelta(days=1))
    assert card(pat).step == "cold"
    work_until(now + timedelta(days=30))
    assert tags_of(pat) == set()


def test_an_event_moves_only_those_it_happened_to(
    publish: Publish, add: Add, card: Card, work_until: WorkUntil, now: datetime
) -> None:
    on_reply = {"key": "r", "when": {"kind": "event", "event": "message.replied"}, "then": {"kind": "complete"}}
    publish({"key": "new", "name": "New", "rules": [on_reply]})
    pat, kim = add(2)
    pat.record("message.replied", at=now + timedelta(hours=1))
    work_until(now + timedelta(hours=1))
    assert (card(pat).status, card(kim).status) == ("completed", "active")
    assert not WaitingEvent.objects.exists()


def test_two_events_in_a_row_take_the_card_two_steps(
    publish: Publish, add: Add, card: Card, work_until: WorkUntil, now: datetime
) -> None:
    def on_click(key: str, step: str) -> dict[str, Any]:
        then = {"kind": "move", "step": step}
        return {"key": key, "when": {"kind": "event", "event": "message.clicked"}, "then": then}

    publish(
        {"key": "a", "name": "A", "rules": [on_click("r1", "b")]},
        {"key": "b", "name": "B", "rules": [on_click("r2", "c")]},
        {"key": "c", "name": "C"},
    )
    (pat,) = add()
    pat.record("message.clicked", at=now + timedelta(minutes=1))
    pat.record("message.clicked", at=now + timedelta(minutes=1))
    work_until(now + timedelta(minutes=1))
    assert card(pat).step == "c"


def test_an_event_nobody_listens_to_is_not_queued(publish: Publish, add: Add, now: datetime) -> None:
    publish({"key": "new", "name": "New"})
    add()[0].record("message.clicked", at=now)
    assert not WaitingEvent.objects.exists()


def test_who_does_not_meet_the_condition_skips_the_action_and_goes_on(
    publish: Publish, add: Add, work_until: WorkUntil, now: datetime, contacts: Add
) -> None:
    only_ctos = {"format": 1, "all": [{"field": "title", "is": "is", "value": "CTO"}]}
    publish({"key": "new", "name": "New", "actions": [tag("chief", when=only_ctos), tag("all", "a-2")]})
    (cto,) = add(title="CTO")
    (dev,) = add(title="Developer")
    work_until(now)
    assert (tags_of(cto), tags_of(dev)) == ({"chief", "all"}, {"all"})
    outcomes = dict(ActionRun.objects.filter(action="a-tag").values_list("enrollment__contact", "outcome"))
    assert outcomes == {cto.pk: "done", dev.pk: "skipped"}


def test_a_rule_with_a_condition_parts_the_ways(
    publish: Publish, add: Add, card: Card, work_until: WorkUntil, now: datetime
) -> None:
    only_ctos = {"format": 1, "all": [{"field": "title", "is": "is", "value": "CTO"}]}
    publish(
        {"key": "new", "name": "New", "rules": [when_done("chiefs") | {"if": only_ctos}, when_done("rest", "r-2")]},
        {"key": "chiefs", "name": "Chiefs"},
        {"key": "rest", "name": "The rest"},
    )
    (cto,) = add(title="CTO")
    (dev,) = add(title="Developer")
    work_until(now)
    assert (card(cto).step, card(dev).step) == ("chiefs", "rest")


def test_an_email_is_queued_once_for_the_entry(
    publish: Publish, add: Add, work_until: WorkUntil, now: datetime, workspace: Workspace
) -> None:
    template = Template.objects.create(workspace=workspace, name="Hello", subject="Hi", html="<p>Hi</p>")
    send = {"key": "a-mail", "kind": "send_email", "settings": {"template": template.pk}}
    publish({"key": "new", "name": "New", "actions": [send]})
    (pat,) = add()
    work_until(now)
    message = Message.objects.get(contact=pat)
    assert (message.recipient, message.status) == (pat.email, "queued")
    assert message.occasion == f"enrollment/{Enrollment.objects.get().pk}/1/a-mail"


def test_the_goal_of_the_cohort_completes_the_enrollment(
    cohort: Cohort, publish: Publish, add: Add, card: Card, work_until: WorkUntil, now: datetime
) -> None:
    cohort.change(now=now, goal={"field": "candidate_state", "becomes": "active"})
    publish({"key": "new", "name": "New", "actions": [tag("later", after=days(1))]})
    (pat,) = add(candidate_state="passive")
    Contact.objects.filter(pk=pat.pk).set_field("candidate_state", "active", at=now)
    work_until(now)
    assert (card(pat).status, card(pat).reason) == ("completed", "goal_met")
    assert Event.objects.filter(contact=pat, kind="goal.met").count() == 1


def test_a_field_of_ones_own_is_set_and_checked_before_publishing(
    publish: Publish, add: Add, work_until: WorkUntil, now: datetime, workspace: Workspace
) -> None:
    options = [{"key": "gold", "label": "Gold plan"}]
    CustomField.objects.create(workspace=workspace, key="plan", label="Plan", kind="choice", options=options)

    def set_to(field: str, value: str) -> dict[str, object]:
        action = {"key": "a", "kind": "set_field", "settings": {"field": field, "value": value}}
        return {"key": "new", "name": "New", "actions": [action]}

    for field, value in (("custom:plan", "bronze"), ("custom:gone", "x"), ("country", "Atlantis"), ("latitude", "1")):
        with pytest.raises(InvalidDefinition):
            publish(set_to(field, value))
    publish(set_to("custom:plan", "gold"))
    (pat,) = add()
    work_until(now)
    pat.refresh_from_db()
    assert pat.custom == {"plan": "gold"}
    assert event_kinds.say("field.changed", pat.events.get(kind="field.changed").data) == "Plan set to “Gold plan”"


def test_every_other_kind_of_action_does_what_it_says(
    publish: Publish,
    add: Add,
    work_until: WorkUntil,
    now: datetime,
    workspace: Workspace,
    ada: User,
) -> None:
    other = Cohort.objects.open_for(workspace=workspace, owner=ada, name="Other", now=now)
    publish(
        {
            "key": "new",
            "name": "New",
            "actions": [
                {"key": "a1", "kind": "set_field", "settings": {"field": "candidate_state", "value": "engaged"}},
                {
                    "key": "a2",
                    "kind": "create_task",
                    "settings": {"title": "Call", "assignee": ada.pk, "due_in_days": 2},
                },
                {"key": "a3", "kind": "notify", "settings": {"member": ada.pk, "text": "is here"}},
                {"key": "a4", "kind": "webhook", "settings": {"url": "https://hooks.example/k"}},
                {"key": "a5", "kind": "add_to_cohort", "settings": {"cohort": other.pk}},
                {"key": "a6", "kind": "move", "settings": {"step": "next"}},
                tag("unreached", "a7"),
            ],
        },
        {"key": "next", "name": "Next", "actions": [{"key": "a8", "kind": "remove_tag", "settings": {"tag": "old"}}]},
    )
    (pat,) = add()
    work_until(now)
    pat.refresh_from_db()
    assert pat.candidate_state == "engaged"
    assert Task.objects.get(contact=pat).due_at == now + timedelta(days=2)
    assert "is here" in ada.notifications.get().text
    assert Message.objects.get(channel="webhook").recipient == "https://hooks.example/k"
    assert list(other.members()) == [pat]
    assert tags_of(pat) == set()
    assert Enrollment.objects.get(contact=pat).step == "next"


def test_what_cannot_run_is_parked_and_stops_nobody(
    publish: Publish, add: Add, card: Card, work_until: WorkUntil, now: datetime, workspace: Workspace
) -> None:
    template = Template.objects.create(workspace=workspace, name="Hello", subject="Hi", html="<p>Hi</p>")
    send = {"key": "a-mail", "kind": "send_email", "settings": {"template": template.pk}}
    publish(
        {"key": "new", "name": "New", "actions": [send], "rules": [when_done("next")]}, {"key": "next", "name": "Next"}
    )
    (pat,) = add()
    gone = template.pk
    template.delete()
    work_until(now)
    assert card(pat).status == "failed"
    assert "template" in card(pat).reason
    assert work_until(now + timedelta(days=1)) == 0

    Template.objects.create(pk=gone, workspace=workspace, name="Hello", subject="Hi", html="<p>Hi</p>")
    Enrollment.objects.retry(now=now)
    work_until(now)
    assert card(pat).step == "next"


def test_one_poisoned_contact_is_found_and_the_others_go_on(
    publish: Publish, add: Add, card: Card, work_until: WorkUntil, now: datetime
) -> None:
    publish({"key": "new", "name": "New", "actions": [tag("x")]})
    people = add(9)
    poisoned = card(people[4])
    # The same run is there already: the key refuses it a second time, as it must.
    ActionRun.objects.create(enrollment=poisoned, entry=1, action="a-tag", at=now)
    work_until(now)
    assert [card(person).status for person in people] == ["active"] * 4 + ["failed"] + ["active"] * 4
    assert [len(tags_of(person)) for person in people] == [1] * 4 + [0] + [1] * 4


def test_an_action_this_program_does_not_know_waits(
    publish: Publish, add: Add, card: Card, work_until: WorkUntil, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish({"key": "new", "name": "New", "actions": [tag("x")]})
    (pat,) = add()
    with monkeypatch.context() as older:
        older.delitem(KINDS, "add_tag")
        work_until(now)
    assert tags_of(pat) == set()
    assert card(pat).ended_at is None
    assert work_until(now + timedelta(hours=1)) == 1
    assert tags_of(pat) == {"x"}


def test_rules_that_chase_each_other_are_cut_off(
    publish: Publish, add: Add, card: Card, work_until: WorkUntil, now: datetime
) -> None:
    everybody = {"format": 1, "none": [{"field": "title", "is": "is", "value": "nobody"}]}
    publish(
        {"key": "a", "name": "A", "rules": [when_done("b") | {"if": everybody}]},
        {"key": "b", "name": "B", "rules": [when_done("a", "r-2") | {"if": everybody}]},
    )
    (pat,) = add()
    work_until(now)
    assert (card(pat).status, card(pat).reason) == ("failed", "endless_loop")
