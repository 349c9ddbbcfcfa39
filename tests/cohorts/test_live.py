"""Cohorts that follow their criteria: who comes to meet them enters, who no longer does stays marked or leaves."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from kindred.accounts.models import User, Workspace
from kindred.cli.doctor import groups
from kindred.cohorts import live
from kindred.cohorts.models import Cohort, Membership, Recheck
from kindred.contacts.models import Company, Contact, CustomField, Event, Tag
from kindred.criteria.language import matches
from kindred.jobs.worker import work_until_idle
from kindred.workflows.models import Enrollment, Workflow
from tests.at_once import at_once

pytestmark = pytest.mark.django_db
People = Callable[..., list[Contact]]
Publish = Callable[..., Cohort]

CTOS = {"all": [{"field": "title", "is": "is", "value": "CTO"}]}
VIPS = {"all": [{"field": "tags", "is": "has_any", "value": ["vip"]}]}
QUIET = {"all": [{"field": "last_contacted_at", "is": "not_within_days", "value": 90}]}


@pytest.fixture
def publish(workspace: Workspace, ada: User, now: datetime) -> Publish:
    """A way to put a cohort to work that has criteria and one step."""

    def make(criteria: dict[str, Any], **details: Any) -> Cohort:
        cohort = Cohort.objects.open_for(
            workspace=workspace, owner=ada, name="Live", now=now, criteria=criteria, **details
        )
        workflow = Workflow.objects.for_cohort(cohort)
        workflow.save_draft({"format": 1, "steps": [{"key": "new", "name": "New"}]})
        workflow.publish(now=now, by=ada)
        follow(now)
        return Cohort.objects.get(pk=cohort.pk)

    return make


def follow(now: datetime) -> int:
    """Let the worker do what is due."""
    return work_until_idle(clock=lambda: now, work=[live.work])


def inside(cohort: Cohort) -> set[int]:
    """Return the contacts that belong."""
    return set(cohort.members().values_list("pk", flat=True))


def test_who_meets_the_criteria_when_it_is_published_is_brought_in(
    publish: Publish, contacts: People, now: datetime
) -> None:
    (cto,) = contacts(title="CTO")
    contacts(title="Designer")
    assert inside(publish(CTOS)) == {cto.pk}


@pytest.mark.parametrize(
    ("condition", "values"),
    [
        ({"field": "emails", "is": "contains", "value": "@sea"}, {"email": "pat@sea.example"}),
        ({"field": "emails", "is": "contains", "value": "@sea"}, {"emails": ["pat@pool.example", "pat@sea.example"]}),
        ({"field": "business_region", "is": "in", "value": ["DACH"]}, {"country": "AT"}),
        ({"field": "company_industry", "is": "is", "value": "Defence"}, {"company_name": "Navy"}),
        ({"field": "topics", "is": "has_any", "value": ["sailing"]}, {"topics": ["Sailing"]}),
        ({"field": "salary_expectation", "is": "at_most", "value": 70_000}, {"salary_expectation": "65k EUR"}),
        ({"field": "email_checked_at", "is": "is_not_empty"}, {"email_state": "verified"}),
        ({"field": "custom:met", "is": "is_yes"}, {"custom:met": "yes"}),
    ],
)
def test_whatever_criteria_can_ask_about_is_noticed(
    publish: Publish,
    workspace: Workspace,
    contacts: People,
    now: datetime,
    condition: dict[str, Any],
    values: dict[str, Any],
) -> None:
    CustomField.objects.create(workspace=workspace, key="met", label="Met", kind="yes_no")
    Company.objects.create_one(workspace=workspace, values={"name": "Navy", "industry": "Defence"}, now=now)
    (pat,) = contacts(email="pat@pool.example")
    cohort = publish({"all": [condition]})
    assert inside(cohort) == set()
    pat.edit(values=values, now=now)
    follow(now)
    assert inside(cohort) == {pat.pk}


def test_what_changes_about_a_company_is_noticed_of_its_people(
    publish: Publish, workspace: Workspace, contacts: People, now: datetime
) -> None:
    navy = Company.objects.create_one(workspace=workspace, values={"name": "Navy"}, now=now)
    (pat,) = contacts(company=navy)
    defence = publish({"all": [{"field": "company_industry", "is": "is", "value": "Defence"}]})
    named = publish({"all": [{"field": "company_name", "is": "is", "value": "Navy"}]}, leaving="remove")
    assert (inside(defence), inside(named)) == (set(), {pat.pk})
    navy.edit(values={"industry": "Defence"}, now=now)
    follow(now)
    assert inside(defence) == {pat.pk}
    navy.remove(now=now)
    follow(now)
    assert inside(named) == set()


def test_an_edit_brings_a_contact_in_and_starts_the_workflow(publish: Publish, contacts: People, now: datetime) -> None:
    (pat,) = contacts(title="Designer")
    cohort = publish(CTOS)
    pat.edit(values={"title": "CTO"}, now=now)
    follow(now)
    assert inside(cohort) == {pat.pk}
    assert Membership.objects.get().cause == "criteria"
    assert Enrollment.objects.live().filter(workflow__cohort=cohort, contact=pat).exists()


@pytest.mark.parametrize("leaving", ["mark", "remove", "stay"])
def test_who_no_longer_meets_the_criteria_fares_as_the_cohort_says(
    publish: Publish, contacts: People, now: datetime, leaving: str
) -> None:
    (pat,) = contacts(title="CTO")
    cohort = publish(CTOS, leaving=leaving)
    later = now + timedelta(hours=1)
    Contact.objects.filter(pk=pat.pk).set_field("title", "Designer", at=later)
    follow(later)
    stay = Membership.objects.get()
    assert (stay.unmet_since, stay.left_at) == {
        "mark": (later, None),
        "remove": (None, later),
        "stay": (None, None),
    }[leaving]
    assert Enrollment.objects.live().exists() == (leaving != "remove")
    Contact.objects.filter(pk=pat.pk).set_field("title", "CTO", at=later)
    follow(later)
    assert inside(cohort) == {pat.pk}
    assert not Membership.objects.filter(left_at=None).exclude(unmet_since=None).exists()


def test_a_person_brought_in_by_hand_is_not_taken_out_by_criteria(
    publish: Publish, contacts: People, now: datetime, ada: User
) -> None:
    (pat,) = contacts(title="Designer")
    cohort = publish(CTOS, leaving="remove")
    cohort.add(Contact.objects.filter(pk=pat.pk), cause="hand", at=now, by=ada)
    pat.edit(values={"title": "Baker"}, now=now)
    follow(now)
    assert inside(cohort) == {pat.pk}


def test_a_person_taken_out_by_hand_does_not_come_back(
    publish: Publish, contacts: People, now: datetime, ada: User
) -> None:
    (pat,) = contacts(title="CTO")
    cohort = publish(CTOS)
    cohort.remove(Contact.objects.filter(pk=pat.pk), at=now, by=ada)
    pat.edit(values={"city": "Berlin", "title": "CTO"}, now=now)
    follow(now)
    cohort.look_over(now=now)
    follow(now)
    assert inside(cohort) == set()


def test_tags_and_skills_bring_people_in(
    publish: Publish, contacts: People, workspace: Workspace, now: datetime
) -> None:
    one, two = contacts(2)
    skilled = {"all": [{"field": "skills", "is": "has_any", "value": ["React"]}]}
    tagged, react = publish(VIPS, leaving="remove"), publish(skilled)
    vip = Tag.objects.named(workspace, "vip")
    Contact.objects.filter(pk=one.pk).add_tag(vip, at=now)
    two.edit(values={"skills": ["React"]}, now=now)
    follow(now)
    assert (inside(tagged), inside(react)) == ({one.pk}, {two.pk})
    Contact.objects.filter(pk=one.pk).remove_tag(vip, at=now)
    follow(now)
    assert inside(tagged) == set()


def test_time_alone_brings_people_in(publish: Publish, contacts: People, now: datetime) -> None:
    (pat,) = contacts(last_contacted_at=now - timedelta(days=89))
    cohort = publish(QUIET)
    assert inside(cohort) == set()
    follow(now + timedelta(days=1) - live.INTERVAL)
    assert inside(cohort) == set()
    follow(now + timedelta(days=1, minutes=1))
    assert inside(cohort) == {pat.pk}


def test_the_worker_is_told_when_time_must_be_looked_at_again(publish: Publish, now: datetime) -> None:
    publish(CTOS)
    assert live.work(now, "worker").next_at is None
    publish(QUIET)
    assert live.work(now, "worker").next_at == now + live.INTERVAL


def test_something_that_happened_brings_people_in(publish: Publish, contacts: People, now: datetime) -> None:
    (pat, _other) = contacts(2)
    cohort = publish({"all": [{"event": "message.replied", "is": "happened"}]})
    pat.record("message.replied", at=now)
    follow(now)
    assert inside(cohort) == {pat.pk}


def test_a_change_is_put_only_to_cohorts_that_look_at_it(publish: Publish, contacts: People, now: datetime) -> None:
    (pat,) = contacts()
    concerned = publish(CTOS)
    publish(VIPS)
    pat.edit(values={"title": "CTO"}, now=now)
    assert list(Recheck.objects.values_list("cohort", "contact")) == [(concerned.pk, pat.pk)]


def test_criteria_edited_while_it_is_at_work_count_from_the_next_publishing_on(
    publish: Publish, contacts: People, now: datetime, ada: User
) -> None:
    contacts(title="Baker")
    cohort = publish(CTOS)
    cohort.change(now=now, criteria=None)
    cohort.change(now=now, criteria={"all": [{"field": "title", "is": "is", "value": "Baker"}]})
    follow(now + timedelta(days=1))
    assert inside(cohort) == set()
    Workflow.objects.for_cohort(cohort).publish(now=now, by=ada)
    follow(now)
    assert len(inside(cohort)) == 1


def test_a_paused_cohort_takes_nobody_in_until_it_goes_on(publish: Publish, contacts: People, now: datetime) -> None:
    (pat,) = contacts()
    cohort = publish(CTOS)
    Workflow.objects.for_cohort(cohort).pause(now=now)
    pat.edit(values={"title": "CTO"}, now=now)
    follow(now)
    assert inside(cohort) == set()
    Workflow.objects.for_cohort(cohort).resume(now=now)
    follow(now)
    assert inside(cohort) == {pat.pk}


def test_one_that_does_not_follow_takes_in_nobody_later(publish: Publish, contacts: People, now: datetime) -> None:
    (pat,) = contacts()
    cohort = publish(CTOS, follows=False)
    pat.edit(values={"title": "CTO"}, now=now)
    follow(now)
    assert inside(cohort) == set()


def test_criteria_that_cannot_be_read_hold_up_no_other_cohort(
    publish: Publish, contacts: People, now: datetime
) -> None:
    (pat,) = contacts()
    broken, sound = publish(CTOS), publish(CTOS)
    Cohort.objects.filter(pk=broken.pk).update(following={"criteria": {"all": [{"no": 1}]}, "leaving": "mark"})
    pat.edit(values={"title": "CTO"}, now=now)
    follow(now)
    assert inside(sound) == {pat.pk}
    assert Cohort.objects.get(pk=broken.pk).following is None


def test_the_doctor_finds_a_cohort_that_is_out_of_step(publish: Publish, contacts: People, now: datetime) -> None:
    (rule,) = [check for check in groups.CHECKS if "follow their criteria" in check.rule]
    cohort = publish(CTOS)
    assert not rule.offenders(now).exists()
    contacts(title="CTO")
    assert list(rule.offenders(now)) == [cohort]


def test_people_enter_and_leave_with_an_event_each(publish: Publish, contacts: People, now: datetime) -> None:
    (pat,) = contacts(title="CTO")
    publish(CTOS, leaving="remove")
    Contact.objects.filter(pk=pat.pk).set_field("title", "Baker", at=now)
    follow(now)
    kinds = Event.objects.filter(kind__startswith="cohort.").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["cohort.entered", "cohort.left"]


@pytest.mark.django_db(transaction=True)
def test_edits_by_four_at_once_leave_every_cohort_as_a_fresh_look_would(
    publish: Publish, contacts: People, workspace: Workspace, now: datetime
) -> None:
    people = contacts(30, title="CTO")
    vip = Tag.objects.named(workspace, "vip")
    both = {"all": [*CTOS["all"], *VIPS["all"]]}
    neither = {"none": [*CTOS["all"], *VIPS["all"]]}
    cohorts = {cohort.pk: cohort for cohort in (publish(some, leaving="remove") for some in (CTOS, both, neither))}

    def edit(seed: int) -> Callable[[], None]:
        def run() -> None:
            dice = random.Random(seed)
            for _turn in range(125):
                some = Contact.objects.filter(pk__in=[one.pk for one in dice.sample(people, 2)])
                act = dice.randrange(3)
                if act == 0:
                    some.set_field("title", dice.choice(["CTO", "Baker"]), at=now)
                elif act == 1:
                    some.add_tag(vip, at=now)
                else:
                    some.remove_tag(vip, at=now)

        return run

    at_once(*(edit(seed) for seed in range(4)), lambda: follow(now), lambda: follow(now))
    follow(now)
    assert not Recheck.objects.exists()
    for cohort in cohorts.values():
        fresh = {one.pk for one in Contact.objects.all() if matches(cohort.criteria, one, now)}
        assert inside(cohort) == fresh
    assert len({len(inside(cohort)) for cohort in cohorts.values()}) > 1


def test_an_undone_change_is_noticed(publish: Publish, contacts: People, now: datetime) -> None:
    (pat,) = contacts()
    cohort = publish(CTOS)
    Contact.objects.filter(pk=pat.pk).update(title="CTO")
    Contact.objects.filter(pk=pat.pk).record("change.undone", at=now, data={"what": "Set the title"})
    follow(now)
    assert inside(cohort) == {pat.pk}
