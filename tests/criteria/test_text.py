"""Criteria as text: read, written, and the same document again; what cannot be read is said with its place."""

from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings

from kindred.accounts.models import Workspace
from kindred.contacts.models import CustomField
from kindred.criteria import language
from kindred.criteria.operators import FAMILIES
from kindred.criteria.phrases import PHRASES
from tests.criteria.strategies import documents


@settings(max_examples=800, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=documents())
@example(document={"format": 1, "all": []})
@example(document={"format": 1, "all": [], "top": {"count": 3, "by": "created_at"}})
@example(document={"format": 1, "none": [{"any": [{"field": "city", "is": "is_empty"}] * 2}]})
@example(document={"format": 1, "all": [{"field": "custom:odd key \"'", "is": "is", "value": "7"}]})
@example(document={"format": 1, "all": [{"field": "title", "is": "in", "value": ["and", "a\\b", "in", "7", "C++"]}]})
@example(document={"format": 1, "all": [{"field": "country", "is": "not_in", "value": ["DE", "IN", "NO"]}]})
def test_a_document_written_as_text_is_read_as_the_same_document(document: dict[str, Any]) -> None:
    text = language.as_text(document)
    assert language.parse(language.from_text(text)) == language.parse(document), text
    assert language.as_text(language.from_text(text)) == text


def test_every_operator_has_a_phrase() -> None:
    assert {key for family in FAMILIES.values() for key in family} <= set(PHRASES)


def field(key: str, operator: str, value: Any = None) -> dict[str, Any]:
    return {"field": key, "is": operator} if value is None else {"field": key, "is": operator, "value": value}


@pytest.mark.parametrize(
    ("text", "document"),
    [
        (
            "department = marketing and seniority in (vp, director) and region = europe and skill any (react, node.js)",
            {
                "all": [
                    field("department", "is", "marketing"),
                    field("seniority", "in", ["vp", "director"]),
                    field("region", "is", "europe"),
                    field("skills", "has_any", ["react", "node.js"]),
                ]
            },
        ),
        ("title.verified before 1 year ago", {"all": [field("title.verified", "before", "1 year ago")]}),
        ("email.verified not in the last 90 days", {"all": [field("email.verified", "not_within_days", 90)]}),
        ("last contacted before 90 days ago", {"all": [field("last_contacted_at", "before", "90 days ago")]}),
        ("created >= 2026-01-31", {"all": [field("created_at", "since", "2026-01-31")]}),
        ("created in the last 2 weeks", {"all": [field("created_at", "within_days", 14)]}),
        ("Seniority is VP", {"all": [field("seniority", "is", "vp")]}),
        ("seniority != 'C-level'", {"all": [field("seniority", "is_not", "c_level")]}),
        ("country in (Germany, UK, fr)", {"all": [field("country", "in", ["DE", "GB", "FR"])]}),
        ("company contains acme inc", {"all": [field("company_name", "contains", "acme inc")]}),
        ("stage = MQL or stage is empty", {"any": [field("lifecycle_stage", "is", "mql"), field("lifecycle_stage", "is_empty")]}),
        ("tag = vip and tag none (cold)", {"all": [field("tags", "has_any", ["vip"]), field("tags", "has_none", ["cold"])]}),
        ("not city = “New York”", {"none": [field("city", "is", "New York")]}),
        ("not (city = a or city = b)", {"none": [field("city", "is", "a"), field("city", "is", "b")]}),
        ("not (city = a and city = b)", {"none": [{"all": [field("city", "is", "a"), field("city", "is", "b")]}]}),
        (
            "city = a and (city = b or not city = c)",
            {
                "all": [
                    field("city", "is", "a"),
                    {"any": [field("city", "is", "b"), {"none": [field("city", "is", "c")]}]},
                ]
            },
        ),
        ("any of (city = a, city = b)", {"any": [field("city", "is", "a"), field("city", "is", "b")]}),
        ("custom:score > 6.5", {"all": [field("custom:score", "more_than", 6.5)]}),
        ('custom:score = "7"', {"all": [field("custom:score", "is", "7")]}),
        ("custom:birthday anniversary in the next 7 days", {"all": [field("custom:birthday", "anniversary_in_next_days", 7)]}),
        ("replied", {"all": [{"event": "message.replied", "is": "happened"}]}),
        ("never clicked in the last 90 days", {"all": [{"event": "message.clicked", "is": "never", "within_days": 90}]}),
        (
            "opened at least 3 times between 2026-01-01 and 2026-02-01",
            {
                "all": [
                    {"event": "message.opened", "is": "at_least", "times": 3, "since": "2026-01-01", "until": "2026-02-01"}
                ]
            },
        ),
        ("message.sent at most twice before today", {"all": [{"event": "message.sent", "is": "at_most", "times": 2, "before": "today"}]}),
        ("sample 10%", {"all": [{"sample": 10}]}),
        ("within 50 km of (52.52, 13.4)", {"all": [{"within_km": 50, "of": {"latitude": 52.52, "longitude": 13.4}}]}),
        ('words "react berlin"', {"all": [{"words": "react berlin"}]}),
        ("basis allows marketing", {"all": [field("basis", "allows_any", ["marketing"])]}),
        ("custom:newsletter is yes", {"all": [field("custom:newsletter", "is_yes")]}),
        ("everybody", {"all": []}),
        ("", {"all": []}),
        (
            "kind = candidate top 100 by highest salary expectation",
            {"all": [field("kinds", "has_any", ["candidate"])], "top": {"count": 100, "by": "salary_expectation"}},
        ),
    ],
)  # fmt: skip
def test_text_means_a_document(text: str, document: dict[str, Any]) -> None:
    assert language.from_text(text) == {"format": 1, **document}


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("senority = vp", 0, "There is no field “senority”. Did you mean “seniority”?"),
        ("city = a and senority = vp", 13, "Did you mean “seniority”?"),
        ("seniority in (vp, directer)", 13, "Did you mean “director”?"),
        ("seniority", 9, "a comparison is expected, but the text ends"),
        ("seniority contians vp", 10, "Did you mean “contains”?"),
        ("seniority contains vp", 10, "cannot be compared in this way"),
        ("city = a city = b", 14, "Here “and”, “or” or the end is expected, not “=”"),
        ("city = ", 7, "a value is expected, but the text ends"),
        ("city = a and", 12, "a condition is expected, but the text ends"),
        ("(city = a", 9, "Here “)” is expected, but the text ends"),
        ("city = a)", 8, "not “)”"),
        ("city in (a b, )", 14, "a value is expected, not “)”"),
        ('city = "a', 7, "not closed"),
        ("created before soonish", 15, "Here a day is expected"),
        ("created before 2026-13-01", 15, "Here a day is expected"),
        ("created in the last 3 months", 22, "Say it in days or weeks"),
        ("created in the last few days", 20, "a number is expected, not “few”"),
        ("created in the last 0 days", 20, "whole number of days"),
        ("replied at least 0 times", 17, "whole number of times"),
        ("never nothing", 6, "Here an event is expected, not “nothing”"),
        ("mesage.sent never", 0, "Did you mean “message.sent”?"),
        ("sample 0%", 7, "above 0 and below 100"),
        ("sample many", 7, "a percentage is expected"),
        ("within 50 km of (120, 13)", 17, "from -90 to 90"),
        ("basis allows marketin", 13, "Did you mean “marketing”?"),
        ("city = a top 0 by created", 13, "whole number from 1"),
        ("city = a top 5 by city", 18, "cannot be put in order"),
        ("(" * 50 + "city = a", 40, "nested"),
        ("not (" * 10 + "city = a" + ")" * 10, 0, "nested 6 deep"),
        ("x" * 50_001, 50_000, "Shorten"),
        ("country = Italia and city = a and country = Nowhereland", 44, "not a country we know"),
    ],
)  # fmt: skip
def test_text_that_cannot_be_read_says_what_is_wrong_where(text: str, at: int, message: str) -> None:
    with pytest.raises(language.InvalidText) as refusal:
        language.from_text(text)
    assert message in str(refusal.value)
    if at:
        assert [place for place, _message in refusal.value.faults].count(at), refusal.value.faults


def test_a_workspace_lends_the_names_of_its_own_fields(workspace: Workspace, other_workspace: Workspace) -> None:
    CustomField.objects.create(workspace=workspace, key="lead-score", label="Lead Score", kind="number")
    document = {"format": 1, "all": [field("custom:lead-score", "at_least", 7)]}
    assert language.from_text("lead score >= 7", workspace=workspace) == document
    assert language.from_text('"Lead Score" at least 7', workspace=workspace) == document
    assert language.say(document, workspace=workspace) == "Lead Score is at least 7"
    with pytest.raises(language.InvalidText, match="no field"):
        language.from_text("lead score >= 7", workspace=other_workspace)
