"""Queuing messages for many contacts at once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat

from kindred.accounts.models import Workspace
from kindred.contacts.models import Contact
from kindred.messaging.models import Message

HELLO = {"subject": "Hello {{ contact.first_name }}", "html": "<p>Hi</p>"}
Pool = Callable[..., list[Contact]]


@pytest.fixture
def people(contacts: Pool) -> list[Contact]:
    """Two contacts with an address and one without."""
    return [*contacts(2), *contacts(1, email="")]


def queue(workspace: Workspace, now: datetime, source: QuerySet[Any] | None = None, **more: Any) -> int:
    """Queue the greeting to everyone, or to the source."""
    rows = Contact.objects.all() if source is None else source
    return Message.objects.queue_email(
        **{"source": rows, "occasion": "hello", "content": HELLO, "workspace": workspace, "now": now} | more
    )


def test_everyone_gets_one_message_and_those_without_an_address_one_that_says_so(
    workspace: Workspace, people: list[Contact], now: datetime
) -> None:
    assert queue(workspace, now) == 3
    assert queue(workspace, now) == 0
    found = Message.objects.order_by("contact").values_list("recipient", "status", "due_at", "reason", "finished_at")
    assert list(found) == [
        (people[0].email, "queued", now, "", None),
        (people[1].email, "queued", now, "", None),
        ("", "suppressed", None, "No e-mail address.", now),
    ]
    assert people[2].events.filter(kind="message.suppressed").count() == 1


def test_the_occasion_may_be_an_expression_over_rows_that_point_to_contacts(
    workspace: Workspace, people: list[Contact], now: datetime
) -> None:
    queue(workspace, now)
    occasion = Concat(Value("again/"), Cast(F("pk"), CharField()), output_field=CharField())
    source = Message.objects.filter(status="queued", occasion__startswith="hello")
    assert queue(workspace, now, source, occasion=occasion, contact="contact") == 2
    assert queue(workspace, now, source, occasion=occasion, contact="contact") == 0


@pytest.mark.usefixtures("people")
def test_contacts_of_another_workspace_are_left_out(other_workspace: Workspace, now: datetime) -> None:
    assert queue(other_workspace, now) == 0


@pytest.mark.usefixtures("people")
def test_a_webhook_is_queued_for_everyone(workspace: Workspace, now: datetime) -> None:
    url, everyone = "https://example.com/in", Contact.objects.all()
    made = Message.objects.queue_webhook(
        source=everyone, occasion="hook", url=url, event="contact.reached", workspace=workspace, now=now
    )
    assert made == 3
    assert set(Message.objects.values_list("channel", "recipient", "status")) == {("webhook", url, "queued")}
