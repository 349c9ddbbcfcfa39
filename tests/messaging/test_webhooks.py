"""Webhooks: signed, repeated by the schedule, the same each time."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings
from standardwebhooks import Webhook

from kindred.accounts.models import Workspace
from kindred.channels.parcel import Parcel
from kindred.channels.webhook.channel import WebhookChannel
from kindred.contacts.models import Contact
from kindred.jobs.worker import Report
from kindred.kit.signing import webhook_secret
from kindred.messaging.models import Message, Suppression
from tests.http_sink import HttpSink, http_sink
from tests.messaging.conftest import Pool

Send = Callable[..., Report]


@pytest.fixture
def hook(settings: Settings) -> Iterator[HttpSink]:
    """A receiver on loopback."""
    with http_sink() as hook:
        settings.ALLOWED_INTERNAL_HOSTS = ["127.0.0.1"]
        yield hook


@pytest.fixture
def call(workspace: Workspace, hook: HttpSink, now: datetime) -> Callable[..., int]:
    """A way to queue a call about everyone."""

    def call(occasion: str = "hook", url: str = "") -> int:
        return Message.objects.queue_webhook(
            source=Contact.objects.all(),
            occasion=occasion,
            url=url or hook.url,
            event="step.reached",
            data={"step": "Interview"},
            workspace=workspace,
            now=now,
        )

    return call


def test_the_published_example_is_signed_as_published() -> None:
    channel = WebhookChannel(
        secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", clock=lambda: datetime.fromtimestamp(1614265330, UTC)
    )
    parcel = Parcel(key=1, recipient="", identity="msg_p5jXN8AQM9LWM0D4loKWxJek", payload=b'{"test": 2432232314}')
    headers = channel.headers(parcel)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_call_tells_of_the_contact_and_can_be_verified(
    hook: HttpSink, call: Callable[..., int], contacts: Pool, send: Send, workspace: Workspace
) -> None:
    (pat,) = contacts(1, title="CTO")
    call()
    send()
    (came,) = hook.calls
    body = json.loads(came.body)
    assert body["type"] == "step.reached"
    assert body["data"]["step"] == "Interview"
    assert body["data"]["contact"]["email"] == pat.email
    assert body["data"]["contact"]["title"] == "CTO"
    assert Webhook(webhook_secret(workspace.pk)).verify(came.body, came.headers)
    message = Message.objects.get()
    assert (message.status, message.identity) == ("accepted", came.headers["webhook-id"])
    assert json.loads(message.text) == body
    pat.refresh_from_db()
    assert pat.last_contacted_at is None


def test_a_failed_call_is_repeated_by_the_schedule_with_the_same_id_and_body(
    hook: HttpSink, call: Callable[..., int], contacts: Pool, send: Send, now: datetime
) -> None:
    contacts(1)
    call()
    hook.statuses.extend([500, 302, 404, 429, 400, 503, 500, 500, 500, 500, 500])
    at, waits = now, list[float]()
    while True:
        send(at)
        message = Message.objects.get()
        Contact.objects.update(title=f"after {len(waits)}")
        if not message.due_at:
            break
        waits.append((message.due_at - at).total_seconds())
        at = message.due_at
    assert message.status == "failed"
    assert "10 attempts" in message.reason
    schedule = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]
    assert all(0.9 * planned - 1 <= wait <= 1.1 * planned + 5 for wait, planned in zip(waits, schedule, strict=True))
    assert len(hook.calls) == 10
    assert len({came.headers["webhook-id"] for came in hook.calls}) == 1
    assert len({came.body for came in hook.calls}) == 1


def test_a_lost_answer_is_followed_by_another_attempt(
    hook: HttpSink, call: Callable[..., int], contacts: Pool, send: Send, now: datetime
) -> None:
    contacts(1)
    call()
    hook.drops = 1
    send()
    assert Message.objects.get().status == "deferred"
    send(now + timedelta(seconds=20))
    assert Message.objects.get().status == "accepted"


def test_a_receiver_that_is_gone_is_not_called_again(
    hook: HttpSink, call: Callable[..., int], contacts: Pool, send: Send
) -> None:
    contacts(1)
    call()
    hook.statuses.append(410)
    send()
    assert Message.objects.get().status == "bounced"
    assert Suppression.objects.get().value == hook.url
    call("again")
    send()
    assert len(hook.calls) == 1
    assert Message.objects.get(occasion__startswith="again").status == "suppressed"


def test_a_receiver_may_ask_to_be_left_alone_for_a_while(
    hook: HttpSink, call: Callable[..., int], contacts: Pool, send: Send, now: datetime
) -> None:
    contacts(1)
    call()
    hook.statuses.append(429)
    hook.headers["retry-after"] = "3600"
    send()
    due_at = Message.objects.get().due_at
    assert due_at
    assert due_at >= now + timedelta(hours=1)


def test_an_internal_address_is_not_called(
    call: Callable[..., int], hook: HttpSink, contacts: Pool, send: Send, settings: Settings
) -> None:
    settings.ALLOWED_INTERNAL_HOSTS = []
    contacts(1)
    call()
    call("metadata", "http://169.254.169.254/latest/")
    send()
    assert set(Message.objects.values_list("status", flat=True)) == {"failed"}
    assert not hook.calls


def test_a_slow_receiver_holds_up_no_other(
    hook: HttpSink, call: Callable[..., int], contacts: Pool, send: Send
) -> None:
    contacts(20)
    hook.delay = 0.05
    call()
    send()
    assert len(hook.calls) == 20
    assert set(Message.objects.values_list("status", flat=True)) == {"accepted"}
