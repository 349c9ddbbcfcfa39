"""Consent, access and erasure as people use them in the browser."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kindred.accounts.models import AuditEntry, Workspace
from kindred.contacts.claim import Claim
from kindred.contacts.models import Basis, Contact, Erasure
from kindred.jobs.worker import work_until_idle
from kindred.kit.clock import utc_now
from kindred.retention.models import RetentionRule

Pool = Callable[..., list[Contact]]


@pytest.fixture
def pat(contacts: Pool) -> Contact:
    """Somebody in the pool."""
    return contacts(1)[0]


@pytest.fixture
def url(pat: Contact) -> str:
    """The address of Pat's page."""
    return f"/w/acme/contacts/{pat.pk}/"


FORM = {
    "ground": "consent",
    "purpose": "recruiting",
    "how": "web form",
    "wording": "I <b>agree</b>",
    "at": "2026-01-05",
}


def test_consent_is_recorded_shown_and_withdrawn(as_bob: Client, pat: Contact, url: str) -> None:
    assert "Nothing is recorded" in as_bob.get(url).content.decode()
    assert as_bob.get(f"{url}bases/new/").status_code == 200
    answer = as_bob.post(f"{url}bases/new/", FORM | {"expires_at": "2031-01-05", "channel": "email", "topic": "Jobs"})
    assert (answer.status_code, answer["HX-Trigger"]) == (204, "dialog:close, contact:changed")
    page = as_bob.get(url).content.decode()
    for shown in ("Consent: Recruiting, by E-mail, about “Jobs”", "In force", "until 5 Jan 2031", "I &lt;b&gt;agree"):
        assert shown in page
    basis = Basis.objects.get()
    assert as_bob.get(f"{url}bases/{basis.pk}/withdrawal/").status_code == 200
    as_bob.post(f"{url}bases/{basis.pk}/withdrawal/", {"how": "on the phone"})
    page = as_bob.get(f"{url}bases/").content.decode()
    assert "Withdrawn" in page
    assert "on the phone" in page
    assert Basis.objects.current().get().state == "withdrawn"


def test_consent_has_to_be_shown(as_bob: Client, url: str) -> None:
    answer = as_bob.post(f"{url}bases/new/", FORM | {"how": "", "wording": ""})
    assert answer.status_code == 422
    assert "Consent has to be shown" in answer.content.decode()
    assert not Basis.objects.exists()


def test_viewers_record_nothing_and_strangers_see_nothing(
    as_vera: Client, as_mallory: Client, url: str, pat: Contact, workspace: Workspace
) -> None:
    claim = Claim(purpose="marketing", ground="contract")
    Contact.objects.filter(pk=pat.pk).record_basis(claim, workspace=workspace, now=utc_now())
    basis = Basis.objects.get()
    assert "Contract, or steps towards one: Marketing and sales" in as_vera.get(url).content.decode()
    for path in ("bases/new/", f"bases/{basis.pk}/withdrawal/", "access/", "erasure/"):
        assert as_vera.post(f"{url}{path}").status_code == 403
        assert as_mallory.post(f"{url}{path}").status_code == 404
    assert as_mallory.get(f"{url}bases/").status_code == 404


def test_a_basis_of_somebody_else_is_not_withdrawn_here(
    as_bob: Client, url: str, contacts: Pool, workspace: Workspace
) -> None:
    [other] = contacts(1)
    claim = Claim(purpose="marketing", ground="contract")
    Contact.objects.filter(pk=other.pk).record_basis(claim, workspace=workspace, now=utc_now())
    assert as_bob.post(f"{url}bases/{Basis.objects.get().pk}/withdrawal/").status_code == 404


def test_everything_held_on_somebody_is_downloaded(as_ada: Client, as_bob: Client, pat: Contact, url: str) -> None:
    assert as_bob.post(f"{url}access/").status_code == 403
    answer = as_ada.post(f"{url}access/")
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as archive:
        assert json.loads(archive.read("data.json"))["contact"] == pat.pk
        assert pat.email in archive.read("index.html").decode()
    assert AuditEntry.objects.get().act == "contact.access_exported"


def test_one_is_erased_after_a_page_that_says_what_it_means(as_ada: Client, pat: Contact, url: str) -> None:
    page = as_ada.get(f"{url}erasure/").content.decode()
    assert "What stays, and names nobody" in page
    assert as_ada.post(f"{url}erasure/", {"reason": "request"}).status_code == 422
    answer = as_ada.post(f"{url}erasure/", {"reason": "request", "note": "No. 7", "is_meant": "on"})
    erasure = Erasure.objects.get()
    assert answer["Location"] == f"/w/acme/settings/privacy/erasures/{erasure.pk}/"
    assert "0 of 1 people" in as_ada.get(answer["Location"], headers={"HX-Request": "true"}).content.decode()
    work_until_idle()
    assert "HX-Refresh" in as_ada.get(answer["Location"], headers={"HX-Request": "true"}).headers
    assert "1 person is erased" in as_ada.get(answer["Location"]).content.decode()
    assert as_ada.get(url).status_code == 404
    certificate = as_ada.get(f"{answer['Location']}certificate/?json").json()
    assert (certificate["people"], certificate["note"], certificate["counts"]["Contact"]) == (1, "No. 7", 1)
    assert "Certificate of erasure" in as_ada.get(f"{answer['Location']}certificate/").content.decode()
    assert pat.email not in json.dumps(certificate)


def test_a_selection_is_erased(as_ada: Client, as_bob: Client, contacts: Pool) -> None:
    people = contacts(3)
    asked = {"ids": [str(one.pk) for one in people[:2]]}
    path = "/w/acme/contacts/selection/erasure/"
    assert as_bob.post(path, asked).status_code == 403
    assert "Erase 2 contacts for good" in as_ada.post(path, asked).content.decode()
    assert not Erasure.objects.exists()
    as_ada.post(path, asked | {"reason": "objection", "is_meant": "on"})
    work_until_idle()
    assert list(Contact.objects.exclude(workspace=None)) == people[2:]


def test_an_erasure_of_another_workspace_is_not_there(
    as_mallory: Client, as_bob: Client, pat: Contact, workspace: Workspace
) -> None:
    everybody = Contact.objects.of(workspace)
    erasure = Erasure.objects.start(everybody, workspace=workspace, reason="request", now=utc_now())
    for path in ("", "certificate/"):
        assert as_mallory.get(f"/w/elsewhere/settings/privacy/erasures/{erasure.pk}/{path}").status_code == 404
        assert as_bob.get(f"/w/acme/settings/privacy/erasures/{erasure.pk}/{path}").status_code == 403


def test_what_ends_soon_is_listed_and_who_was_erased_comes_back_on_record(
    as_ada: Client, contacts: Pool, workspace: Workspace
) -> None:
    soon, later, gone = contacts(3)
    now = timezone.now()
    for person, days in ((soon, 10), (later, 90)):
        claim = Claim(purpose="recruiting", ground="consent", how="form", expires_at=now + timedelta(days=days))
        Contact.objects.filter(pk=person.pk).record_basis(claim, workspace=workspace, now=now)
    Erasure.objects.start(Contact.objects.filter(pk=gone.pk), workspace=workspace, reason="request", now=now)
    work_until_idle()
    page = as_ada.get("/w/acme/settings/privacy/").content.decode()
    assert soon.name in page
    assert later.name not in page
    path = "/w/acme/settings/privacy/readmission/"
    assert as_ada.post(path, {"address": "x@y.example", "reason": "Asked"}).status_code == 422
    assert as_ada.post(path, {"address": gone.email, "reason": ""}).status_code == 422
    refused = as_ada.post("/w/acme/contacts/new/", {"emails-0-value": gone.email})
    assert "erased on" in refused.content.decode()
    assert as_ada.post(path, {"address": gone.email.upper(), "reason": "Asked"}).status_code == 302
    assert as_ada.post("/w/acme/contacts/new/", {"emails-0-value": gone.email}).status_code == 302


def test_a_basis_is_asked_for_where_the_workspace_says_so(as_ada: Client, as_bob: Client, workspace: Workspace) -> None:
    path = "/w/acme/settings/privacy/"
    assert as_bob.post(path, {"requires_basis": "on"}).status_code == as_bob.get(path).status_code == 403
    as_ada.post(path, {"requires_basis": "on"})
    workspace.refresh_from_db()
    assert workspace.requires_basis
    assert "requires_basis: – → True" in str(AuditEntry.objects.get())
    as_ada.post(path, {})
    workspace.refresh_from_db()
    assert not workspace.requires_basis


RULE = {
    "name": "Old ones",
    "action": "erase",
    "most": "500",
    "criteria": '{"format": 1, "all": [{"field": "title", "is": "is", "value": "old"}]}',
}


def test_a_retention_rule_is_written_tried_out_switched_on_and_removed(
    as_ada: Client, contacts: Pool, workspace: Workspace
) -> None:
    contacts(2, title="old", last_name="Longago")
    path = "/w/acme/settings/privacy/retention/"
    assert "Candidates not touched" in as_ada.get(f"{path}new/?from=candidates").content.decode()
    assert as_ada.post(f"{path}new/", RULE | {"action": "ask"}).status_code == 422
    assert as_ada.post(f"{path}new/", {"name": "All", "action": "erase", "most": "5"}).status_code == 422
    page = as_ada.get(as_ada.post(f"{path}new/", RULE)["Location"]).content.decode()
    assert "2 people today" in page
    assert "Longago" in page
    rule = RetentionRule.objects.get()
    as_ada.post(f"{path}{rule.pk}/switch/", {"seen": "1"})
    rule.refresh_from_db()
    assert not rule.is_on
    as_ada.post(f"{path}{rule.pk}/switch/", {"seen": "2"})
    rule.refresh_from_db()
    assert rule.is_on
    as_ada.post(f"{path}{rule.pk}/edit/", RULE | {"criteria": RULE["criteria"].replace("old", "older")})
    rule.refresh_from_db()
    assert (rule.is_on, rule.criteria["all"][0]["value"]) == (False, "older")
    assert "Old ones" in as_ada.get("/w/acme/settings/privacy/").content.decode()
    as_ada.post(f"{path}{rule.pk}/removal/")
    assert not RetentionRule.objects.exists()


def test_rules_are_for_those_who_manage_the_workspace(
    as_ada: Client, as_bob: Client, as_mallory: Client, workspace: Workspace
) -> None:
    path = "/w/acme/settings/privacy/retention/"
    as_ada.post(f"{path}new/", RULE)
    pk = RetentionRule.objects.get().pk
    for part in ("", "edit/"):
        assert as_bob.get(f"{path}{pk}/{part}").status_code == 403
        assert as_mallory.get(f"/w/elsewhere/settings/privacy/retention/{pk}/{part}").status_code == 404
    for part in ("switch/", "removal/"):
        assert as_bob.post(f"{path}{pk}/{part}").status_code == 403
        assert as_mallory.post(f"/w/elsewhere/settings/privacy/retention/{pk}/{part}").status_code == 404
