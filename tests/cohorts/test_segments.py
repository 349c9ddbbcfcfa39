"""Segments: saved, versioned, referred to, never in a circle; and conditions on segments and cohorts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from kindred.accounts.models import User, Workspace
from kindred.cohorts.errors import CircularCriteria, SegmentInUse, SegmentNeedsName
from kindred.cohorts.models import Cohort, Segment
from kindred.contacts.models import Contact
from kindred.criteria import language
from kindred.criteria.loading import loaded

Pool = Callable[..., list[Contact]]


def vps(*more: dict[str, Any]) -> dict[str, Any]:
    return {"format": 1, "all": [{"field": "seniority", "is": "is", "value": "vp"}, *more]}


def into(*keys: str) -> dict[str, Any]:
    return {"format": 1, "all": [{"segment": key} for key in keys]}


def agreed(document: dict[str, Any], workspace: Workspace, now: datetime) -> set[int]:
    """Who meets criteria: to the database and in Python the same."""
    pool = Contact.objects.of(workspace)
    found = set(pool.filter(language.filter(document, workspace=workspace, now=now)).values_list("pk", flat=True))
    assert found == {one.pk for one in loaded(pool) if language.matches(document, one, now)}
    text = language.as_text(document, workspace=workspace)
    assert language.parse(language.from_text(text, workspace=workspace)) == language.parse(document)
    assert language.parse(language.from_text(language.as_text(document))) == language.parse(document)
    return found


@pytest.fixture
def open_segment(workspace: Workspace, ada: User, now: datetime) -> Callable[..., Segment]:
    def opened(name: str, criteria: dict[str, Any]) -> Segment:
        return Segment.objects.open_for(workspace=workspace, name=name, criteria=criteria, now=now, by=ada)

    return opened


def test_a_segment_is_live_and_found_by_its_key_for_ever(
    open_segment: Callable[..., Segment], contacts: Pool, workspace: Workspace, now: datetime
) -> None:
    segment = open_segment("Our VPs", vps())
    (ada_jr,) = contacts(1, seniority="vp")
    contacts(2)
    assert {one.pk for one in segment.contacts(now=now)} == agreed(into("our-vps"), workspace, now) == {ada_jr.pk}
    segment.rename("Vice presidents", now=now)
    assert agreed(into("our-vps"), workspace, now) == {ada_jr.pk}
    assert language.from_text("in segment Vice presidents", workspace=workspace) == into("our-vps")
    assert language.say(into("our-vps"), workspace=workspace) == "is in segment “Vice presidents”"
    assert agreed_there(into("nobody-has-this"), workspace, now) == set()
    outside = {"format": 1, "none": [{"segment": "our-vps"}]}
    assert len(agreed(outside, workspace, now)) == 2


def test_each_change_of_criteria_is_a_version(open_segment: Callable[..., Segment], ada: User, now: datetime) -> None:
    segment = open_segment("VPs", vps())
    segment.revise(vps({"field": "country", "is": "is", "value": "DE"}), now=now + timedelta(days=1), by=ada)
    assert list(segment.versions.order_by("number").values_list("number", "at", "by")) == [
        (1, now, ada.pk),
        (2, now + timedelta(days=1), ada.pk),
    ]
    with pytest.raises(language.InvalidCriteria):
        segment.revise({"all": [{"field": "senority", "is": "is", "value": "vp"}]}, now=now)
    segment.refresh_from_db()
    assert segment.version == 2


def test_names_are_had_once(open_segment: Callable[..., Segment], now: datetime) -> None:
    open_segment("VPs", vps())
    other = open_segment("V.P.s", vps())
    assert other.key == "vps-2"
    for name in ("vps", "  "):
        with pytest.raises(SegmentNeedsName):
            open_segment(name, vps())
        with pytest.raises(SegmentNeedsName):
            other.rename(name, now=now)


def test_a_circle_is_refused_and_shown(
    open_segment: Callable[..., Segment], workspace: Workspace, ada: User, now: datetime
) -> None:
    first = open_segment("First", vps())
    open_segment("Second", into("first"))
    third = open_segment("Third", into("second"))
    with pytest.raises(CircularCriteria, match="First → Third → Second → First"):
        first.revise(into("third"), now=now)
    with pytest.raises(CircularCriteria, match="Third → Third"):
        third.revise(into("third"), now=now)
    assert first.versions.count() == 1
    cohorts = [
        Cohort.objects.open_for(workspace=workspace, owner=ada, name=name, now=now, criteria={}) for name in ("A", "B")
    ]
    a, b = cohorts
    a.change(now=now, criteria={"none": [{"cohort": b.pk}]})
    b.change(now=now, criteria={"all": [{"segment": "first"}]})
    a.follow(now=now)
    with pytest.raises(CircularCriteria, match="First → A → B → First"):
        first.revise({"none": [{"cohort": a.pk}]}, now=now)
    Segment.objects.filter(pk=first.pk).update(criteria={"none": [{"cohort": a.pk}]})
    with pytest.raises(CircularCriteria, match="B → First → A → B"):
        b.follow(now=now)


def test_a_circle_that_is_there_all_the_same_ends(
    open_segment: Callable[..., Segment], contacts: Pool, workspace: Workspace, now: datetime
) -> None:
    contacts(1)
    open_segment("First", vps())
    open_segment("Second", into("first"))
    Segment.objects.filter(key="first").update(criteria=into("second"))
    assert agreed(into("second"), workspace, now) == set()


def test_what_others_refer_to_is_not_deleted(open_segment: Callable[..., Segment]) -> None:
    first = open_segment("First", vps())
    second = open_segment("Second", into("first"))
    with pytest.raises(SegmentInUse, match="Second refer to it"):
        first.discard()
    second.discard()
    first.discard()
    assert not Segment.objects.exists()


def test_cohorts_that_refer_to_a_segment_are_looked_over_when_it_is_revised(
    open_segment: Callable[..., Segment], workspace: Workspace, ada: User, now: datetime
) -> None:
    segment = open_segment("VPs", vps())
    cohort = Cohort.objects.open_for(workspace=workspace, owner=ada, name="A", now=now, criteria=into("vps"))
    cohort.publish(now=now)
    cohort.follow(now=now)
    Cohort.objects.update(looked_over_at=now)
    segment.revise(vps(), now=now)
    cohort.refresh_from_db()
    assert cohort.looked_over_at is None


def test_segments_of_others_are_not_meant(
    open_segment: Callable[..., Segment], other_workspace: Workspace, contacts: Pool, now: datetime
) -> None:
    open_segment("VPs", vps())
    Contact.objects.create(workspace=other_workspace, seniority="vp")
    assert agreed_there(into("vps"), other_workspace, now) == set()
    with pytest.raises(language.InvalidText, match="There is no segment “VPs”"):
        language.from_text("in segment VPs", workspace=other_workspace)


def agreed_there(document: dict[str, Any], workspace: Workspace, now: datetime) -> set[int]:
    found = Contact.objects.of(workspace).filter(language.filter(document, workspace=workspace, now=now))
    return set(found.values_list("pk", flat=True))


def test_belonging_to_a_cohort_can_be_asked(contacts: Pool, workspace: Workspace, ada: User, now: datetime) -> None:
    cohort = Cohort.objects.open_for(workspace=workspace, owner=ada, name="Berlin", now=now)
    old, new, gone, never = (contacts(1)[0].pk for _n in range(4))
    for days, pk in ((40, old), (2, new), (60, gone)):
        cohort.add(Contact.objects.filter(pk=pk), cause="hand", at=now - timedelta(days=days))
    cohort.remove(Contact.objects.filter(pk=gone), at=now - timedelta(days=1))

    def asked(text: str) -> set[int]:
        return agreed(language.from_text(text, workspace=workspace), workspace, now)

    assert asked("in cohort Berlin") == {old, new}
    assert asked(f"not in cohort {cohort.pk}") == {gone, never}
    assert asked('was in cohort "berlin"') == {old, new, gone}
    assert asked("in cohort Berlin for 30 days") == {old}
    assert asked("was in cohort Berlin and not in cohort Berlin") == {gone}
    document = language.from_text("in cohort Berlin for 30 days", workspace=workspace)
    assert language.say(document, workspace=workspace) == "has been in cohort “Berlin” for 30 days or longer"
    seen = language.explain(document, Contact.objects.get(pk=gone), now)
    assert seen.parts[0].seen == "in it from 2026-09-03 to 2026-11-01"
    with pytest.raises(language.InvalidText, match="no cohort “Bern”"):
        asked("in cohort Bern")
    Cohort.objects.open_for(workspace=workspace, owner=ada, name="Berlin", now=now)
    with pytest.raises(language.InvalidText, match="Several cohorts"):
        asked("in cohort Berlin")
    assert language.as_text(document, workspace=workspace) == f"in cohort {cohort.pk} for 30 days"


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ({"segment": 5}, "/all/0/segment"),
        ({"segment": ""}, "/all/0/segment"),
        ({"cohort": "Berlin"}, "/all/0/cohort"),
        ({"cohort": 1, "is": "out"}, "/all/0/is"),
        ({"cohort": 1, "for_days": 0}, "/all/0/for_days"),
        ({"cohort": 1, "is": "ever_in", "for_days": 1}, "/all/0/for_days"),
        ({"enrollment": "lost", "of": {"cohort": 1}}, "/all/0/enrollment"),
        ({"enrollment": "active"}, "/all/0/of"),
        ({"enrollment": "active", "of": {"cohort": "x"}}, "/all/0/of/cohort"),
        ({"enrollment": "at_step", "of": {"cohort": 1}}, "/all/0/step"),
        ({"enrollment": "active", "of": {"cohort": 1}, "step": "new"}, "/all/0/step"),
        ({"enrollment": "active", "of": {"cohort": 1}, "for_days": 1}, "/all/0/for_days"),
    ],
)
def test_what_cannot_be_read_says_so(part: dict[str, Any], path: str) -> None:
    with pytest.raises(language.InvalidCriteria) as refusal:
        language.parse({"all": [part]})
    assert [where for where, _words in refusal.value.problems] == [path]
