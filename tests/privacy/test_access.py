"""The access export: all that is held on a person, and nothing on anybody else."""

import io
import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from kindred.accounts.models import AuditEntry, User, Workspace
from kindred.cli.commands import app
from kindred.contacts.disclosing import disclosure
from kindred.contacts.models import Contact, Erasure
from kindred.kit.db.dependents import with_dependents
from kindred.messaging.models import Suppression
from tests.privacy.conftest import ADDRESS, SECOND, TOKEN, Erase

#: How a row is worked on, which says nothing about anybody.
INTERNAL = {"claimed by", "claimed until", "attempts", "workspace", "contact"}


def told(contact: Contact, now: datetime, by: User | None = None) -> tuple[dict[str, Any], str]:
    """The two files of an access export."""
    target = io.BytesIO()
    disclosure(contact, now=now, by=by).write(target, at=now)
    with zipfile.ZipFile(target) as archive:
        return json.loads(archive.read("data.json")), archive.read("index.html").decode()


def test_every_column_of_every_row_that_leads_to_them_is_in_it(zoe: Contact, now: datetime) -> None:
    data, _page = told(zoe, now)
    for model in with_dependents(Contact):
        rows = data[model._meta.label_lower]
        columns = {str(one.verbose_name) for one in model._meta.concrete_fields} - INTERNAL
        assert all(columns <= row.keys() for row in rows)
        assert rows or not model._default_manager.exists()


def test_both_files_hold_all_that_was_planted(zoe: Contact, now: datetime, ada: User, workspace: Workspace) -> None:
    data, page = told(zoe, now, ada)
    for text in (json.dumps(data, ensure_ascii=False), page):
        for planted in (
            ADDRESS, SECOND, f"{TOKEN} hobby", f"{TOKEN} likes jazz", f"Call {TOKEN}", f"{TOKEN} said so", "Spring", "vip",
            "React", f"Hello {TOKEN}", f"{TOKEN} fits", f"{ADDRESS}x@nonsense", f"Zoe {TOKEN} replied", "unsubscribed",
        ):  # fmt: skip
            assert planted in text, planted
    assert "<p>" + TOKEN not in page  # what was written is shown, never run
    assert data["contacts.event"][0]["what"].startswith("Created")
    entry = AuditEntry.objects.get(act="contact.access_exported")
    assert (entry.about, entry.by) == (f"contact {zoe.pk}", ada)


def test_nothing_of_others_is_in_it(
    zoe: Contact, workspace: Workspace, other_workspace: Workspace, now: datetime
) -> None:
    Suppression.objects.add(workspace=other_workspace, value=ADDRESS, reason="manual", source="secret", now=now)
    [other] = Contact.objects.of(workspace).filter(name="Other Person")
    data, page = told(other, now)
    assert TOKEN not in json.dumps(data) + page
    assert "secret" not in told(zoe, now)[1]
    assert [row["name"] if "name" in row else row["full name"] for row in data["contacts.contact"]] == ["Other Person"]


def test_ten_thousand_events_are_told(zoe: Contact, now: datetime) -> None:
    one = Contact.objects.filter(pk=zoe.pk)
    for n in range(200):
        one.record("note.added", at=now, data={"text": f"{n}"})
    data, page = told(zoe, now)
    assert len(data["contacts.event"]) > 200
    assert page.count("<dl>") > 200


def test_the_commands_tell_and_erase(zoe: Contact, tmp_path: Path, workspace: Workspace, now: datetime) -> None:
    file = tmp_path / "zoe.zip"
    run = CliRunner().invoke
    assert run(app, ["access", SECOND.upper(), str(file), "-w", "acme"]).exit_code == 0
    assert zipfile.is_zipfile(file)
    assert run(app, ["access", SECOND, str(file), "-w", "acme"]).exit_code != 0
    assert run(app, ["access", "nobody@x.example", "-w", "acme"]).exit_code != 0
    assert run(app, ["erase", str(zoe.pk), "-w", "acme"], input="n\n").exit_code != 0
    assert not Erasure.objects.exists()
    done = run(app, ["erase", ADDRESS, "-w", "acme", "--yes"])
    assert (done.exit_code, "Erased for good" in done.output) == (0, True)
    assert AuditEntry.objects.get(act="contacts.erased").actor == "kindred erase"


def test_what_is_left_of_the_erased_is_not_told(zoe: Contact, erase: Erase) -> None:
    erase(zoe)
    result = CliRunner().invoke(app, ["access", str(zoe.pk), "-w", "acme"])
    assert "Nobody in Acme" in str(result.exception)
