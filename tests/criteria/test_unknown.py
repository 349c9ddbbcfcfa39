"""Unknown is not no: who is meant for certain, and who is to be verified first."""

from collections.abc import Callable
from datetime import datetime

import pytest

from kindred.accounts.models import Workspace
from kindred.contacts.models import Contact
from kindred.criteria.errors import InvalidCriteria
from kindred.criteria.language import as_text, explain, from_text, parse, say
from kindred.criteria.scope import Scope
from kindred.criteria.unknown import Verified

Pool = Callable[..., list[Contact]]


@pytest.mark.parametrize(
    ("text", "certain", "to_verify"),
    [
        ("seniority = vp", {"vp"}, {"blank"}),
        # Without being told to verify, a negation includes those of whom nothing is known.
        ("seniority != vp", {"lead"}, {"blank"}),
        ("not seniority = vp", {"lead"}, {"blank"}),
        ("seniority in (vp, lead)", {"vp", "lead"}, {"blank"}),
        ("seniority = vp or seniority is empty", {"vp", "blank"}, set()),
        ("seniority = vp and city = Rome", {"vp"}, {"blank"}),
        ("seniority = vp and city = Oslo", set(), set()),
        ("seniority = lead or city = Rome", {"vp", "lead", "blank"}, set()),
        # No tag is a fact; so is that nobody was written to yet.
        ("tags any (x)", set(), set()),
        ("last contacted in the last 9 days", set(), set()),
        ("skills any (react)", set(), {"vp", "lead", "blank"}),
        ("custom:score > 3", set(), {"vp", "lead", "blank"}),
    ],
)
def test_who_is_meant_for_certain_and_who_may_be(
    text: str, certain: set[str], to_verify: set[str], contacts: Pool, workspace: Workspace, now: datetime
) -> None:
    contacts(1, seniority="vp", first_name="vp", city="Rome")
    contacts(1, seniority="lead", first_name="lead", city="Rome")
    contacts(1, first_name="blank", city="Rome")
    criteria, scope = parse(from_text(f"verify unknown, {text}")), Scope(workspace=workspace, now=now)
    assert isinstance(criteria, Verified)
    pool = Contact.objects.of(workspace)
    assert set(pool.filter(criteria.where(scope)).values_list("first_name", flat=True)) == certain
    assert set(pool.filter(criteria.to_verify.where(scope)).values_list("first_name", flat=True)) == to_verify
    assert {one.first_name for one in pool if criteria.to_verify.holds(one, scope)} == to_verify
    assert {one.first_name for one in pool if explain(from_text(f"verify unknown, {text}"), one, now).holds} == certain


def test_it_is_said_written_and_refused_where_it_is_misspelt() -> None:
    document = {"format": 1, "all": [{"field": "seniority", "is": "is", "value": "vp"}], "unknown": "verify"}
    assert as_text(document) == "verify unknown, seniority = vp"
    assert parse(from_text(as_text(document))) == parse(document)
    assert say(document) == "Seniority is VP, for certain"
    assert parse(document | {"unknown": "no"}) == parse({"all": document["all"]})
    with pytest.raises(InvalidCriteria) as fault:
        parse(document | {"unknown": "verfy"})
    assert fault.value.problems == [("/unknown", "Say “no” or “verify”. Did you mean “verify”?")]
