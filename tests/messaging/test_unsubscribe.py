"""The link in every message: it ends all of them, by a person's word or a mail program's, and never by a look."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from kindred.accounts.models import Workspace
from kindred.contacts.models import Contact
from kindred.jobs.worker import Report
from kindred.messaging.models import Message, SendingAccount, Suppression
from tests.messaging.conftest import Pool, Queue
from tests.smtp_sink import SmtpSink

Send = Callable[..., Report]


@pytest.fixture
def link(account: SendingAccount, sink: SmtpSink, contacts: Pool, queue: Queue, send: Send) -> str:
    """The path of the link in a message to Pat."""
    contacts(1)
    queue()
    send()
    return header_link(sink)


@pytest.fixture
def stranger() -> Client:
    """A mail program: no session, and CSRF checks on."""
    return Client(enforce_csrf_checks=True)


def header_link(sink: SmtpSink) -> str:
    """Return the path in the last mail's header."""
    header = sink.mails[-1].message["list-unsubscribe"]
    found = re.fullmatch(r"<https://kindred\.example(/u/[^>]+/)>", header)
    assert found
    return found.group(1)


def test_every_mail_carries_the_link_in_its_headers_and_both_its_parts(link: str, sink: SmtpSink) -> None:
    message = sink.mails[0].message
    assert message["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        assert link in body.get_content()


def test_a_mail_program_unsubscribes_with_one_bare_post(
    link: str, stranger: Client, queue: Queue, send: Send, sink: SmtpSink
) -> None:
    answer = stranger.post(link, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    suppression = Suppression.objects.get()
    assert suppression.reason == "unsubscribed"
    assert suppression.source.startswith("one-click")
    assert Contact.objects.get().events.filter(kind="contact.unsubscribed").count() == 1
    queue(occasion="again")
    send()
    assert len(sink.mails) == 1
    assert Message.objects.get(occasion__startswith="again").status == "suppressed"


def test_looking_at_the_link_changes_nothing(link: str, stranger: Client) -> None:
    for _look in range(3):
        assert stranger.get(link).status_code == 200
        assert stranger.head(link).status_code == 200
        stranger.options(link)
    assert not Suppression.objects.exists()


def test_a_person_unsubscribes_and_may_think_again(link: str, stranger: Client, now: datetime) -> None:
    page = stranger.get(link)
    assert "No more messages from Acme?" in page.content.decode()
    assert "pat.0001@" not in page.content.decode()
    ended = stranger.post(link, {"wish": "end"})
    assert ended.status_code == 200
    assert "You are unsubscribed" in ended.content.decode()
    stranger.post(link, {"wish": "end"})
    assert Suppression.objects.in_force().count() == 1
    assert "No more messages" in stranger.post(link, {"wish": "again"}).content.decode()
    assert not Suppression.objects.in_force().exists()
    assert Suppression.objects.count() == 1


def test_the_link_lifts_nothing_that_others_have_suppressed(
    link: str, stranger: Client, workspace: Workspace, now: datetime
) -> None:
    Suppression.objects.add(workspace=workspace, value=Contact.objects.get().email, reason="complained", now=now)
    stranger.post(link, {"wish": "again"})
    assert Suppression.objects.in_force().count() == 1


def test_a_changed_link_is_no_link(link: str, stranger: Client) -> None:
    other = "y" if link[-3] == "x" else "x"
    for path in (link[:-3] + other + link[-2:], "/u/1-1.aaaaaaaaaaaaaaaaaaaaaa/", "/u/x/", link.replace("-", ".")):
        assert stranger.get(path).status_code == 404
        assert stranger.post(path).status_code == 404
    assert not Suppression.objects.exists()


def test_the_link_of_a_deleted_message_says_so(link: str, stranger: Client) -> None:
    Contact.objects.all().delete()
    assert "no more messages" in stranger.post(link).content.decode()
