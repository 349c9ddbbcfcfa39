"""The pages of an import: upload, columns, progress, result."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import kindred
from kindred.contacts.importing.work import work
from kindred.contacts.models import Contact, CustomField, Import

SAMPLE = Path(kindred.__file__).parent / "web/static/samples/contacts.csv"
URL = "/w/acme/contacts/imports/"
PEOPLE = "Name,Mail,Notice\nIda Berg,ida@berg.example,3\nBo Lund,not-an-address,4\n,,\n=1+1,evil@x.example,5\n"

Upload = Callable[..., Import]


@pytest.fixture
def upload(as_bob: Client) -> Upload:
    """A way for Bob to upload a spreadsheet."""

    def send(text: str | bytes = PEOPLE, name: str = "people.csv") -> Import:
        content = text.encode() if isinstance(text, str) else text
        answer = as_bob.post(f"{URL}new/", {"file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 302
        return Import.objects.latest("pk")

    return send


def start(client: Client, spreadsheet: Import, **changes: object) -> int:
    mapping = {f"column-{position}": target for position, target in spreadsheet.mapping.items()}
    return client.post(f"{URL}{spreadsheet.pk}/start/", mapping | changes).status_code


def test_the_sample_comes_in_whole(as_bob: Client, upload: Upload, now: datetime) -> None:
    spreadsheet = upload(SAMPLE.read_bytes(), "contacts.csv")
    page = as_bob.get(f"{URL}{spreadsheet.pk}/").content.decode()
    assert page.index("<span>Amara</span>") < page.index("<span>Jonas</span>") < page.index("<span>Camille</span>")
    assert start(as_bob, spreadsheet, policy="overwrite", tag=["sample"]) == 302
    assert "Counting the rows" in as_bob.get(f"{URL}{spreadsheet.pk}/").content.decode()
    work(now, "tester")
    assert Contact.objects.filter(tags__name="sample").count() == 40
    page = as_bob.get(f"{URL}{spreadsheet.pk}/").content.decode()
    assert "The import is done." in page
    assert "?tag=sample" in page
    assert "Rows that were not taken" not in page
    assert "contacts.csv" in as_bob.get(URL).content.decode()


def test_columns_are_guessed_and_can_be_put_right(as_bob: Client, upload: Upload) -> None:
    spreadsheet = upload()
    page = as_bob.get(f"{URL}{spreadsheet.pk}/").content.decode()
    assert '<option value="name" selected>' in page
    assert '<option value="email" selected>' in page
    chosen = {"column-0": "", "column-1": "email", "column-2": "new:number", "new-2": "Notice"}
    preview = as_bob.post(f"{URL}{spreadsheet.pk}/preview/", chosen).content.decode()
    assert "Full name" not in preview
    assert "Notice" in preview
    assert "is not an e-mail address" in preview


def test_a_new_field_is_made_and_filled(as_bob: Client, upload: Upload, now: datetime) -> None:
    spreadsheet = upload()
    start(as_bob, spreadsheet, **{"column-2": "new:number", "new-2": "Notice period"})
    work(now, "tester")
    assert CustomField.objects.get().label == "Notice period"
    assert Contact.objects.get(email="ida@berg.example").custom == {"notice-period": 3}


def test_bad_rows_are_shown_and_handed_back(as_bob: Client, as_vera: Client, upload: Upload, now: datetime) -> None:
    spreadsheet = upload()
    start(as_bob, spreadsheet)
    work(now, "tester")
    page = as_vera.get(f"{URL}{spreadsheet.pk}/").content.decode()
    assert "Bo Lund · not-an-address · 4" in page
    assert "is not an e-mail address" in page
    body = b"".join(as_vera.get(f"{URL}{spreadsheet.pk}/rejected.csv")).decode("utf-8-sig")
    assert "Bo Lund,not-an-address" in body
    assert "Ida" not in body


def test_two_columns_cannot_be_the_same_thing(as_bob: Client, upload: Upload) -> None:
    spreadsheet = upload()
    answer = as_bob.post(f"{URL}{spreadsheet.pk}/start/", {"column-0": "email", "column-1": "email", "column-2": "new:text", "new-2": " ", "source": "Fair", "policy": "skip", "kind": ["lead"], "tag": ["x"]})  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 422
    for said in ("Another column goes there already", "Give the new field a name", 'value="Fair"', 'value="skip" checked', 'value="lead" checked', 'value="x"'):  # fmt: skip
        assert said in page
    assert not CustomField.objects.exists()


def test_without_anything_to_know_people_by_nothing_begins(as_bob: Client, upload: Upload) -> None:
    spreadsheet = upload()
    answer = as_bob.post(f"{URL}{spreadsheet.pk}/start/", {"column-2": "new:text", "new-2": "Notice"})
    assert answer.status_code == 422
    assert "Say which column holds" in answer.content.decode()
    assert not CustomField.objects.exists()


def test_a_second_start_and_nonsense_do_no_harm(as_bob: Client, upload: Upload) -> None:
    spreadsheet = upload()
    nonsense = {"column-0": "workspace", "column-1": "email", "column-99": "name", "kind": ["alien"], "policy": "drop"}
    assert as_bob.post(f"{URL}{spreadsheet.pk}/start/", nonsense).status_code == 302
    assert start(as_bob, spreadsheet) == 302
    spreadsheet.refresh_from_db()
    assert spreadsheet.mapping == {"1": "email"}
    assert spreadsheet.defaults["existing"] == "overwrite"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("blank.csv", b"\n\n\n"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 200),
        ("broken.xlsx", b"PK\x03\x04 this is no workbook"),
    ],
)
def test_a_file_that_is_no_spreadsheet_is_refused_with_the_reason(as_bob: Client, name: str, content: bytes) -> None:
    answer = as_bob.post(f"{URL}new/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert 'id="import-error"' in answer.content.decode()
    assert not Import.objects.exists()


def test_no_file_at_all_is_said_so(as_bob: Client) -> None:
    for nothing in ({}, {"file": "contacts.csv"}):
        answer = as_bob.post(f"{URL}new/", nothing)
        assert answer.status_code == 422
        assert "Choose a file first." in answer.content.decode()


def test_an_import_is_stopped(as_bob: Client, upload: Upload, now: datetime) -> None:
    spreadsheet = upload()
    start(as_bob, spreadsheet)
    as_bob.post(f"{URL}{spreadsheet.pk}/cancellation/")
    work(now, "tester")
    assert not Contact.objects.exists()
    assert "Stopped before any row was in." in as_bob.get(f"{URL}{spreadsheet.pk}/").content.decode()


@pytest.mark.parametrize(
    "place",
    [
        "new/",
        "{pk}/start/",
        "{pk}/preview/",
        "{pk}/matching/",
        "{pk}/pause/",
        "{pk}/resumption/",
        "{pk}/cancellation/",
        "{pk}/undo/",
    ],
)
def test_a_viewer_looks_on(as_vera: Client, upload: Upload, place: str) -> None:
    spreadsheet = upload()
    assert as_vera.post(URL + place.format(pk=spreadsheet.pk)).status_code == 403
    page = as_vera.get(f"{URL}{spreadsheet.pk}/").content.decode()
    assert "Start the import" not in page
    assert "Import</a>" not in as_vera.get(URL).content.decode()


@pytest.mark.parametrize(
    "place", ["", "start/", "preview/", "matching/", "pause/", "resumption/", "cancellation/", "rejected.csv", "undo/"]
)
def test_another_workspaces_import_does_not_exist(as_mallory: Client, upload: Upload, place: str) -> None:
    spreadsheet = upload()
    for slug in ("acme", "elsewhere"):
        for ask in (as_mallory.get, as_mallory.post):
            assert ask(f"/w/{slug}/contacts/imports/{spreadsheet.pk}/{place}").status_code in {404, 405}
    assert "people.csv" not in as_mallory.get("/w/elsewhere/contacts/imports/").content.decode()
