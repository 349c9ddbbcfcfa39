"""Sending accounts: checked in words, chosen, paused, resumed."""

import pytest
from django.db import connection
from pytest_django import Settings

from kindred.accounts.models import Workspace
from kindred.messaging.models import Message, SendingAccount
from tests.messaging.conftest import Pool, Queue
from tests.smtp_sink import SmtpSink


def test_a_check_says_nothing_when_all_is_well(account: SendingAccount, sink: SmtpSink) -> None:
    sink.users = {"ada": "right"}
    account.username, account.password = "ada", "right"
    assert account.check_connection() == ""
    assert not sink.mails


def test_a_check_says_plainly_what_is_wrong(account: SendingAccount, sink: SmtpSink, settings: Settings) -> None:
    sink.users = {"ada": "right"}
    account.username, account.password = "ada", "wrong"
    assert "The login was refused: 535" in account.check_connection()
    account.security = "starttls"
    assert "STARTTLS" in account.check_connection()
    account.security = "tls"
    assert "protected connection" in account.check_connection()
    account.port = 1
    assert "cannot be reached" in account.check_connection()
    account.host = "no-such-host.invalid"
    assert "could not be found" in account.check_connection()
    settings.ALLOWED_INTERNAL_HOSTS = []
    account.host, account.port = sink.host, sink.port
    assert "private network" in account.check_connection()


def test_the_chosen_account_counts_else_the_default_else_the_oldest(
    workspace: Workspace, other_workspace: Workspace
) -> None:
    assert SendingAccount.objects.for_message(workspace) is None
    first, second = (
        SendingAccount.objects.create(workspace=workspace, name=n, from_email="a@b.example", host="h.example")
        for n in "ab"
    )
    assert SendingAccount.objects.for_message(workspace) == first
    SendingAccount.objects.filter(pk=second.pk).update(is_default=True)
    assert SendingAccount.objects.for_message(workspace) == second
    assert SendingAccount.objects.for_message(workspace, first.pk) == first
    assert SendingAccount.objects.for_message(other_workspace, first.pk) is None


def test_a_password_that_cannot_be_read_pauses_the_account(
    account: SendingAccount, contacts: Pool, queue: Queue, send: object, settings: Settings
) -> None:
    SendingAccount.objects.filter(pk=account.pk).update(password="word")
    settings.ENCRYPTION_KEYS = ["another"]
    contacts(1)
    queue()
    send()  # type: ignore[operator]
    found = SendingAccount.objects.defer("password").get()
    assert found.status == "paused"
    assert "encryption key" in found.paused_reason
    assert Message.objects.get().status == "queued"


@pytest.mark.django_db
def test_the_password_is_not_in_the_database_as_it_is(account: SendingAccount) -> None:
    SendingAccount.objects.filter(pk=account.pk).update(password="open sesame")
    with connection.cursor() as cursor:
        cursor.execute("SELECT password FROM messaging_sendingaccount")
        assert "sesame" not in cursor.fetchone()[0]
