"""The audit trail as owners and admins read it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from kindred.accounts.models import AuditEntry, User, Workspace
from kindred.contacts.models import Contact
from kindred.jobs.worker import work_until_idle
from kindred.messaging.models import Suppression

URL = "/w/acme/settings/audit/"


@pytest.fixture
def trail(workspace: Workspace, ada: User, bob: User, now: datetime) -> None:
    """Two exports a day apart, by Ada and by Bob."""
    for n, by in enumerate((ada, bob)):
        facts = {"count": 10 + n, "format": "csv", "what": "all"}
        at = now + timedelta(days=n)
        AuditEntry.objects.append("contacts.exported", workspace=workspace, now=at, by=by, facts=facts)


def test_admins_read_it_and_nobody_else(
    as_ada: Client, as_bob: Client, as_mallory: Client, trail: None, workspace: Workspace
) -> None:
    page = as_ada.get(URL).content.decode()
    assert "Exported 10 contacts" in page
    assert "Exported 11 contacts" in page
    assert as_bob.get(URL).status_code == as_bob.post(f"{URL}export/").status_code == 403
    assert as_mallory.get(URL).status_code == as_mallory.post(f"{URL}export/").status_code == 404
    assert "Audit trail" not in as_bob.get("/w/acme/settings/").content.decode()


@pytest.mark.parametrize(
    "sought", ["act=contacts.exported&who=bob", "since=2026-11-03", "who=Kahn&until=nonsense", "act=nonsense&who=bob@"]
)
def test_it_is_narrowed(as_ada: Client, trail: None, sought: str) -> None:
    page = as_ada.get(f"{URL}?{sought}").content.decode()
    assert "Exported 11 contacts" in page
    assert "Exported 10 contacts" not in page


def test_exporting_it_is_an_act_itself(as_ada: Client, trail: None, workspace: Workspace) -> None:
    answer = as_ada.post(f"{URL}export/", {"who": "bob"})
    lines = answer.getvalue().decode().splitlines()
    assert len(lines) == 2
    assert "Exported 11 contacts" in lines[1]
    last = AuditEntry.objects.order_by("-number")[0]
    assert (last.act, last.facts) == ("audit.exported", {"count": 1})


def test_a_suppression_is_not_lifted_without_a_reason(as_ada: Client, workspace: Workspace, now: datetime) -> None:
    suppression = Suppression.objects.add(workspace=workspace, value="x@y.example", reason="manual", now=now)
    url = f"/w/acme/settings/suppressions/{suppression.pk}/lifting/"
    assert "x@y.example" in as_ada.get(url).content.decode()
    as_ada.post(url, {"note": "  "})
    assert Suppression.objects.in_force().exists()
    as_ada.post(url, {"note": "Asked for it"})
    assert not Suppression.objects.in_force().exists()
    entry = AuditEntry.objects.get()
    assert (entry.about, entry.facts) == (f"suppression {suppression.pk}", {"count": 1, "reason": "Asked for it"})


def test_exporting_contacts_leaves_a_trace(as_bob: Client, contacts: Callable[..., list[Contact]]) -> None:
    [pat] = contacts(1)
    as_bob.post("/w/acme/contacts/bulk/new/export/", {"ids": [str(pat.pk)], "format": "vcf"})
    work_until_idle()
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.facts["count"], entry.facts["format"]) == ("Bob Kahn <bob@acme.example>", 1, "vCard")
