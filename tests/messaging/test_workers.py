"""Several workers at once: each message leaves by one of them."""

import threading
from collections import Counter
from datetime import datetime

import pytest
from django.db import connection, transaction  # noqa: F401 (a condition below, read as text)

from kindred.accounts.models import Workspace
from kindred.contacts.models import Contact
from kindred.kit.clock import utc_now
from kindred.kit.db.gate import pass_gate
from kindred.messaging.models import Message, SendingAccount, Suppression
from kindred.messaging.outbox import work
from tests.at_once import at_once
from tests.messaging.conftest import Pool, Queue
from tests.smtp_sink import SmtpSink

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_workers_in_the_same_instant_send_nothing_twice(
    account: SendingAccount, sink: SmtpSink, contacts: Pool, queue: Queue
) -> None:
    people = contacts(250)
    now = utc_now()
    queue(now=now)
    at_once(lambda: work(now, "one"), lambda: work(now, "two"))
    assert Counter(sink.recipients) == Counter(person.email for person in people)
    assert set(Message.objects.values_list("status", flat=True)) == {"accepted"}


def test_the_same_occasion_queued_by_two_at_once_makes_one_message_each(
    workspace: Workspace, contacts: Pool, queue: Queue
) -> None:
    contacts(50)
    at_once(queue, queue)
    assert Message.objects.count() == 50


def test_an_account_s_limit_holds_for_all_workers_together(
    account: SendingAccount, sink: SmtpSink, contacts: Pool, queue: Queue
) -> None:
    SendingAccount.objects.update(per_minute=30)
    contacts(100)
    now = utc_now()
    queue(now=now)
    at_once(*(lambda name=name: work(now, name) for name in ("one", "two", "three")))
    assert len(sink.mails) == 30


def test_who_unsubscribes_while_messages_leave_gets_at_most_what_left_before(
    account: SendingAccount, sink: SmtpSink, workspace: Workspace, contacts: Pool, queue: Queue
) -> None:
    people = contacts(120)
    queue(now=utc_now())
    late: list[str] = []

    def unsubscribe() -> None:
        for person in people[::3]:
            Suppression.objects.add(workspace=workspace, value=person.email, reason="unsubscribed", now=utc_now())
            if not Message.objects.filter(contact=person, handed_over_at__isnull=False).exists():
                late.append(person.email)

    at_once(lambda: work(utc_now(), "one"), unsubscribe)
    assert not set(late) & set(sink.recipients)
    assert Message.objects.filter(recipient__in=late, status="suppressed").count() == len(late)


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite lets one transaction write at a time anyway")
def test_a_suppression_waits_for_those_who_passed_before_it(workspace: Workspace, now: datetime) -> None:
    passed, suppressed = threading.Event(), threading.Event()

    def hand_over() -> None:
        with transaction.atomic():
            pass_gate(workspace.pk)
            passed.set()
            assert not suppressed.wait(0.3)

    def suppress() -> None:
        passed.wait(5)
        Suppression.objects.add(workspace=workspace, value="a@b.example", reason="manual", now=now)
        suppressed.set()

    at_once(hand_over, suppress)
    assert suppressed.is_set()
    assert Contact.objects.count() == 0
