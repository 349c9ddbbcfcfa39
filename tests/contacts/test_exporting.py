"""What is exported can be imported again and loses nothing; no spreadsheet runs any of it."""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile

from kindred.accounts.models import User, Workspace
from kindred.contacts.cleaning.formula import guarded
from kindred.contacts.exporting import columns, rows, write
from kindred.contacts.formats.registry import FORMATS
from kindred.contacts.importing.work import work
from kindred.contacts.models import Contact, CustomField, Import

Pool = Callable[..., list[Contact]]

VALUES: dict[str, Any] = {
    "first_name": "=Ada",
    "last_name": 'O\'Hara; "the\nCountess"',
    "prefix": "Dr.",
    "suffix": "PhD",
    "preferred_name": "Adele",
    "emails": [
        {"value": "ada@acme.example", "type": "work", "state": "verified"},
        {"value": "ada@home.example", "type": "personal", "state": "risky"},
        {"value": "ada@other.example"},
    ],
    "phones": [
        {"value": "+4930901820", "type": "work", "state": "invalid"},
        {"value": "+4915123456789", "type": "mobile"},
    ],
    "links": ["https://example.org/ada", "https://github.com/ada"],
    "title": "-Lead, @Data",
    "department": "data",
    "seniority": "vp",
    "company_name": "+Engines & Co",
    "decision_role": "champion",
    "location": "Straße 1, Köln",
    "city": "Köln",
    "region": "NRW",
    "country": "DE",
    "timezone": "Europe/Berlin",
    "language": "pt-BR",
    "latitude": "50.9375",
    "longitude": "-6.9603",
    "preferred_channel": "phone",
    "best_time": "morning",
    "work_mode": "remote",
    "relocation": "maybe",
    "salary_expectation": "85000",
    "salary_currency": "EUR",
    "source_detail": "Stand 7",
    "candidate_state": "active",
    "lifecycle_stage": "mql",
    "source": "Fair",
    "kinds": ["lead", "client"],
    "tags": ["vip", "Köln"],
    "skills": ["C++", "React"],
    "communities": ["Ladies that UX", "PyLadies"],
    "topics": ["Compilers"],
    "custom:score": "7.5",
    "custom:start": "2026-12-24",
    "custom:plan": "gold",
    "custom:wants": ["tea", "coffee"],
    "custom:met": False,
    "custom:page": "https://example.org/x",
}


def _fields(workspace: Workspace) -> None:
    CustomField.objects.create(workspace=workspace, key="score", label="How we rate them", kind="number")
    CustomField.objects.create(workspace=workspace, key="start", label="Start", kind="date")
    plans = [{"key": "gold", "label": "Gold plan"}, {"key": "none", "label": "No plan"}]
    CustomField.objects.create(workspace=workspace, key="plan", label="Plan", kind="choice", options=plans)
    drinks = [{"key": "coffee", "label": "Coffee"}, {"key": "tea", "label": "Tea"}, {"key": "none", "label": "None"}]
    CustomField.objects.create(workspace=workspace, key="wants", label="Wants", kind="choices", options=drinks)
    CustomField.objects.create(workspace=workspace, key="met", label="Met", kind="yes_no")
    CustomField.objects.create(workspace=workspace, key="page", label="Page", kind="url")


@pytest.mark.parametrize("ending", FORMATS)
def test_what_is_exported_can_be_imported_again(
    workspace: Workspace, other_workspace: Workspace, now: datetime, ending: str
) -> None:
    _fields(workspace)
    _fields(other_workspace)
    Contact.objects.create_one(workspace=workspace, values=VALUES, now=now)
    file = io.BytesIO()
    write(Contact.objects.all(), workspace=workspace, format=FORMATS[ending], file=file)
    content = ContentFile(file.getvalue())
    sheet = Import.objects.upload(workspace=other_workspace, file=content, filename=f"all.{ending}", by=None, now=now)
    sheet.start(mapping=sheet.mapping, defaults={}, now=now)
    work(now, "test")
    sheet.refresh_from_db()
    assert (sheet.status, sheet.created, sheet.rejected) == ("done", 1, 0)
    there, here = (_all_of(Contact.objects.get(workspace=place)) for place in (workspace, other_workspace))
    assert here == there
    assert here["custom"] == {
        "score": 7.5,
        "start": "2026-12-24",
        "plan": "gold",
        "wants": ["coffee", "tea"],
        "met": False,
        "page": "https://example.org/x",
    }


def test_a_member_is_written_by_address_and_read_again(
    workspace: Workspace, ada: User, bob: User, now: datetime
) -> None:
    CustomField.objects.create(workspace=workspace, key="coach", label="Coach", kind="person")
    values = {"name": "Grace", "email": "grace@x.example", "owner": ada, "custom:coach": "Bob Kahn"}
    grace = Contact.objects.create_one(workspace=workspace, values=values, now=now)
    assert grace.custom == {"coach": str(bob.pk)}
    row = dict(zip(columns(workspace), next(rows(Contact.objects.all(), workspace=workspace)), strict=True))
    assert (row["owner"], row["coach"]) == ("ada@acme.example", "bob@acme.example")
    file = "email,owner,coach\ngrace@x.example,Bob Kahn,ADA@acme.example\nx@x.example,nobody@x.example,"
    sheet = Import.objects.upload(
        workspace=workspace, file=ContentFile(file.encode()), filename="x.csv", by=None, now=now
    )
    sheet.start(mapping=sheet.mapping, defaults={}, now=now)
    work(now, "test")
    grace.refresh_from_db()
    assert (grace.owner, grace.custom) == (bob, {"coach": str(ada.pk)})
    assert "not a member of the workspace" in sheet.rejected_rows.get().reason


def _all_of(contact: Contact) -> dict[str, Any]:
    names = [field.name for field in Contact._meta.local_concrete_fields]
    # Whether a value was read or given is not in the file: what stands in a file is given.
    left_out = {"id", "workspace", "company", "created_at", "updated_at", "derived"}
    left_out |= {"email_checked_at", "phone_checked_at"}
    hanging = {
        "company": str(contact.company),
        "tags": {tag.name for tag in contact.tags.all()},
        **{key: {word.name for word in getattr(contact, key).all()} for key in ("skills", "communities", "topics")},
        "points": set(contact.points.values_list("medium", "value", "type", "state")),
        "checked": [bool(moment) for moment in (contact.email_checked_at, contact.phone_checked_at)],
    }
    return {name: getattr(contact, name) for name in names if name not in left_out} | hanging


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "\tx", "\rx", "+cmd", "-cmd|x"])
def test_what_a_spreadsheet_would_run_is_made_harmless(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Ada", "+49 30 901820", "-7.5", "", 7, None])
def test_what_it_would_not_run_stays_as_it_is(cell: object) -> None:
    assert guarded(cell) == cell


def test_contacts_come_in_the_order_of_their_ids_whatever_their_number(
    contacts: Pool, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kindred.contacts.exporting.BATCH", 2)
    made = contacts(5)
    place = columns(workspace).index("email")
    written = [row[place] for row in rows(Contact.objects.order_by("-pk"), workspace=workspace)]
    assert written == [contact.email for contact in made]
