"""The outbox: what was sent or would be, what became of it, and what a person can still do."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from kindred.accounts.models import Workspace
from kindred.contacts.models import Contact
from kindred.messaging.models import Message
from kindred.messaging.outbox import work

WORDS = {"subject": "Hi {{ contact.first_name }}", "html": "<p>Good morning</p>"}


@pytest.fixture
def message(workspace: Workspace, contacts: Callable[..., list[Contact]], now: datetime) -> Message:
    """A message to Pat that waits."""
    contacts(1)
    Message.objects.queue_email(
        source=Contact.objects.of(workspace), occasion="hello", content=WORDS, workspace=workspace, now=now
    )
    return Message.objects.get()


def test_the_list_says_where_messages_go_while_no_account_is_set_up(as_ada: Client, message: Message) -> None:
    page = as_ada.get("/w/acme/outbox/").content.decode()
    assert "No sending account is set up" in page
    assert message.recipient in page


def test_a_shelf_holds_only_its_own(as_ada: Client, message: Message) -> None:
    assert message.recipient in as_ada.get("/w/acme/outbox/?show=waiting").content.decode()
    assert message.recipient not in as_ada.get("/w/acme/outbox/?show=sent").content.decode()
    assert as_ada.get("/w/acme/outbox/?show=nonsense&at=nonsense").status_code == 200


def test_a_waiting_message_can_be_read_as_it_would_be_now(as_ada: Client, message: Message) -> None:
    page = as_ada.get(f"/w/acme/outbox/{message.pk}/").content.decode()
    assert "It has not left yet" in page
    assert "Hi Pat" in page
    letter = as_ada.get(f"/w/acme/outbox/{message.pk}/letter/")
    assert b"Good morning" in letter.content
    assert letter.headers["Content-Security-Policy"].startswith("sandbox")


def test_a_sent_message_keeps_its_words(as_ada: Client, message: Message, now: datetime) -> None:
    work(now, "test")
    Contact.objects.update(first_name="Somebody else")
    page = as_ada.get(f"/w/acme/outbox/{message.pk}/").content.decode()
    assert "Hi Pat" in page
    assert "local outbox" in page


def test_a_message_that_cannot_be_written_says_why(as_ada: Client, message: Message) -> None:
    Message.objects.update(content={"subject": "{{ contact.shoe_size }}", "html": "x"})
    page = as_ada.get(f"/w/acme/outbox/{message.pk}/")
    assert page.status_code == 200
    assert b"shoe_size" in page.content


def test_it_is_cancelled_once(as_bob: Client, message: Message) -> None:
    place = f"/w/acme/outbox/{message.pk}/cancellation/"
    as_bob.post(place)
    message.refresh_from_db()
    assert message.status == Message.Status.CANCELLED
    assert b"too late to cancel" in as_bob.post(place, follow=True).content


def test_an_uncertain_one_is_confirmed_or_sent_again_by_a_person(as_bob: Client, message: Message) -> None:
    Message.objects.update(status=Message.Status.UNCERTAIN, due_at=None)
    assert b"nobody can know" in as_bob.get(f"/w/acme/outbox/{message.pk}/").content
    as_bob.post(f"/w/acme/outbox/{message.pk}/arrival/")
    message.refresh_from_db()
    assert message.status == Message.Status.ACCEPTED
    assert message.contact.events.filter(kind="message.sent").exists()
    Message.objects.update(status=Message.Status.FAILED)
    as_bob.post(f"/w/acme/outbox/{message.pk}/retry/")
    message.refresh_from_db()
    assert message.status == Message.Status.QUEUED


def test_viewers_read_and_do_nothing(as_vera: Client, message: Message) -> None:
    assert as_vera.get(f"/w/acme/outbox/{message.pk}/").status_code == 200
    for verb in ("cancellation", "retry", "arrival"):
        assert as_vera.post(f"/w/acme/outbox/{message.pk}/{verb}/").status_code == 403


def test_messages_of_another_workspace_do_not_exist(as_mallory: Client, message: Message) -> None:
    assert as_mallory.get(f"/w/elsewhere/outbox/{message.pk}/").status_code == 404
    assert as_mallory.get(f"/w/elsewhere/outbox/{message.pk}/letter/").status_code == 404
    assert as_mallory.post(f"/w/elsewhere/outbox/{message.pk}/cancellation/").status_code == 404
    assert as_mallory.get("/w/acme/outbox/").status_code == 404
