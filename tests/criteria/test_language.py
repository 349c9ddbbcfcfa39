"""The criteria language: what is refused and why, what is said aloud, what is meant by each operator."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from kindred.accounts.models import User, Workspace
from kindred.contacts.kinds import mask_of
from kindred.contacts.models import Company, Contact, ContactSkill, CustomField, Skill, Tag
from kindred.criteria import language
from kindred.criteria.errors import InvalidCriteria

Pool = Callable[..., list[Contact]]


def condition(field: str, operator: str, value: Any = None) -> dict[str, Any]:
    """A document with one condition."""
    return {"format": 1, "all": [{"field": field, "is": operator, **({} if value is None else {"value": value})}]}


@pytest.mark.parametrize(
    ("document", "path", "message"),
    [
        (None, "", "object"),
        ([], "", "object"),
        ({"format": 2, "all": []}, "/format", "format 1"),
        ({"every": []}, "", "begin with"),
        ({"all": [], "any": []}, "", "exactly one"),
        ({"any": []}, "/any", "empty"),
        ({"all": [{"any": []}]}, "/all/0/any", "empty"),
        ({"all": {}}, "/all", "list"),
        ({"all": ["x"]}, "/all/0", "condition or a group"),
        ({"all": [{"feild": "title"}]}, "/all/0", "exactly one"),
        (condition("senority", "is", "vp"), "/all/0/field", "Did you mean “seniority”?"),
        (condition("seniority", "conains", "vp"), "/all/0/is", "cannot be compared"),
        (condition("title", "contain", "x"), "/all/0/is", "Did you mean “contains”?"),
        (condition("seniority", "in", ["vp", "directer"]), "/all/0/value", "Did you mean “director”?"),
        (condition("seniority", "in", []), "/all/0/value", "at least one"),
        (condition("seniority", "is"), "/all/0/value", "Choose"),
        (condition("title", "contains", " "), "/all/0/value", "Enter a text"),
        (condition("title", "contains", "a\x00b"), "/all/0/value", "cannot be searched"),
        (condition("title", "contains", "\ud800"), "/all/0/value", "cannot be searched"),
        (condition("title", "contains", "x" * 201), "/all/0/value", "200"),
        (condition("title", "is_empty", "x"), "/all/0/value", "No value"),
        (condition("tags", "has_any", "vip"), "/all/0/value", "at least one"),
        (condition("created_at", "within_days", 0), "/all/0/value", "whole number"),
        (condition("created_at", "within_days", True), "/all/0/value", "whole number"),
        (condition("created_at", "before", "31.12.2026"), "/all/0/value", "year-month-day"),
        (condition("custom:score", "more_than", float("nan")), "/all/0/value", "number"),
        (condition("custom:", "is", "x"), "/all/0/field", "no field"),
        ({"all": [{"field": ["title"], "is": "is", "value": "x"}]}, "/all/0/field", "no field"),
        ({"all": [{"field": "title", "is": ["is"], "value": "x"}]}, "/all/0/is", "compared"),
        ({"all": [{"field": "title", "is": "is", "vallue": "x"}]}, "/all/0/vallue", "Did you mean “value”?"),
        ({"all": [{"event": "message.send", "is": "happened"}]}, "/all/0/event", "Did you mean “message.sent”?"),
        ({"all": [{"event": "message.sent", "is": "is"}]}, "/all/0/is", "happened"),
        ({"all": [{"event": "message.sent", "is": "never", "within_days": "9"}]}, "/all/0/within_days", "whole number"),
    ],
)
def test_a_document_that_cannot_be_read_says_what_is_wrong_where(document: Any, path: str, message: str) -> None:
    with pytest.raises(InvalidCriteria) as refusal:
        language.parse(document)
    assert [where for where, _words in refusal.value.problems].count(path)
    assert message in refusal.value.message


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(InvalidCriteria) as refusal:
        language.parse({"all": [{"field": "x", "is": "is"}, {"any": [{"event": "y", "is": "never"}]}]})
    assert [path for path, _words in refusal.value.problems] == ["/all/0/field", "/all/1/any/0/event"]


def test_documents_too_deep_or_too_long_are_refused() -> None:
    deep: dict[str, Any] = {"field": "title", "is": "is_empty"}
    for _level in range(7):
        deep = {"all": [deep]}
    with pytest.raises(InvalidCriteria, match="nested"):
        language.parse(deep)
    with pytest.raises(InvalidCriteria, match="at most 200"):
        language.parse({"all": [{"field": "title", "is": "is_empty"}] * 201})


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"format": 1, "all": []}, "everybody"),
        (condition("seniority", "in", ["vp", "c_level"]), "Seniority is one of VP or C-level"),
        (condition("title", "contains", "data"), "Job title contains “data”"),
        (condition("tags", "has_all", ["vip", "warm"]), "Tags include all of “vip” and “warm”"),
        (
            condition("last_contacted_at", "not_within_days", 90),
            "Last contacted is not in the last 90 days (or not known)",
        ),
        (condition("custom:score", "at_least", 7), "score is at least 7"),
        (condition("city", "is_empty"), "City is empty"),
        (
            {"all": [{"event": "message.sent", "is": "never", "within_days": 90}]},
            "“Message sent” has not happened in the last 90 days",
        ),
        (
            {
                "all": [
                    {"field": "country", "is": "is", "value": "DE"},
                    {
                        "any": [
                            {"field": "kinds", "is": "has_any", "value": ["lead"]},
                            {"none": [{"field": "city", "is": "is", "value": "Berlin"}]},
                        ]
                    },
                ]
            },
            "Country is “DE” and (Kinds include any of Lead or not (City is “Berlin”))",
        ),
    ],
)
def test_criteria_are_read_aloud(document: Any, words: str) -> None:
    assert language.say(document) == words


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (condition("custom:plan", "is", "gold"), "Plan is Gold plan"),
        (condition("custom:plan", "in", ["gold", "none"]), "Plan is one of Gold plan or “none”"),
        (condition("custom:met", "is_yes"), "Met in person is yes"),
        (condition("country", "in", ["DE", "AT"]), "Country is one of Germany or Austria"),
        (condition("company_size", "in", ["51-200"]), "Company size is one of 51–200"),
        (condition("business_region", "in", ["DACH"]), "Business region is one of DACH"),
        (condition("emails", "ends_with", "@acme.com"), "Any e-mail ends with “@acme.com”"),
        (condition("custom:gone", "is", "x"), "gone is “x”"),
    ],
)
def test_a_workspace_reads_them_in_its_own_names(workspace: Workspace, document: Any, words: str) -> None:
    options = [{"key": "gold", "label": "Gold plan"}]
    CustomField.objects.create(workspace=workspace, key="plan", label="Plan", kind="choice", options=options)
    CustomField.objects.create(workspace=workspace, key="met", label="Met in person", kind="yes_no")
    assert language.say(document, workspace=workspace) == words


def test_the_owner_is_named(workspace: Workspace, ada: User, other_workspace: Workspace, mallory: User) -> None:
    owned = condition("owner", "is", str(ada.pk))
    assert language.say(owned, workspace=workspace) == "Owner is Ada Lovelace"
    assert "Mallory" not in language.say(condition("owner", "is", str(mallory.pk)), workspace=workspace)
    with pytest.raises(InvalidCriteria, match="Choose a member"):
        language.parse(condition("owner", "is", "Ada"))


@pytest.fixture
def zoe(contacts: Pool, workspace: Workspace, now: datetime) -> Contact:
    """A contact with a value of every kind."""
    (zoe,) = contacts(
        1,
        first_name="Zoë",
        last_name="Ångström",
        title="Ärztin 100% [A*]",
        seniority="vp",
        country="SE",
        kinds=mask_of(["candidate", "lead"]),
        company=Company.objects.named(workspace, "Åhléns"),
        custom={"score": 7, "start": "2026-12-24", "nick": "ZÅ", "odd": None},
        created_at=now - timedelta(days=10),
    )
    zoe.events.create(workspace=workspace, kind="message.sent", at=now - timedelta(days=5))
    Contact.objects.of(workspace).add_tag(Tag.objects.named(workspace, "Straße"), at=now)
    ContactSkill.objects.create(contact=zoe, skill=Skill.objects.named(workspace, "Python"))
    contacts(1, first_name="", last_name="")
    return zoe


@pytest.mark.parametrize(
    ("field", "operator", "value"),
    [
        ("title", "is", "ärztin 100% [a*]"),
        ("title", "contains", "ÄRZT"),
        ("title", "contains", "0% ["),
        ("title", "starts_with", "ä"),
        ("title", "ends_with", "A*]"),
        ("title", "in", ["x", "ÄRZTIN 100% [A*]"]),
        ("title", "is_not_empty", None),
        ("last_name", "contains", "ångSTRÖM"),
        ("company_name", "is", "åhléns"),
        ("seniority", "is", "vp"),
        ("country", "in", ["NO", "SE"]),
        ("kinds", "has_all", ["candidate", "lead"]),
        ("kinds", "has_any", ["lead", "client"]),
        ("kinds", "is_not_empty", None),
        ("tags", "has_any", ["STRASSE"]),
        ("skills", "has_all", ["python"]),
        ("skills", "has_any", ["Python3", "cobol"]),
        ("skills", "is_not_empty", None),
        ("created_at", "within_days", 10),
        ("created_at", "before", "2026-10-24"),
        ("created_at", "on", "2026-10-23"),
        ("custom:score", "is", 7),
        ("custom:score", "more_than", 6.5),
        ("custom:start", "in_next_days", 60),
        ("custom:start", "on", "2026-12-24"),
        ("custom:nick", "is", "zå"),
        ("custom:odd", "is_not_empty", None),
    ],
)
def test_conditions_find_whom_they_mean(zoe: Contact, now: datetime, field: str, operator: str, value: Any) -> None:
    document = condition(field, operator, value)
    found = Contact.objects.filter(language.filter(document, workspace=zoe.workspace, now=now))
    assert list(found) == [zoe]
    assert [contact for contact in Contact.objects.all() if language.matches(document, contact, now)] == [zoe]


@pytest.mark.parametrize(
    ("field", "operator", "value"),
    [
        ("title", "is_not", "cto"),
        ("title", "not_contains", "x"),
        ("company_name", "is_not", "Acme"),
        ("company_name", "not_in", ["Acme"]),
        ("seniority", "is_not", "director"),
        ("seniority", "not_in", ["director"]),
        ("tags", "has_none", ["nobody has this"]),
        ("kinds", "has_none", ["referee"]),
        ("last_contacted_at", "not_within_days", 90),
        ("custom:score", "is_not", 8),
        ("custom:nick", "is_not", "x"),
        ("custom:start", "not_within_days", 5),
    ],
)
def test_is_not_includes_those_without_a_value(
    zoe: Contact, now: datetime, field: str, operator: str, value: Any
) -> None:
    document = condition(field, operator, value)
    pool = Contact.objects.of(zoe.workspace)
    assert pool.filter(language.filter(document, workspace=zoe.workspace, now=now)).count() == 2
    assert all(language.matches(document, contact, now) for contact in pool)


def test_what_happened_is_asked_of_the_timeline(zoe: Contact, workspace: Workspace, now: datetime) -> None:
    def found(**happening: Any) -> list[Contact]:
        asked = language.filter({"all": [happening]}, workspace=workspace, now=now)
        return list(Contact.objects.of(workspace).filter(asked))

    assert found(event="message.sent", **{"is": "happened"}) == [zoe]
    assert found(event="message.sent", within_days=5, **{"is": "happened"}) == [zoe]
    assert found(event="message.sent", within_days=4, **{"is": "happened"}) == []
    assert zoe not in found(event="message.sent", **{"is": "never"})
    assert zoe in found(event="message.sent", within_days=4, **{"is": "never"})


def test_words_of_another_workspace_are_not_meant(
    zoe: Contact, other_workspace: Workspace, workspace: Workspace, now: datetime
) -> None:
    document = condition("tags", "has_any", ["straße"])
    theirs = Contact.objects.filter(language.filter(document, workspace=other_workspace, now=now))
    assert not theirs.exists()
