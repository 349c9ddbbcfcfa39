"""What people have in common that others do not."""

from collections.abc import Callable, Iterable
from datetime import datetime

import pytest

from kindred.accounts.models import Workspace
from kindred.contacts.models import Contact, Skill, Tag
from kindred.criteria import common
from kindred.criteria.common import Common, in_common
from kindred.criteria.errors import FewOrManyPicked
from kindred.criteria.scope import Scope

Pool = Callable[..., list[Contact]]


def picked(people: Iterable[Contact], workspace: Workspace, now: datetime) -> list[Common]:
    chosen = Contact.objects.filter(pk__in=[one.pk for one in people])
    return in_common(chosen, Scope(workspace=workspace, now=now))


def knowing(people: Iterable[Contact], workspace: Workspace, *names: str) -> None:
    """Give people skills."""
    for name in names:
        skill, _made = Skill.objects.get_or_create(workspace=workspace, name=name, name_key=name.lower())
        for one in people:
            one.skills.add(skill)


def test_the_shortest_criteria_that_tell_people_from_the_pool_come_first(
    contacts: Pool, workspace: Workspace, now: datetime
) -> None:
    hired = contacts(10, city="Berlin", country="DE", department="engineering")
    likewise = contacts(3, city="Berlin", country="DE", department="engineering")
    berlin = contacts(30, city="Berlin", country="DE", department="engineering")
    elsewhere = contacts(30, city="Rome", country="IT", department="engineering")
    contacts(60, city="Rome", country="IT", department="sales")
    knowing([*hired[:9], *likewise, *elsewhere], workspace, "React")
    knowing([*hired, *likewise, *berlin, *elsewhere], workspace, "English")

    best = picked(hired, workspace, now)[0]
    fields = {part["field"]: part["value"] for part in best.document["all"]}
    assert fields in ({"skills": ["React"], "city": "Berlin"}, {"skills": ["React"], "country": "DE"})
    assert (best.covered, best.picked, best.others) == (9, 10, 3)
    assert best.coverage == 0.9
    assert best.lift > 20


def test_one_condition_is_enough_where_it_tells_all(contacts: Pool, workspace: Workspace, now: datetime) -> None:
    fans = contacts(8, seniority="vp", country="DE")
    contacts(40, seniority="vp", country="DE")
    tag = Tag.objects.named(workspace, "meetup")
    for one in fans:
        one.tags.add(tag)
    best = picked(fans, workspace, now)[0]
    assert best.document == {"format": 1, "all": [{"field": "tags", "is": "has_any", "value": ["meetup"]}]}
    assert (best.covered, best.others) == (8, 0)


def test_one_of_a_few_values_is_found_where_no_single_one_says_enough(
    contacts: Pool, workspace: Workspace, now: datetime
) -> None:
    people = [*contacts(5, seniority="vp"), *contacts(5, seniority="director")]
    contacts(50, seniority="lead")
    contacts(50, seniority="senior")
    (best, *_rest) = picked(people, workspace, now)
    (condition,) = best.document["all"]
    assert (condition["field"], condition["is"], sorted(condition["value"])) == ("seniority", "in", ["director", "vp"])
    assert (best.covered, best.others) == (10, 0)


def test_a_word_of_the_job_title_is_found_and_what_everybody_has_is_not(
    contacts: Pool, workspace: Workspace, now: datetime
) -> None:
    people = [
        *contacts(4, title="Head of Robotics", country="DE"),
        *contacts(3, title="Robotics engineer", country="DE"),
    ]
    contacts(60, title="Accountant", country="DE")
    found = picked(people, workspace, now)
    assert found[0].document["all"] == [{"field": "title", "is": "contains", "value": "robotics"}]
    assert all({"field": "country", "is": "is", "value": "DE"} not in one.document["all"] for one in found)


def test_people_who_have_nothing_in_common_are_told_so(contacts: Pool, workspace: Workspace, now: datetime) -> None:
    people = contacts(30, country="DE")
    assert picked(people[:6], workspace, now) == []


def test_a_large_pool_is_weighed_on_a_sample_and_counted_as_a_whole(
    contacts: Pool, workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(common, "SAMPLE", 60)
    monkeypatch.setattr(common, "DRAWS", 10)
    people = contacts(12, department="design", seniority="lead")
    contacts(200, department="sales", seniority="lead")
    contacts(5, department="design", seniority="lead")
    first, again = (picked(people, workspace, now) for _n in range(2))
    assert first == again
    assert first[0].document["all"] == [{"field": "department", "is": "is", "value": "design"}]
    assert (first[0].covered, first[0].others) == (12, 5)


def test_few_or_too_many_are_refused_and_strangers_count_for_nothing(
    contacts: Pool, workspace: Workspace, other_workspace: Workspace, now: datetime
) -> None:
    people = contacts(5, country="DE")
    with pytest.raises(FewOrManyPicked, match="from 5 to 500"):
        picked(people[:4], workspace, now)
    with pytest.raises(FewOrManyPicked):
        in_common(Contact.objects.of(other_workspace), Scope(workspace=other_workspace, now=now))
