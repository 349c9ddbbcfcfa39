"""How cohorts and segments overlap, as counts and people."""

from collections.abc import Callable
from datetime import datetime

from django.test import Client

from kindred.accounts.models import User, Workspace
from kindred.cohorts.models import Segment
from kindred.contacts.models import Contact
from tests.web.cohort_pages import a_cohort, url

Contacts = Callable[..., list[Contact]]
VPS = {"format": 1, "all": [{"field": "seniority", "is": "is", "value": "vp"}]}


def test_two_groups_are_compared_and_one_with_all_others(
    as_vera: Client, as_mallory: Client, workspace: Workspace, ada: User, contacts: Contacts, now: datetime
) -> None:
    vps, others = contacts(5, seniority="vp"), contacts(3)
    segment = Segment.objects.open_for(workspace=workspace, name="Our VPs", criteria=VPS, now=now)
    cohort = a_cohort(workspace, ada, now=now, name="Dinner")
    cohort.add(Contact.objects.filter(pk__in=[one.pk for one in (*vps[:2], *others)]), cause="hand", at=now)

    asked = {"first": f"segment-{segment.pk}", "second": f"cohort-{cohort.pk}"}
    answer = as_vera.get(url("overlap"), asked)
    assert [part["number"] for _label, part in answer.context["parts"]] == [3, 2, 3]
    both = answer.context["parts"][1][1]
    assert both["people"] == vps[:2]
    page = answer.content.decode()
    assert "Only in segment “Our VPs”" in page
    assert "Only in cohort “Dinner”" in page

    (shared,) = as_vera.get(url("overlap"), {"first": asked["first"]}).context["shared"]
    assert (shared["name"], shared["number"], shared["percent"]) == ("cohort “Dinner”", 2, 40)
    assert "Choose a cohort" in as_vera.get(url("overlap")).content.decode()

    assert as_vera.get(url("overlap"), {"first": "segment-0"}).status_code == 404
    elsewhere = url("overlap").replace("/acme/", "/elsewhere/")
    assert as_mallory.get(elsewhere, {"first": asked["first"]}).status_code == 404
    assert as_mallory.get(url("overlap")).status_code == 404
