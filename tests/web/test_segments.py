"""The pages of segments: made, changed with the effect said first, returned to, deleted when nobody minds."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from kindred.accounts.models import User, Workspace
from kindred.cohorts.measuring import INTERVAL, work
from kindred.cohorts.models import Cohort, Segment
from kindred.contacts.models import Contact
from tests.web.cohort_pages import a_cohort, url

Contacts = Callable[..., list[Contact]]

VPS = {"format": 1, "all": [{"field": "seniority", "is": "is", "value": "vp"}]}
DIRECTORS = {"format": 1, "all": [{"field": "seniority", "is": "is", "value": "director"}]}


def into(key: str) -> dict[str, Any]:
    return {"format": 1, "all": [{"segment": key}]}


@pytest.fixture
def vps(workspace: Workspace, ada: User, now: datetime) -> Segment:
    return Segment.objects.open_for(workspace=workspace, name="Our VPs", criteria=VPS, now=now, by=ada)


def test_a_segment_is_made_listed_and_read_aloud(as_bob: Client, workspace: Workspace, contacts: Contacts) -> None:
    contacts(2, seniority="vp")
    contacts(1)
    answer = as_bob.post(url("segment_new"), posted(VPS) | {"name": "Our VPs"})
    segment = Segment.objects.get()
    assert answer["Location"] == url("segment", segment=segment.pk)
    assert segment.criteria == VPS
    page = as_bob.get(answer["Location"]).content.decode()
    assert '<p class="segment-reading">VPs</p>' in page
    assert "in segment our-vps" in page
    assert "2 contacts" in as_bob.get(url("segment_people", segment=segment.pk)).content.decode()
    assert "Our VPs" in as_bob.get(url("segments")).content.decode()
    assert "Our VPs" not in as_bob.get(url("segments"), {"q": "other"}).content.decode()


def test_a_name_that_is_taken_and_criteria_of_nobody_in_particular_are_refused(as_ada: Client, vps: Segment) -> None:
    taken = as_ada.post(url("segment_new"), posted(VPS) | {"name": "our vps"})
    assert taken.status_code == 422
    assert "no other segment" in taken.content.decode()
    empty = as_ada.post(url("segment_new"), {"name": "Everybody"})
    assert empty.status_code == 422
    assert "Add at least one condition" in empty.content.decode()


def test_a_change_others_depend_on_is_explained_before_it_is_made(
    as_ada: Client, vps: Segment, workspace: Workspace, ada: User, contacts: Contacts, now: datetime
) -> None:
    (vp,) = contacts(1, seniority="vp")
    contacts(2, seniority="director")
    cohort = a_cohort(workspace, ada, now=now, name="Dinner")
    cohort.change(now=now, criteria=into("our-vps"), leaving=Cohort.Leaving.REMOVE)
    cohort.follow(now=now)
    cohort.publish(now=now)
    cohort.add(Contact.objects.filter(pk=vp.pk), cause="criteria", at=now)

    edit = url("segment_edit", segment=vps.pk)
    explained = as_ada.post(edit, posted(DIRECTORS) | {"name": "Our VPs"}).content.decode()
    assert "Cohort “Dinner”" in explained
    assert explained.count("2 would enter") == explained.count("1 would leave") == 2
    vps.refresh_from_db()
    assert vps.version == 1

    mark = explained.partition('name="explained" value="')[2].partition('"')[0]
    as_ada.post(edit, posted(DIRECTORS) | {"name": "Our VPs", "explained": mark})
    vps.refresh_from_db()
    assert (vps.version, vps.criteria) == (2, DIRECTORS)
    # What was explained for one change is no leave for another.
    as_ada.post(edit, posted(VPS) | {"name": "Our VPs", "explained": mark})
    vps.refresh_from_db()
    assert vps.version == 2


def test_a_change_nobody_depends_on_is_made_at_once_and_can_be_gone_back_on(as_ada: Client, vps: Segment) -> None:
    as_ada.post(url("segment_edit", segment=vps.pk), posted(DIRECTORS) | {"name": "Directors"})
    vps.refresh_from_db()
    assert (vps.name, vps.version, vps.criteria) == ("Directors", 2, DIRECTORS)
    as_ada.post(url("segment_return", segment=vps.pk, number=1))
    vps.refresh_from_db()
    assert (vps.version, vps.criteria) == (3, VPS)


def test_a_segment_goes_when_nothing_refers_to_it_and_says_what_does(
    as_ada: Client, vps: Segment, workspace: Workspace, ada: User, now: datetime
) -> None:
    cohort = a_cohort(workspace, ada, now=now, name="Dinner")
    cohort.change(now=now, criteria=into("our-vps"))
    gone = url("segment_deletion", segment=vps.pk)
    assert "Dinner" in as_ada.get(gone).content.decode()
    assert as_ada.post(gone).status_code == 422
    assert Segment.objects.exists()
    cohort.change(now=now, criteria=None)
    as_ada.post(gone)
    assert not Segment.objects.exists()


def test_a_cohort_that_still_follows_it_is_a_user_though_its_draft_is_not(
    vps: Segment, workspace: Workspace, ada: User, now: datetime
) -> None:
    cohort = a_cohort(workspace, ada, now=now, name="Dinner")
    cohort.change(now=now, criteria=into("our-vps"))
    cohort.follow(now=now)
    cohort.change(now=now, criteria=None)
    assert vps.users() == [cohort]


def test_its_size_is_counted_every_few_hours_and_after_a_change(
    as_ada: Client, vps: Segment, contacts: Contacts, now: datetime
) -> None:
    contacts(2, seniority="vp")
    assert work(now, "test").done == 1
    report = work(now + timedelta(minutes=1), "test")
    assert (report.done, report.next_at) == (0, now + INTERVAL)
    contacts(1, seniority="vp")
    assert work(now + timedelta(days=1), "test").done == 1
    assert list(vps.sizes.order_by("day").values_list("number", flat=True)) == [2, 3]
    vps.revise(DIRECTORS, now=now + timedelta(days=1))
    assert work(now + timedelta(days=1, minutes=2), "test").done == 1
    assert list(vps.sizes.order_by("day").values_list("number", flat=True)) == [2, 0]
    page = as_ada.get(url("segment", segment=vps.pk)).content.decode()
    assert "How many contacts were in Our VPs each day" in page
    assert "<polyline" in page


def test_strangers_find_no_segment_and_lookers_on_change_none(
    as_mallory: Client, as_vera: Client, vps: Segment, workspace: Workspace
) -> None:
    for name in ("segment", "segment_edit", "segment_people", "segment_deletion"):
        assert as_mallory.get(url(name, segment=vps.pk)).status_code == 404
        elsewhere = url(name, segment=vps.pk).replace("/acme/", "/elsewhere/")
        assert as_mallory.get(elsewhere).status_code == 404
    assert as_vera.get(url("segment", segment=vps.pk)).status_code == 200
    assert as_vera.get(url("segment_edit", segment=vps.pk)).status_code == 403
    assert as_vera.post(url("segment_deletion", segment=vps.pk)).status_code == 403


def posted(document: dict[str, Any]) -> dict[str, Any]:
    """Return criteria as the form posts them."""
    return {"criteria": json.dumps(document)}


def test_archiving_a_cohort_says_whose_criteria_ask_for_it(
    as_ada: Client, as_vera: Client, workspace: Workspace, ada: User, now: datetime
) -> None:
    cohort = a_cohort(workspace, ada, now=now, name="Dinner")
    asked = url("cohort_archive", cohort=cohort.pk)
    assert "ask in their criteria" not in as_ada.get(asked).content.decode()
    guests = {"format": 1, "all": [{"cohort": cohort.pk, "is": "in"}]}
    Segment.objects.open_for(workspace=workspace, name="Guests", criteria=guests, now=now)
    assert "Guests" in as_ada.get(asked).content.decode()
    assert as_vera.get(asked).status_code == 403
