"""An import on its way and afterwards: held, let go on, handed back, taken back; and who may."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from kindred.accounts.models import User, Workspace
from kindred.contacts.importing.work import work
from kindred.contacts.models import Contact, Import

pytestmark = pytest.mark.django_db
URL = "/w/acme/contacts/imports/"
PEOPLE = "Name,Email,City\nIda Berg,ida@berg.example,Köln\nBo Lund,bo@lund.example,Malmö\nUma Roy,nowhere,Goa\n"


@pytest.fixture
def begun(as_bob: Client) -> Import:
    """An import of Bob's that waits for a worker."""
    as_bob.post(f"{URL}new/", {"file": SimpleUploadedFile("people.csv", PEOPLE.encode())})
    sheet = Import.objects.get()
    mapping = {f"column-{position}": target for position, target in sheet.mapping.items()}
    as_bob.post(f"{URL}{sheet.pk}/start/", mapping)
    return sheet


def shown(client: Client, sheet: Import, place: str = "", **headers: str) -> str:
    return client.get(f"{URL}{sheet.pk}/{place}", headers=headers).content.decode()


def test_an_import_stands_still_until_it_is_let_go_on(as_bob: Client, begun: Import, now: datetime) -> None:
    assert "Pause" in shown(as_bob, begun)
    as_bob.post(f"{URL}{begun.pk}/pause/")
    work(now, "tester")
    assert not Contact.objects.exists()
    page = shown(as_bob, begun)
    assert "Go on" in page
    assert "It stands still" in page
    as_bob.post(f"{URL}{begun.pk}/resumption/")
    work(now, "tester")
    assert Contact.objects.count() == 2


def test_what_is_over_is_neither_held_nor_let_go_on(as_bob: Client, begun: Import, now: datetime) -> None:
    work(now, "tester")
    for place in ("pause", "resumption", "cancellation"):
        assert as_bob.post(f"{URL}{begun.pk}/{place}/").status_code == 302
        begun.refresh_from_db()
        assert begun.status == Import.Status.DONE


def test_rows_that_were_not_taken_come_back_as_a_workbook(as_bob: Client, begun: Import, now: datetime) -> None:
    work(now, "tester")
    content = b"".join(as_bob.get(f"{URL}{begun.pk}/rejected.xlsx"))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Name", "Email", "City", "Reason"]
    assert rows[1][:3] == ["Uma Roy", "nowhere", "Goa"]
    assert "is not an e-mail address" in str(rows[1][3])
    assert as_bob.get(f"{URL}{begun.pk}/rejected.exe").status_code == 404


def test_what_an_undo_does_is_said_before(
    as_bob: Client, ada: User, begun: Import, contacts: Callable[..., list[Contact]], now: datetime
) -> None:
    contacts(1, email="bo@lund.example", email_key="bo@lund.example", city="Ystad")
    work(now, "tester")
    ida = Contact.objects.filter(email="ida@berg.example")
    asked = shown(as_bob, begun, "undo/", **{"HX-Request": "true"})
    assert "<b>1</b> contact that came with it is removed" in asked
    assert "<b>1</b> that was here before gets its earlier values back" in asked
    ida.record("note.added", at=now + timedelta(hours=1), data={}, by=ada)
    ida.record("message.sent", at=now + timedelta(hours=1), data={})
    asked = shown(as_bob, begun, "undo/")
    assert "<b>0</b> contacts that came with it are removed" in asked
    assert "<b>1</b> contact that came with it stays" in asked
    assert "<b>1</b> was written to since" in asked


def test_an_import_is_undone_and_says_what_came_of_it(as_bob: Client, begun: Import, now: datetime) -> None:
    work(now, "tester")
    assert "Undo this import" in shown(as_bob, begun)
    assert "Undo: people.csv" in as_bob.get(URL).content.decode()
    as_bob.post(f"{URL}{begun.pk}/undo/")
    assert "Taking the import back" in shown(as_bob, begun)
    assert 'hx-trigger="every 2s"' in shown(as_bob, begun, "?as=row", **{"HX-Request": "true"})
    work(now, "tester")
    assert not Contact.objects.exists()
    page = shown(as_bob, begun)
    assert "Undone by Bob Kahn" in page
    assert "2 contacts removed" in page
    assert "Undo this import" not in page
    assert "Undone" in as_bob.get(URL).content.decode()


def test_it_is_undone_once(as_bob: Client, begun: Import, now: datetime) -> None:
    work(now, "tester")
    as_bob.post(f"{URL}{begun.pk}/undo/")
    work(now, "tester")
    answer = as_bob.post(f"{URL}{begun.pk}/undo/", follow=True).content.decode()
    assert "cannot be undone any more" in answer
    assert "cannot be undone any more" in shown(as_bob, begun, "undo/")


def test_members_undo_their_own_and_those_who_manage_anybodys(
    as_ada: Client, as_bob: Client, workspace: Workspace, begun: Import, now: datetime
) -> None:
    work(now, "tester")
    Import.objects.update(created_by=None)
    assert as_bob.get(f"{URL}{begun.pk}/undo/").status_code == 403
    assert as_bob.post(f"{URL}{begun.pk}/undo/").status_code == 403
    assert "Undo: people.csv" not in as_bob.get(URL).content.decode()
    assert as_ada.post(f"{URL}{begun.pk}/undo/").status_code == 302
    work(now, "tester")
    assert not Contact.objects.exists()
