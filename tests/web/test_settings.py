"""Settings of a workspace: its name, its sending accounts, its templates, and whom it must not write to."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from kindred.accounts.models import User, Workspace
from kindred.cohorts.models import Cohort
from kindred.contacts.models import Contact
from kindred.kit.clock import utc_now
from kindred.messaging.models import SendingAccount, Suppression, Template
from kindred.workflows.models import Workflow
from tests.smtp_sink import smtp_sink

ACCOUNT = {
    "name": "Acme",
    "from_name": "Ada at Acme",
    "from_email": "ada@acme.example",
    "host": "mail.acme.example",
    "port": "587",
    "security": "starttls",
    "username": "ada",
    "password": "hunter2 hunter2",
    "connections": "4",
}


@pytest.fixture
def account(workspace: Workspace) -> SendingAccount:
    """Acme's account, on a server that is not there."""
    return SendingAccount.objects.open_for(
        workspace,
        now=utc_now(),
        name="Acme",
        from_email="ada@acme.example",
        host="127.0.0.1",
        port=9,
        security="none",
        password="hunter2",
    )


@pytest.fixture
def template(workspace: Workspace, now: datetime) -> Template:
    """A template that greets."""
    return Template.objects.write(
        workspace=workspace, now=now, name="Hello", subject="Hi {{ contact.first_name }}", html="<p>Good morning</p>"
    )


def test_an_owner_changes_name_and_time_zone(as_ada: Client, workspace: Workspace) -> None:
    as_ada.post("/w/acme/settings/", {"name": "Acme Ltd", "timezone": "Asia/Tokyo", "postal_address": "1 Road"})
    workspace.refresh_from_db()
    assert (workspace.name, workspace.timezone, workspace.slug) == ("Acme Ltd", "Asia/Tokyo", "acme")


def test_what_was_typed_wrong_stays_and_says_why(as_ada: Client, workspace: Workspace) -> None:
    answer = as_ada.post("/w/acme/settings/", {"name": "", "timezone": "Asia/Tokyo", "postal_address": "9 Lane"})
    assert answer.status_code == 422
    assert b"9 Lane" in answer.content
    assert b"This field is required" in answer.content


def test_viewers_read_the_settings_and_change_nothing(as_vera: Client, workspace: Workspace) -> None:
    assert as_vera.get("/w/acme/settings/").status_code == 200
    assert as_vera.post("/w/acme/settings/", {"name": "Mine", "timezone": "UTC"}).status_code == 403


@pytest.mark.parametrize(
    "path",
    ["", "members/", "accounts/", "accounts/new/", "templates/", "templates/new/", "suppressions/"],
)
def test_strangers_find_no_settings(as_mallory: Client, workspace: Workspace, path: str) -> None:
    assert as_mallory.get(f"/w/acme/settings/{path}").status_code == 404


def test_the_first_account_is_the_default_and_its_password_is_never_shown(as_ada: Client, workspace: Workspace) -> None:
    page = as_ada.post("/w/acme/settings/accounts/new/", ACCOUNT, follow=True)
    account = SendingAccount.objects.get()
    assert account.is_default
    assert account.password == ACCOUNT["password"]
    assert b"hunter2" not in page.content
    assert b"One is kept" in page.content
    with connection.cursor() as cursor:
        cursor.execute("SELECT password FROM messaging_sendingaccount")
        assert "hunter2" not in cursor.fetchone()[0]


def test_a_password_left_empty_stays(as_ada: Client, account: SendingAccount) -> None:
    as_ada.post(f"/w/acme/settings/accounts/{account.pk}/", ACCOUNT | {"password": "", "name": "Renamed"})
    account = SendingAccount.objects.get()
    assert (account.name, account.password) == ("Renamed", "hunter2")


@pytest.mark.parametrize(("field", "value"), [("port", "70000"), ("connections", "0"), ("from_email", "ada")])
def test_a_wrong_value_is_told_beside_its_field(as_ada: Client, workspace: Workspace, field: str, value: str) -> None:
    answer = as_ada.post("/w/acme/settings/accounts/new/", ACCOUNT | {field: value})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"'.encode() in answer.content
    assert not SendingAccount.objects.exists()


def test_a_server_that_does_not_answer_is_told_in_words(as_ada: Client, account: SendingAccount) -> None:
    answer = as_ada.post(f"/w/acme/settings/accounts/{account.pk}/check/")
    assert b'data-tone="bad"' in answer.content


def test_only_those_who_manage_touch_accounts(as_bob: Client, account: SendingAccount) -> None:
    place = f"/w/acme/settings/accounts/{account.pk}/"
    assert as_bob.get("/w/acme/settings/accounts/").status_code == 200
    assert as_bob.get(place).status_code == 403
    for verb in ("check", "trial", "pause", "resumption", "default", "deletion"):
        assert as_bob.post(f"{place}{verb}/").status_code == 403


def test_another_workspaces_account_does_not_exist(as_mallory: Client, account: SendingAccount) -> None:
    assert as_mallory.get(f"/w/elsewhere/settings/accounts/{account.pk}/").status_code == 404
    assert as_mallory.post(f"/w/elsewhere/settings/accounts/{account.pk}/check/").status_code == 404


def test_an_account_is_paused_and_goes_on(as_ada: Client, account: SendingAccount) -> None:
    as_ada.post(f"/w/acme/settings/accounts/{account.pk}/pause/")
    account.refresh_from_db()
    assert (account.status, account.paused_reason) == ("paused", "Paused by Ada Lovelace.")
    as_ada.post(f"/w/acme/settings/accounts/{account.pk}/resumption/")
    account.refresh_from_db()
    assert account.status == "active"


def test_there_is_one_default(as_ada: Client, account: SendingAccount, workspace: Workspace) -> None:
    other = SendingAccount.objects.open_for(workspace, now=utc_now(), name="B", from_email="b@acme.example", host="h")
    as_ada.post(f"/w/acme/settings/accounts/{other.pk}/default/")
    assert [one.name for one in SendingAccount.objects.filter(is_default=True)] == ["B"]


def test_a_demo_gets_no_account(as_ada: Client, workspace: Workspace) -> None:
    Workspace.objects.filter(pk=workspace.pk).update(is_demo=True)
    assert as_ada.post("/w/acme/settings/accounts/new/", ACCOUNT).status_code == 403
    assert not SendingAccount.objects.exists()


def test_a_template_is_written_and_rewritten(as_bob: Client, workspace: Workspace) -> None:
    as_bob.post("/w/acme/settings/templates/new/", {"name": "One", "subject": "S", "html": "<p>x</p>"})
    template = Template.objects.get()
    as_bob.post(f"/w/acme/settings/templates/{template.pk}/", {"name": "One", "subject": "T", "html": "<p>y</p>"})
    template.refresh_from_db()
    assert (template.subject, template.html) == ("T", "<p>y</p>")


def test_the_preview_speaks_to_a_real_contact_and_names_what_is_wrong(
    as_vera: Client, template: Template, contacts: Callable[..., list[Contact]]
) -> None:
    (contact,) = contacts(1, first_name="Grace")
    words = {"subject": "Hi {{ contact.first_name }}", "html": "{{ contact.shoe_size }}", "reader": str(contact.pk)}
    preview = as_vera.post("/w/acme/settings/templates/preview/", words).content.decode()
    assert "shoe_size" in preview
    words["html"] = "<p>Dear {{ contact.name }}</p><script>alert(1)</script>"
    assert "Hi Grace" in as_vera.post("/w/acme/settings/templates/preview/", words).content.decode()
    letter = as_vera.post("/w/acme/settings/templates/letter/", words)
    assert "Dear Grace" in letter.content.decode()
    assert "<script" not in letter.content.decode()
    assert letter.headers["Content-Security-Policy"].startswith("sandbox")


def test_the_preview_shows_no_contact_of_another_workspace(
    as_mallory: Client, contacts: Callable[..., list[Contact]]
) -> None:
    (contact,) = contacts(1, first_name="Grace")
    words = {"subject": "{{ contact.first_name }}", "html": "x", "reader": str(contact.pk)}
    assert b"Grace" not in as_mallory.post("/w/elsewhere/settings/templates/preview/", words).content


def test_a_template_in_use_is_not_deleted(as_ada: Client, ada: User, template: Template, now: datetime) -> None:
    cohort = Cohort.objects.open_for(workspace=template.workspace, owner=ada, name="Engineers", now=now)
    action = {"key": "a", "kind": "send_email", "settings": {"template": template.pk}}
    Workflow.objects.for_cohort(cohort).save_draft(
        {"format": 1, "steps": [{"key": "s", "name": "S", "actions": [action]}]}
    )
    page = as_ada.post(f"/w/acme/settings/templates/{template.pk}/deletion/", follow=True)
    assert b"It is used by Engineers" in page.content
    assert Template.objects.exists()


def test_a_domain_is_suppressed_and_lifted_on_record(as_ada: Client, workspace: Workspace) -> None:
    as_ada.post("/w/acme/settings/suppressions/", {"value": "Example.COM"})
    suppression = Suppression.objects.get()
    assert (suppression.kind, suppression.value) == ("domain", "example.com")
    as_ada.post(f"/w/acme/settings/suppressions/{suppression.pk}/lifting/", {"note": "They asked."})
    suppression.refresh_from_db()
    assert suppression.lifted_at
    assert suppression.note == "They asked."


def test_nonsense_is_not_suppressed(as_ada: Client, workspace: Workspace) -> None:
    answer = as_ada.post("/w/acme/settings/suppressions/", {"value": "not an address"})
    assert answer.status_code == 422
    assert b"neither an e-mail address nor a domain" in answer.content


def test_members_add_to_the_list_and_only_managers_lift(as_bob: Client, workspace: Workspace) -> None:
    as_bob.post("/w/acme/settings/suppressions/", {"value": "x@example.com"})
    suppression = Suppression.objects.get()
    assert as_bob.post(f"/w/acme/settings/suppressions/{suppression.pk}/lifting/").status_code == 403


def test_a_trial_mail_arrives(as_ada: Client, account: SendingAccount, settings: Settings) -> None:
    settings.ALLOWED_INTERNAL_HOSTS = ["127.0.0.1"]
    with smtp_sink() as sink:
        account.change(now=utc_now(), host=sink.host, port=sink.port, username="", password="")
        answer = as_ada.post(f"/w/acme/settings/accounts/{account.pk}/trial/")
        assert b"The server has taken a mail to ada@acme.example" in answer.content
        (mail,) = sink.mails
    assert mail.recipient == "ada@acme.example"
    assert mail.message["Subject"] == "A trial from Kindred"


def test_a_mail_server_inside_the_network_is_refused(as_ada: Client, account: SendingAccount) -> None:
    with smtp_sink() as sink:
        account.change(now=utc_now(), host=sink.host, port=sink.port)
        as_ada.post(f"/w/acme/settings/accounts/{account.pk}/trial/")
        assert not sink.heard
