"""Why somebody belongs: the tree, who came and went and why, pins with who, when and why."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from kindred.accounts.models import User, Workspace
from kindred.cohorts.live import work
from kindred.cohorts.models import Cohort, Pin, Segment
from kindred.contacts.models import Contact
from kindred.workflows.models import Workflow
from tests.web.cohort_pages import a_cohort, url

Contacts = Callable[..., list[Contact]]
VPS: dict[str, Any] = {"format": 1, "all": [{"field": "seniority", "is": "is", "value": "vp"}]}


@pytest.fixture
def cohort(workspace: Workspace, ada: User, now: datetime) -> Cohort:
    """VPs, followed; who no longer is one leaves."""
    cohort = a_cohort(workspace, ada, now=now, name="Dinner")
    cohort.change(now=now, criteria=VPS, leaving=Cohort.Leaving.REMOVE)
    cohort.follow(now=now)
    cohort.publish(now=now)
    return cohort


@pytest.fixture
def pat(contacts: Contacts) -> Contact:
    return contacts(1, seniority="vp")[0]


def promote(contact: Contact, seniority: str, *, at: datetime, by: User) -> None:
    """Change somebody's seniority and let the cohort follow."""
    contact.edit(values={"seniority": seniority}, now=at, by=by)
    while work(at + timedelta(seconds=1), "test").done:
        pass


def why(client: Client, cohort: Cohort, contact: Contact) -> str:
    page = client.get(url("contact_cohort_why", contact=contact.pk, cohort=cohort.pk))
    return " ".join(page.content.decode().split())


def test_every_cohort_and_segment_is_listed_with_whether_somebody_is_in_it(
    as_vera: Client, cohort: Cohort, pat: Contact, workspace: Workspace, now: datetime
) -> None:
    Segment.objects.open_for(workspace=workspace, name="Our VPs", criteria=VPS, now=now)
    page = as_vera.get(url("contact_belonging", contact=pat.pk)).content.decode()
    assert "Dinner" in page
    assert "Our VPs" in page
    assert page.count("Is in it") == 1
    segment = Segment.objects.get()
    tree = as_vera.get(url("contact_segment_why", contact=pat.pk, segment=segment.pk)).content.decode()
    assert "Seniority is VP" in tree
    assert 'data-holds="yes"' in tree


def test_who_entered_and_left_is_told_by_what_had_changed(
    as_ada: Client, cohort: Cohort, contacts: Contacts, ada: User, now: datetime
) -> None:
    (pat,) = contacts(1, seniority="lead")
    promote(pat, "vp", at=now + timedelta(days=1), by=ada)
    promote(pat, "lead", at=now + timedelta(days=2), by=ada)
    page = why(as_ada, cohort, pat)
    assert 'data-holds="no"' in page
    assert page.count("<q>Seniority is VP</q>") == 2
    assert "(Ada Lovelace)" in page
    assert page.index("Left") < page.index("Entered")


def test_a_pin_is_shown_with_who_when_and_why_and_outlives_the_criteria(
    as_ada: Client, cohort: Cohort, pat: Contact, ada: User, now: datetime
) -> None:
    address = url("contact_pin", contact=pat.pk, cohort=cohort.pk)
    page = as_ada.post(address, {"kind": "pinned_in", "why": "Their boss asked for it"}).content.decode()
    assert "Their boss asked for it" in page
    assert "Ada Lovelace" in page
    promote(pat, "lead", at=now + timedelta(days=1), by=ada)
    assert cohort.members().filter(pk=pat.pk).exists()

    as_ada.post(address, {"kind": "pinned_out", "why": "Asked to be left alone"})
    assert Pin.objects.get().why == "Asked to be left alone"
    promote(pat, "vp", at=now + timedelta(days=2), by=ada)
    assert not cohort.members().filter(pk=pat.pk).exists()
    assert "Pinned out" in as_ada.get(url("contact_belonging", contact=pat.pk)).content.decode()

    as_ada.delete(address)
    assert not Pin.objects.exists()
    assert as_ada.post(address, {"kind": "elsewhere"}).status_code == 404


def test_strangers_learn_nothing_and_lookers_on_pin_nobody(
    as_mallory: Client, as_vera: Client, cohort: Cohort, pat: Contact
) -> None:
    assert as_mallory.get(url("contact_belonging", contact=pat.pk)).status_code == 404
    assert as_mallory.get(url("contact_cohort_why", contact=pat.pk, cohort=cohort.pk)).status_code == 404
    assert as_vera.post(url("contact_pin", contact=pat.pk, cohort=cohort.pk), {"kind": "pinned_in"}).status_code == 403
    assert as_vera.get(url("contact_cohort_why", contact=pat.pk, cohort=cohort.pk + 1)).status_code == 404


def test_two_days_of_a_cohort_are_compared(
    as_vera: Client, cohort: Cohort, contacts: Contacts, ada: User, now: datetime
) -> None:
    pat, sam = contacts(2, seniority="lead", first_name="Sam")
    promote(pat, "vp", at=now + timedelta(days=1), by=ada)
    promote(sam, "vp", at=now + timedelta(days=3), by=ada)
    promote(pat, "lead", at=now + timedelta(days=4), by=ada)
    page = as_vera.get(url("cohort_history", cohort=cohort.pk), {"from": "2026-11-04", "to": "2026-11-08"})
    assert (page.context["then"], page.context["now_number"]) == (1, 1)
    ((came, fact),) = page.context["came"]["turns"]
    ((left, _fact),) = page.context["left"]["turns"]
    assert (came.contact, left.contact) == (sam, pat)
    assert (fact != "", came.clauses) == (True, ("Seniority is VP",))
    # Nonsense in the address, and days to come, mean the usual ones.
    assert as_vera.get(url("cohort_history", cohort=cohort.pk), {"from": "2026-13-99", "to": "x"}).status_code == 200


def test_changed_criteria_of_a_cohort_at_work_say_who_would_enter_and_leave(
    as_ada: Client, cohort: Cohort, contacts: Contacts, now: datetime
) -> None:
    contacts(2, seniority="director")
    cohort.add(Contact.objects.filter(pk=contacts(1, seniority="vp")[0].pk), cause="criteria", at=now)
    assert "What the changed criteria do" not in as_ada.get(url("cohort_review", cohort=cohort.pk)).content.decode()
    directors = {"format": 1, "all": [{"field": "seniority", "is": "is", "value": "director"}]}
    cohort.change(now=now, criteria=directors)
    page = as_ada.get(url("cohort_review", cohort=cohort.pk)).content.decode()
    assert "2 would enter" in page
    assert "1 would leave" in page


def test_pins_are_shown_on_the_member(
    as_ada: Client, workspace: Workspace, ada: User, pat: Contact, now: datetime
) -> None:
    cohort = a_cohort(workspace, ada, now=now, name="List")
    Pin.objects.decide(cohort=cohort, contact=pat, kind="pinned_in", by=ada, at=now, why="A friend of the house")
    workflow = Workflow.objects.for_cohort(cohort)
    workflow.save_draft({})
    workflow.publish(now=now, by=ada)
    page = as_ada.get(url("cohort", cohort=cohort.pk)).content.decode()
    assert "A friend of the house" in page
    assert "Pinned in" in page
