"""Sending: every message comes to one known end, and one recipient's trouble stays theirs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError

from kindred.accounts.models import User, Workspace
from kindred.contacts.models import Contact
from kindred.jobs.worker import Report
from kindred.messaging.errors import NotCancellable, NotRetryable
from kindred.messaging.models import Message, SendingAccount, Suppression, Template
from kindred.messaging.sending.ledger import Ledger
from tests.messaging.conftest import Pool, Queue, statuses
from tests.smtp_sink import Fault, SmtpSink

Send = Callable[..., Report]


def test_a_queued_message_arrives_and_is_known_to_have(
    account: SendingAccount, sink: SmtpSink, contacts: Pool, queue: Queue, send: Send, now: datetime
) -> None:
    (pat,) = contacts(1)
    queue()
    assert send().done == 1
    (mail,) = sink.mails
    assert (mail.sender, mail.recipient) == ("ada@acme.example", pat.email)
    assert mail.message["subject"] == "Hello Pat"
    assert mail.message["from"] == "Ada of Acme <ada@acme.example>"
    message = Message.objects.get()
    assert message.status == "accepted"
    assert message.reason == "250 2.0.0 taken"
    assert mail.message["message-id"] == f"<{message.identity}>"
    body = mail.message.get_body(("plain",))
    assert body
    assert message.text in body.get_content().replace("\r\n", "\n")
    assert message.account == account
    assert (message.due_at, message.claimed_by, message.claimed_until) == (None, "", None)
    pat.refresh_from_db()
    assert pat.last_contacted_at
    event = pat.events.get(kind="message.sent")
    assert event.data["message"] == message.pk
    assert event.data["subject"] == "Hello Pat"
    assert send().done == 0
    assert len(sink.mails) == 1


def test_many_arrive_once_each(
    account: SendingAccount, sink: SmtpSink, contacts: Pool, queue: Queue, send: Send
) -> None:
    people = contacts(350)
    queue()
    # A shift ends after some seconds, and a busy machine may need another.
    while send().done:
        pass
    assert sorted(sink.recipients) == sorted(person.email for person in people)
    assert set(statuses().values()) == {"accepted"}


def test_what_is_due_later_waits(
    account: SendingAccount, sink: SmtpSink, contacts: Pool, queue: Queue, send: Send, now: datetime
) -> None:
    contacts(1)
    queue(due_at=now + timedelta(hours=2))
    report = send()
    assert (report.done, report.next_at) == (0, now + timedelta(hours=2))
    send(now + timedelta(hours=2))
    assert len(sink.mails) == 1


def test_without_an_account_mail_is_kept_to_be_read(contacts: Pool, queue: Queue, send: Send) -> None:
    contacts(3)
    queue()
    send()
    message = Message.objects.first()
    assert message
    assert (message.status, message.subject) == ("accepted", "Hello Pat")
    assert "Hi Pat Person0001" in message.html
    assert "local outbox" in message.reason


@pytest.mark.parametrize(
    ("verb", "action", "status", "event"),
    [
        ("RCPT", "550 5.1.1 no such user", "bounced", "message.bounced"),
        ("RCPT", "554 5.7.1 blocked", "bounced", "message.bounced"),
        ("RCPT", "450 4.2.1 busy", "deferred", None),
        ("dot", "554 5.6.0 no", "bounced", "message.bounced"),
        ("dot", Fault.TAKE_AND_DROP, "uncertain", "message.uncertain"),
        ("dot", Fault.HANG, "uncertain", "message.uncertain"),
        ("DATA", Fault.DROP, "deferred", None),
    ],
)
def test_one_recipient_s_trouble_is_theirs_alone(
    account: SendingAccount, sink: SmtpSink, contacts: Pool, queue: Queue, send: Send,
    verb: str, action: Any, status: str, event: str | None,
) -> None:  # fmt: skip
    people = contacts(20)
    unlucky = people[7]
    sink.rule = lambda said, to: action if said == verb and to == unlucky.email else None
    queue()
    send()
    got = statuses()
    assert got.pop(unlucky.email) == status
    assert set(got.values()) == {"accepted"}
    assert len(sink.mails) == 19 + (action is Fault.TAKE_AND_DROP)
    told = set(unlucky.events.values_list("kind", flat=True))
    assert told == ({event} if event else set())


def test_only_an_address_that_does_not_exist_is_given_up(
    account: SendingAccount, sink: SmtpSink, workspace: Workspace, contacts: Pool, queue: Queue, send: Send
) -> None:
    gone, blocked = contacts(2)
    said = {gone.email: "550 5.1.1 no such user", blocked.email: "550 5.7.1 blocked for policy reasons"}
    sink.rule = lambda verb, to: said.get(to) if verb == "RCPT" else None
    queue()
    send()
    suppression = Suppression.objects.get()
    assert (suppression.value, suppression.reason) == (gone.email, "bounced")
    sink.rule = lambda _verb, _to: None
    queue(occasion="again")
    send()
    again = dict(Message.objects.filter(occasion__startswith="again").values_list("recipient", "status"))
    assert again == {gone.email: "suppressed", blocked.email: "accepted"}


def test_a_message_put_off_comes_back_under_the_same_name_until_it_is_given_up(
    account: SendingAccount, sink: SmtpSink, contacts: Pool, queue: Queue, send: Send, now: datetime
) -> None:
    contacts(1)
    queue()
    sink.rule = lambda verb, _to: "451 4.7.1 greylisted" if verb == "dot" else None
    waits, names, at = list[timedelta](), set[str](), now
    while True:
        send(at)
        message = Message.objects.get()
        names.add(message.identity)
        if not message.due_at:
            break
        assert message.status == "deferred"
        assert "greylisted" in message.reason
        waits.append(message.due_at - at)
        at = message.due_at
    assert message.status == "failed"
    assert "8 attempts" in message.reason
    assert len(waits) == 7
    assert sum(waits, timedelta()) < timedelta(hours=72)
    assert len(names) == 1
    assert waits == sorted(waits)


def test_who_is_suppressed_is_not_written_to(
    account: SendingAccount,
    sink: SmtpSink,
    workspace: Workspace,
    contacts: Pool,
    queue: Queue,
    send: Send,
    now: datetime,
) -> None:
    by_address, by_domain, free = *contacts(1), *contacts(1, email="x@Sub.Blocked.example"), *contacts(1)
    for value in (by_address.email.upper(), "blocked.example"):
        Suppression.objects.add(workspace=workspace, value=value, reason="manual", now=now)
    queue()
    send()
    assert sink.recipients == [free.email]
    message = by_address.messages.get()
    assert message.status == "suppressed"
    assert "Put here by a person" in message.reason
    assert by_address.events.get().kind == "message.suppressed"
    assert by_domain.messages.get().status == "suppressed"


def test_the_last_look_before_a_message_leaves_counts(
    account: SendingAccount, sink: SmtpSink, workspace: Workspace, contacts: Pool, queue: Queue, send: Send, now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    leaves, unsubscribes, is_cancelled = contacts(3)
    queue()
    claim = Ledger.claim

    def meanwhile(ledger: Ledger, route: Any) -> Any:
        drafts = claim(ledger, route)
        if drafts[0]:
            Suppression.objects.add(workspace=workspace, value=unsubscribes.email, reason="unsubscribed", now=now)
            is_cancelled.messages.get().cancel(now=now)
        return drafts

    monkeypatch.setattr(Ledger, "claim", meanwhile)
    send()
    assert sink.recipients == [leaves.email]
    assert unsubscribes.messages.get().status == "suppressed"
    assert is_cancelled.messages.get().status == "cancelled"


def test_a_message_that_cannot_be_written_fails_alone_and_says_why(
    account: SendingAccount, sink: SmtpSink, workspace: Workspace, contacts: Pool, queue: Queue, send: Send
) -> None:
    contacts(1)
    template = Template.objects.create(
        workspace=workspace, name="T", subject="Hi", html="<p>\n{{ contact.nickname }}</p>"
    )
    for occasion, content in {
        "good": {"subject": "Hi", "html": "x"},
        "typo": {"template": template.pk},
        "gone": {"template": template.pk + 1},
        "empty": {"subject": "  ", "html": "x"},
        "half": {"subject": "Hi", "html": "{% if %}"},
    }.items():
        queue(occasion=occasion, content=content)
    send()
    reasons = {m.occasion.split("/")[0]: (m.status, m.reason) for m in Message.objects.all()}
    assert reasons.pop("good")[0] == "accepted"
    assert {status for status, _reason in reasons.values()} == {"failed"}
    assert "Line 2" in reasons["typo"][1]
    assert "contact.nickname" in reasons["typo"][1]
    assert "deleted" in reasons["gone"][1]
    assert "subject" in reasons["empty"][1]
    assert len(sink.mails) == 1


def test_a_fault_of_the_account_rests_it_and_blames_nobody(
    account: SendingAccount, sink: SmtpSink, contacts: Pool, queue: Queue, send: Send, now: datetime
) -> None:
    contacts(5)
    queue()
    sink.plan("greeting", "421 4.3.2 down", "421 4.3.2 down")
    report = send()
    account.refresh_from_db()
    assert report.done == 0
    assert "421" in account.paused_reason
    assert account.resume_at == report.next_at
    assert set(statuses().values()) == {"queued"}
    assert not Message.objects.exclude(claimed_by="").exists()
    assert send().done == 0
    first = account.resume_at
    assert first
    send(first)
    account.refresh_from_db()
    assert account.resume_at
    assert account.resume_at - first > first - now
    send(account.resume_at)
    assert set(statuses().values()) == {"accepted"}
    account.refresh_from_db()
    assert account.faults == 0
    assert account.paused_reason == ""


def test_a_refused_login_pauses_the_account_until_a_person_resumes(
    account: SendingAccount, sink: SmtpSink, contacts: Pool, queue: Queue, send: Send, now: datetime
) -> None:
    contacts(5)
    queue()
    sink.users = {"ada": "right"}
    SendingAccount.objects.update(username="ada", password="wrong")
    send()
    account.refresh_from_db()
    assert (account.status, account.resume_at) == ("paused", None)
    assert "535" in account.paused_reason
    assert send(now + timedelta(days=3)).done == 0
    SendingAccount.objects.update(password="right")
    account.resume()
    send(now + timedelta(days=3))
    assert set(statuses().values()) == {"accepted"}


def test_one_account_s_trouble_does_not_keep_another_from_sending(
    account: SendingAccount, sink: SmtpSink, workspace: Workspace, contacts: Pool, queue: Queue, send: Send
) -> None:
    contacts(2)
    broken = SendingAccount.objects.create(
        workspace=workspace, name="Broken", from_email="b@acme.example", host="127.0.0.1", port=1, security="none"
    )
    queue(account=broken, occasion="broken")
    queue(occasion="fine")
    send()
    by_occasion = {m.occasion.split("/")[0]: m.status for m in Message.objects.all()}
    assert by_occasion == {"broken": "queued", "fine": "accepted"}


def test_no_more_leave_in_a_minute_than_the_account_may(
    account: SendingAccount, sink: SmtpSink, contacts: Pool, queue: Queue, send: Send, now: datetime
) -> None:
    SendingAccount.objects.update(per_minute=10)
    contacts(25)
    queue()
    report = send()
    assert len(sink.mails) == 10
    assert report.next_at
    assert now + timedelta(seconds=50) < report.next_at <= now + timedelta(seconds=75)
    assert send(now + timedelta(seconds=30)).done == 0
    send(now + timedelta(seconds=75))
    assert len(sink.mails) == 20
    send(now + timedelta(seconds=150))
    assert len(sink.mails) == 25


def test_a_corrected_address_counts_and_one_taken_away_ends_it(
    account: SendingAccount, sink: SmtpSink, contacts: Pool, queue: Queue, send: Send
) -> None:
    moved, left = contacts(2)
    queue()
    Contact.objects.filter(pk=moved.pk).update(email="new@pool.example")
    Contact.objects.filter(pk=left.pk).update(email="")
    send()
    assert sink.recipients == ["new@pool.example"]
    assert moved.messages.get().recipient == "new@pool.example"
    assert left.messages.get().status == "suppressed"


def test_what_was_cancelled_does_not_leave(
    account: SendingAccount, sink: SmtpSink, contacts: Pool, queue: Queue, send: Send, now: datetime, ada: User
) -> None:
    pat, _other = contacts(2)
    queue()
    message = pat.messages.get()
    message.cancel(now=now, by=ada)
    send()
    assert len(sink.mails) == 1
    message.refresh_from_db()
    assert (message.status, message.finished_at) == ("cancelled", now)
    assert pat.events.get().kind == "message.cancelled"
    with pytest.raises(NotCancellable):
        message.cancel(now=now, by=ada)


def test_an_uncertain_message_is_sent_again_only_by_a_person(
    account: SendingAccount, sink: SmtpSink, contacts: Pool, queue: Queue, send: Send, now: datetime, ada: User
) -> None:
    contacts(1)
    queue()
    sink.plan("dot", Fault.DROP)
    send()
    message = Message.objects.get()
    assert message.status == "uncertain"
    for hours in (1, 48, 1000):
        assert send(now + timedelta(hours=hours)).done == 0
    message.retry(now=now, by=ada)
    assert message.contact.events.get(kind="message.queued").by == ada
    send()
    assert len(sink.mails) == 1
    assert sink.mails[0].message["message-id"] == f"<{message.identity}>"
    with pytest.raises(NotRetryable):
        message.retry(now=now, by=ada)


def test_a_worker_told_to_stop_finishes_what_is_in_hand_and_lets_go_of_the_rest(
    account: SendingAccount,
    sink: SmtpSink,
    contacts: Pool,
    queue: Queue,
    send: Send,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    contacts(60)
    queue()
    monkeypatch.setattr("kindred.messaging.outbox.stop_signal", lambda: lambda: len(sink.mails) >= 10)
    send()
    assert 10 <= len(sink.mails) <= 12
    assert Message.objects.filter(status="accepted").count() == len(sink.mails)
    assert Message.objects.filter(status="queued", claimed_until=None).count() == 60 - len(sink.mails)
    monkeypatch.undo()
    send()
    assert len(sink.mails) == 60


def test_a_database_that_goes_away_for_a_moment_loses_no_outcome(
    account: SendingAccount,
    sink: SmtpSink,
    contacts: Pool,
    queue: Queue,
    send: Send,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    contacts(150)
    queue()
    claim, claims = Ledger.claim, iter(range(100))

    def claim_once(ledger: Ledger, route: Any) -> Any:
        if next(claims):
            raise OperationalError("the database system is shutting down")
        return claim(ledger, route)

    monkeypatch.setattr(Ledger, "claim", claim_once)
    with pytest.raises(OperationalError):
        send()
    assert Message.objects.filter(status="accepted").count() == len(sink.mails) == 100
    assert Message.objects.filter(status="queued").count() == 50
    monkeypatch.undo()
    send()
    assert len(sink.mails) == 150


def test_messages_of_another_workspace_go_by_its_own_account(
    account: SendingAccount,
    sink: SmtpSink,
    contacts: Pool,
    queue: Queue,
    send: Send,
    other_workspace: Workspace,
    now: datetime,
) -> None:
    contacts(1)
    queue()
    stranger = Contact.objects.create(workspace=other_workspace, email="s@else.example", email_key="s@else.example")
    Message.objects.queue_email(
        source=Contact.objects.filter(pk=stranger.pk),
        occasion="hello",
        content={"subject": "Hi", "html": "x"},
        workspace=other_workspace,
        now=now,
    )
    send()
    assert len(sink.mails) == 1
    assert "local outbox" in stranger.messages.get().reason


def test_a_channel_that_this_version_does_not_know_waits(contacts: Pool, queue: Queue, send: Send) -> None:
    contacts(1)
    queue()
    Message.objects.update(channel="carrier-pigeon")
    assert send().done == 0
    assert Message.objects.get().status == "queued"
