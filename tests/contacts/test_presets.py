"""Exports of other systems, with the headers they have and rows that are invented: recognised, and read whole."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from kindred.accounts.models import Workspace
from kindred.contacts.importing.work import work
from kindred.contacts.models import Contact, Import
from kindred.contacts.presets.registry import PRESETS

pytestmark = pytest.mark.django_db
EXPORTS = Path(__file__).parent / "exports"
Take = Callable[[str], Import]


@pytest.fixture
def take(workspace: Workspace, now: datetime) -> Take:
    """A way to import an export as its columns are matched by themselves."""

    def taken(name: str) -> Import:
        content = ContentFile((EXPORTS / name).read_bytes())
        sheet = Import.objects.upload(workspace=workspace, file=content, filename=name, by=None, now=now)
        sheet.start(mapping=sheet.mapping, defaults={}, now=now)
        work(now, "test")
        sheet.refresh_from_db()
        assert (sheet.status, sheet.error, sheet.rejected) == ("done", "", 0)
        return sheet

    return taken


def told(contact: Contact) -> dict[str, Any]:
    """What there is of somebody, without what there is not, and without what is read from it."""
    plain = ("first_name", "last_name", "name", "prefix", "email", "phone", "title", "location", "city", "state", "country", "link", "source", "lifecycle_stage", "seniority")  # fmt: skip
    found: dict[str, Any] = {key: value for key in plain if (value := getattr(contact, key))}
    found["company"] = str(contact.company or "")
    found["tags"] = sorted(contact.tags.values_list("name", flat=True))
    found["points"] = sorted(contact.points.values_list("value", flat=True))
    found["ids"] = list(contact.external_ids.values_list("system", "value"))
    return found


IDA: dict[str, Any] = {
    "first_name": "Ida", "last_name": "Berg", "name": "Ida Berg", "email": "ida@berg.example",
    "title": "VP of Engineering", "seniority": "vp", "company": "Berg AB", "tags": [], "points": [], "ids": [],
}  # fmt: skip
SWEDISH = {"phone": "+46812345600"}
STOCKHOLM = {"city": "Stockholm", "state": "Stockholm County", "country": "SE"}
BOSTON = {"phone": "+16175550142", "city": "Boston", "country": "US"}
PAGE = {"link": "https://www.linkedin.com/in/ida-berg"}
HOME = "ida@home.example"
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "linkedin.csv": ("linkedin", PAGE | {"email": None}),
    "hubspot.csv": (
        "hubspot",
        {
            "phone": "+4930901820", "city": "Berlin", "state": "Berlin", "country": "DE", "lifecycle_stage": "mql",
            "source": "Organic Search", "ids": [("hubspot", "10551")],
        },
    ),
    "salesforce.csv": (
        "salesforce",
        BOSTON | {"state": "MA", "source": "Web", "points": ["+16175550143"], "ids": [("salesforce", "0035e00000abcDE")]},
    ),
    "salesforce-data-loader.csv": (
        "salesforce",
        BOSTON
        | {"state": "MA", "source": "Web", "points": ["+16175550143"], "ids": [("salesforce", "0035e00000abcDEAAY")]}
        | {"company": ""},
    ),
    "greenhouse.csv": (
        "greenhouse",
        SWEDISH
        | {"source": "Referral", "tags": ["nordic", "remote"], "points": [HOME], "ids": [("greenhouse", "48120001")]},
    ),
    "lever.csv": (
        "lever",
        {
            **SWEDISH, **STOCKHOLM, **PAGE, "location": "Stockholm, Sweden", "company": "", "source": "LinkedIn",
            "tags": ["nordic", "remote"], "points": ["https://github.com/idaberg"],
            "ids": [("lever", "7c5f3d2e-1111-4a4a-9b9b-000000000001")],
        },
    ),
    "gem.csv": (
        "gem",
        {
            **SWEDISH, **STOCKHOLM, **PAGE, "location": "Stockholm, Sweden", "source": "Gem extension",
            "tags": ["CTO search", "nordic", "remote"], "points": ["https://github.com/idaberg", HOME],
            "ids": [("gem", "https://www.gem.com/candidate/abc1")],
        },
    ),
    "apollo.csv": (
        "apollo",
        BOSTON
        | {"state": "Massachusetts", "link": "http://www.linkedin.com/in/ida-berg", "tags": ["Boston CTOs"]}
        | {"ids": [("apollo", "66f0c1")]},
    ),
    "google.csv": ("google", SWEDISH | STOCKHOLM | PAGE | {"tags": ["Nordic"], "points": [HOME]}),
    "google-before-2024.csv": ("google", SWEDISH | {"tags": ["Nordic"], "points": [HOME]}),
    "outlook.csv": (
        "outlook",
        SWEDISH | STOCKHOLM | PAGE | {"tags": ["Nordic", "Remote"], "points": ["+46701234567", HOME]},
    ),
    "vcard.vcf": (
        "vcard",
        {
            **STOCKHOLM, **PAGE, "phone": "+46701234567", "tags": ["Nordic", "Remote"], "points": [HOME],
            "ids": [("vcard", "9B1C2D3E-0001:ABPerson")],
        },
    ),
    "generic.csv": ("generic", STOCKHOLM | {"location": "Stockholm"}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_an_export_is_recognised_and_read_whole(take: Take, name: str) -> None:
    preset, expected = CASES[name]
    sheet = take(name)
    assert sheet.preset == preset
    ida = Contact.objects.get(first_name="Ida")
    assert told(ida) == {key: value for key, value in (IDA | expected).items() if value is not None and value != ""} | {
        "company": expected.get("company", "Berg AB")
    }
    assert Contact.objects.count() == sheet.created == sheet.total


def test_there_is_an_export_of_each_system() -> None:
    assert {preset for preset, _expected in CASES.values()} == set(PRESETS)
    assert {path.name for path in EXPORTS.iterdir()} == set(CASES)
