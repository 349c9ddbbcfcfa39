"""What is exported can be imported again and loses nothing; no spreadsheet runs any of it."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile

from kindred.accounts.models import Workspace
from kindred.contacts.exporting import columns, harmless, rows
from kindred.contacts.importing.work import work
from kindred.contacts.models import Contact, CustomField, Import

Pool = Callable[..., list[Contact]]

VALUES: dict[str, Any] = {
    "first_name": "=Ada",
    "last_name": 'O\'Hara; "the\nCountess"',
    "email": "ada@acme.example",
    "phone": "+4930901820",
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
    "link": "https://example.org/ada",
    "candidate_state": "active",
    "lifecycle_stage": "mql",
    "source": "Fair",
    "kinds": ["lead", "client"],
    "tags": ["vip", "Köln"],
    "skills": ["C++", "React"],
    "custom:score": "7.5",
    "custom:start": "2026-12-24",
}


def _fields(workspace: Workspace) -> None:
    CustomField.objects.create(workspace=workspace, key="score", label="How we rate them", kind="number")
    CustomField.objects.create(workspace=workspace, key="start", label="Start", kind="date")


def test_what_is_exported_can_be_imported_again(
    workspace: Workspace, other_workspace: Workspace, now: datetime
) -> None:
    _fields(workspace)
    _fields(other_workspace)
    Contact.objects.create_one(workspace=workspace, values=VALUES, now=now)
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(columns(workspace))
    writer.writerows([harmless(cell) for cell in row] for row in rows(Contact.objects.all(), workspace=workspace))
    content = ContentFile(file.getvalue().encode())
    sheet = Import.objects.upload(workspace=other_workspace, file=content, filename="all.csv", by=None, now=now)
    sheet.start(mapping=sheet.mapping, defaults={}, now=now)
    work(now, "test")
    sheet.refresh_from_db()
    assert (sheet.status, sheet.created, sheet.rejected) == ("done", 1, 0)
    there, here = (_all_of(Contact.objects.get(workspace=place)) for place in (workspace, other_workspace))
    assert here == there


def _all_of(contact: Contact) -> dict[str, Any]:
    names = [field.name for field in Contact._meta.local_concrete_fields]
    left_out = {"id", "workspace", "company", "created_at", "updated_at"}
    hanging = {
        "company": str(contact.company),
        "tags": {tag.name for tag in contact.tags.all()},
        "skills": {skill.name for skill in contact.skills.all()},
    }
    return {name: getattr(contact, name) for name in names if name not in left_out} | hanging


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "\tx", "\rx", "+cmd", "-cmd|x"])
def test_what_a_spreadsheet_would_run_is_made_harmless(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Ada", "+49 30 901820", "-7.5", "", 7, None])
def test_what_it_would_not_run_stays_as_it_is(cell: object) -> None:
    assert harmless(cell) == cell


def test_contacts_come_in_the_order_of_their_ids_whatever_their_number(
    contacts: Pool, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kindred.contacts.exporting.BATCH", 2)
    made = contacts(5)
    place = columns(workspace).index("email")
    written = [row[place] for row in rows(Contact.objects.order_by("-pk"), workspace=workspace)]
    assert written == [contact.email for contact in made]
