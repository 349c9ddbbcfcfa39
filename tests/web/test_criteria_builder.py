"""What the builder asks the server: rows laid out, readings, texts, suggestions, facets."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from kindred.accounts.models import User, Workspace
from kindred.cohorts.models import Segment
from kindred.contacts.models import Contact, CustomField, Tag
from tests.web.cohort_pages import a_cohort, url

Contacts = Callable[..., list[Contact]]


def where(*parts: dict[str, Any], how: str = "all") -> dict[str, Any]:
    return {"format": 1, how: list(parts)}


def field(key: str, operator: str, *value: Any) -> dict[str, Any]:
    return {"field": key, "is": operator} | ({"value": value[0]} if value else {})


def laid_out(client: Client, document: dict[str, Any]) -> str:
    answer = client.post(url("criteria_tree"), {"document": json.dumps(document)})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("key", "operator", "words"),
    [
        ("emails", "contains", "contains"),
        ("company_size", "in", "is one of"),
        ("country", "is", "Germany"),
        ("business_region", "in", "Business region"),
        ("owner", "is", "Ada Lovelace"),
        ("custom:plan", "is", "Gold plan"),
        ("custom:met", "is_yes", "is yes"),
        ("salary_expectation", "at_least", 'type="number"'),
        ("communities", "has_any", "include any of"),
        ("last_contacted_at", "since", "90 days ago"),
    ],
)
def test_each_kind_of_field_can_be_asked_about(
    as_ada: Client, workspace: Workspace, key: str, operator: str, words: str
) -> None:
    options = [{"key": "gold", "label": "Gold plan"}]
    CustomField.objects.create(workspace=workspace, key="plan", label="Plan", kind="choice", options=options)
    CustomField.objects.create(workspace=workspace, key="met", label="Met", kind="yes_no")
    row = laid_out(as_ada, where(field(key, operator)))
    assert words in row
    assert f'value="{operator}" selected' in row


def test_a_row_whose_field_is_another_begins_with_what_one_mostly_asks_of_it(
    as_ada: Client, workspace: Workspace
) -> None:
    assert 'value="in" selected' in laid_out(as_ada, where({"field": "seniority"}))
    assert 'value="has_any" selected' in laid_out(as_ada, where({"field": "skills"}))
    assert 'value="within_days" selected' in laid_out(as_ada, where({"field": "last_contacted_at"}))
    # What was asked of the old comparison is kept as far as it fits.
    kept = laid_out(as_ada, where(field("title", "in", "react")))
    assert "&quot;value&quot;: [&quot;react&quot;]" in kept


def test_every_other_kind_of_condition_has_a_row(
    as_ada: Client, workspace: Workspace, ada: User, now: datetime
) -> None:
    Segment.objects.open_for(workspace=workspace, name="Our VPs", criteria=where({"words": "x"}), now=now)
    cohort = a_cohort(workspace, ada, now=now, name="Dinner")
    page = laid_out(
        as_ada,
        where(
            {"segment": "our-vps"},
            {"cohort": cohort.pk, "is": "in", "for_days": 30},
            {"words": "react berlin"},
            {"event": "message.replied", "is": "at_least", "times": 2, "within_days": 90},
            {"event": "message.sent", "is": "never", "since": "2026-01-01", "until": "2026-02-01"},
            {"within_km": 50, "of": {"latitude": 52.52, "longitude": 13.4}},
            {"none": [{"sample": 10}, field("custom:gone", "is_empty")]},
        ),
    )
    assert 'value="our-vps" selected' in page
    assert f'value="{cohort.pk}" selected' in page
    assert 'value="react berlin"' in page
    assert 'value="message.replied" selected' in page
    assert "message.sent never since 2026-01-01 until 2026-02-01" in page
    assert "within 50 km of" in page
    assert "sample 10%" in page
    assert "custom:gone is empty" in page
    assert 'value="none" selected' in page


def test_a_reading_says_counts_and_names_whom_criteria_mean(as_vera: Client, contacts: Contacts) -> None:
    contacts(3, department="marketing", seniority="vp", region="Europe")
    contacts(2, department="marketing", seniority="vp")
    document = where(
        field("department", "is", "marketing"),
        field("seniority", "in", ["vp", "director"]),
        field("region", "is", "Europe"),
    )
    answer = as_vera.post(url("criteria_reading"), {"document": json.dumps(document)}).json()
    assert answer["said"] == "Marketing VPs or directors in Europe"
    assert answer["text"] == "department = marketing and seniority in (vp, director) and region = Europe"
    assert "3 contacts" in " ".join(answer["count"].split())
    assert "Pat Person0001" in answer["count"]


def test_a_reading_of_what_is_unfinished_tells_what_is_missing_where(as_ada: Client, workspace: Workspace) -> None:
    document = where(field("title", "contains", "x"), {"any": [field("seniority", "in", [])]})
    answer = as_ada.post(url("criteria_reading"), {"document": json.dumps(document)}).json()
    assert answer["problems"] == [["/all/1/any/0/value", "Choose at least one value."]]
    assert "Complete the conditions" in answer["count"]
    assert as_ada.post(url("criteria_reading"), {"document": "["}).status_code == 400


def test_text_becomes_a_document_or_is_told_what_is_wrong_where(as_ada: Client, workspace: Workspace) -> None:
    meant = as_ada.post(url("criteria_text"), {"text": "seniority in (vp, director) and not replied"}).json()
    assert meant["document"]["all"][0] == field("seniority", "in", ["vp", "director"])
    (fault,) = as_ada.post(url("criteria_text"), {"text": "title = x and senority = vp"}).json()["faults"]
    assert fault["at"] == 14
    assert "Did you mean “seniority”?" in fault["message"]


def test_what_was_edited_as_text_is_saved_and_kept_where_it_cannot_be_read(
    as_ada: Client, workspace: Workspace
) -> None:
    refused = as_ada.post(url("segment_new"), {"name": "VPs", "criteria-text": "senority = vp"})
    assert refused.status_code == 422
    assert "Did you mean" in refused.content.decode()
    assert ">senority = vp</textarea>" in refused.content.decode()
    as_ada.post(url("segment_new"), {"name": "VPs", "criteria-text": "seniority = vp"})
    assert Segment.objects.get().criteria == where(field("seniority", "is", "vp"))


def test_values_are_suggested_with_how_many_have_each(
    as_ada: Client, workspace: Workspace, ada: User, contacts: Contacts
) -> None:
    people = [*contacts(3, seniority="vp", city="Berlin", kinds=1, owner=ada), *contacts(1, seniority="lead")]
    tag = Tag.objects.named(workspace, "meetup")
    for contact in people[:2]:
        contact.tags.add(tag)

    def suggested(key: str, q: str = "") -> list[tuple[str, str, str]]:
        found = as_ada.get(url("criteria_values"), {"field": key, "q": q}).json()
        return [(one["value"], one["label"], one["note"]) for one in found]

    assert suggested("seniority", "Vp") == [("vp", "VP", "3")]
    assert suggested("city") == [("Berlin", "Berlin", "3")]
    assert suggested("city", "mun") == []
    assert suggested("tags", "MEET") == [("meetup", "meetup", "2")]
    assert ("candidate", "Candidate", "3") in suggested("kinds")
    assert (str(ada.pk), "Ada Lovelace", "3") in suggested("owner")
    assert suggested("nothing") == suggested("created_at") == []


def test_conditions_are_suggested_for_what_is_typed(
    as_ada: Client, workspace: Workspace, ada: User, contacts: Contacts, now: datetime
) -> None:
    contacts(2, seniority="vp")
    Segment.objects.open_for(workspace=workspace, name="Our VPs", criteria=where({"words": "x"}), now=now)
    a_cohort(workspace, ada, now=now, name="VP dinner")

    def offered(q: str) -> dict[str, Any]:
        found = as_ada.get(url("criteria_conditions"), {"q": q}).json()
        return {one["label"]: one["part"] for one in found}

    typed = offered("vp")
    assert typed["Seniority: VP"] == field("seniority", "in", ["vp"])
    assert typed["Our VPs"] == {"segment": "our-vps"}
    assert typed["VP dinner"]["is"] == "in"
    assert offered("seniority = vp")["VPs"] == field("seniority", "is", "vp")
    assert offered("skill")["Skills"] == field("skills", "has_any", [])
    assert offered("clicked")["Link clicked"] == {"event": "message.clicked", "is": "happened"}
    everything = offered("")
    assert next(iter(everything)) == "Job title"
    assert everything["In a segment"] == {"segment": ""}


def test_facets_count_values_among_those_who_are_meant(
    as_ada: Client, workspace: Workspace, contacts: Contacts
) -> None:
    contacts(3, department="marketing", seniority="vp")
    contacts(2, department="sales", seniority="vp")
    contacts(4, department="finance")
    document = json.dumps(where(field("seniority", "is", "vp")))
    page = " ".join(as_ada.post(url("criteria_facets"), {"document": document}).content.decode().split())
    assert '<span>Marketing</span><span class="number">3</span>' in page
    assert '<span>Sales</span><span class="number">2</span>' in page
    assert "Finance" not in page
    unfinished = json.dumps(where(field("seniority", "in", [])))
    assert as_ada.post(url("criteria_facets"), {"document": unfinished}).status_code == 400


def test_the_builder_answers_only_about_the_own_workspace(as_mallory: Client, workspace: Workspace) -> None:
    for name in ("criteria_tree", "criteria_reading", "criteria_text", "criteria_facets"):
        assert as_mallory.post(url(name), {"document": "{}", "text": ""}).status_code == 404
    for name in ("criteria_values", "criteria_conditions"):
        assert as_mallory.get(url(name), {"field": "city"}).status_code == 404


def test_who_is_to_be_verified_first_stands_beside_the_result(as_ada: Client, contacts: Contacts) -> None:
    contacts(2, seniority="vp")
    contacts(3)
    document = where(field("seniority", "is", "vp")) | {"unknown": "verify"}
    counted = as_ada.post(url("criteria_reading"), {"document": json.dumps(document)}).json()["count"]
    assert "2 contacts" in counted
    assert "3 more to verify first" in counted
    assert 'value="verify" selected' in laid_out(as_ada, document)
    plain = as_ada.post(url("criteria_reading"), {"document": json.dumps(where(*document["all"]))}).json()["count"]
    assert "verify first" not in plain
