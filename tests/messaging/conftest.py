"""Acme with a mail account at a server on loopback."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from pytest_django import Settings

from kindred.accounts.models import Workspace
from kindred.contacts.models import Contact
from kindred.jobs.worker import Report
from kindred.messaging.models import Message, SendingAccount
from kindred.messaging.outbox import work
from tests.smtp_sink import SmtpSink, smtp_sink

Pool = Callable[..., list[Contact]]
Queue = Callable[..., int]

HELLO = {"subject": "Hello {{ contact.first_name }}", "html": "<p>Hi {{ contact.name }}</p>"}


@pytest.fixture(autouse=True)
def _surroundings(settings: Settings) -> None:
    """Loopback may be reached, and nobody waits as long as RFC 5321 would."""
    settings.ALLOWED_INTERNAL_HOSTS = ["127.0.0.1"]
    settings.SMTP_TIMEOUTS = {
        "connect": 2,
        "greeting": 1,
        "mail": 1,
        "recipient": 1,
        "data": 1,
        "after_dot": 0.4,
        "quit": 0.2,
    }
    settings.BASE_URL = "https://kindred.example"


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    """A mail server on loopback."""
    with smtp_sink() as sink:
        yield sink


@pytest.fixture
def account(workspace: Workspace, sink: SmtpSink) -> SendingAccount:
    """Acme's mail account."""
    return SendingAccount.objects.create(
        workspace=workspace,
        name="Mail",
        from_name="Ada of Acme",
        from_email="ada@acme.example",
        host=sink.host,
        port=sink.port,
        security="none",
        connections=2,
        is_default=True,
    )


@pytest.fixture
def queue(workspace: Workspace, now: datetime) -> Queue:
    """A way to queue a greeting to everyone in the pool, or to a `source`."""

    def queue(**more: Any) -> int:
        usual: dict[str, Any] = {"source": Contact.objects.all(), "occasion": "hello", "content": HELLO}
        return Message.objects.queue_email(**usual | {"workspace": workspace, "now": now} | more)

    return queue


@pytest.fixture
def send(now: datetime) -> Callable[..., Report]:
    """A way to let a worker work once, at a moment."""

    def send(at: datetime | None = None, worker: str = "worker") -> Report:
        return work(at or now, worker)

    return send


def statuses() -> dict[str, str]:
    """Return the status of each message by its recipient."""
    return dict(Message.objects.values_list("recipient", "status"))
