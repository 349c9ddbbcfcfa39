"""A restored backup does not bring back who was erased."""

import json
from datetime import datetime
from typing import Any

import pytest
from pytest_django import Settings
from typer.testing import CliRunner

from kindred.accounts.models import User, Workspace
from kindred.cli.commands import app
from kindred.contacts.erasing.restored import missing_marks
from kindred.contacts.models import Contact, ErasedMark, Erasure
from tests.privacy.conftest import ADDRESS, SECOND, Erase


def call(*arguments: str) -> tuple[int, str]:
    """Call kindred."""
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.output


@pytest.fixture
def restored(
    zoe: Contact, erase: Erase, workspace: Workspace, now: datetime, django_capture_on_commit_callbacks: Any
) -> Contact:
    """Zoe, who was erased, in the database as it was before: under another of her addresses."""
    with django_capture_on_commit_callbacks(execute=True):
        erase(zoe)
    ErasedMark.objects.all().delete()
    Erasure.objects.all().delete()
    return Contact.objects.create(workspace=workspace, name="Zoe", name_key="zoe", email=SECOND, email_key=SECOND)


def test_the_doctor_notices_and_the_command_erases_them_again(restored: Contact, workspace: Workspace) -> None:
    assert len(missing_marks(workspace)) == 3
    code, said = call("doctor")
    assert (code, "kindred erase-again" in said) == (1, True)
    assert call("erase-again") == (0, "acme: 1 had come back.\n")
    assert not Contact.objects.of(workspace).filter(pk=restored.pk).exists()
    assert Erasure.objects.get().reason == "restored"
    assert missing_marks(workspace) == set()
    assert call("erase-again") == (0, "acme: 0 had come back.\n")


def test_the_file_names_nobody_and_only_its_owner_reads_it(restored: Contact, settings: Settings) -> None:
    path = settings.DATA / "erased.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert [set(row) for row in rows] == [{"at", "workspace", "digests"}]
    assert not {ADDRESS.lower(), SECOND} & set(path.read_text().split('"'))
    assert path.stat().st_mode & 0o777 == 0o600


def test_who_was_let_come_back_is_let_be(
    restored: Contact, workspace: Workspace, ada: User, now: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    call("erase-again")
    with django_capture_on_commit_callbacks(execute=True):
        ErasedMark.objects.readmit([f"email {SECOND}"], workspace=workspace, reason="Asked", by=ada, now=now)
    zoe = Contact.objects.create_one(workspace=workspace, values={"email": SECOND}, now=now)
    assert missing_marks(workspace) == set()
    assert call("erase-again") == (0, "acme: 0 had come back.\n")
    assert Contact.objects.of(workspace).filter(pk=zoe.pk).exists()


def test_an_erasure_that_did_not_happen_is_not_written_down(
    zoe: Contact, workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    erasure = Erasure.objects.start(Contact.objects.filter(pk=zoe.pk), workspace=workspace, reason="request", now=now)
    monkeypatch.setattr("kindred.contacts.models.erasure.tell_followers", lambda *_a, **_k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        erasure.erase_batch(now=now)
    assert not (settings.DATA / "erased.jsonl").exists()
