"""Tasks and news."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from kindred.accounts.models import Notification, User, Workspace
from kindred.contacts.models import Contact, Task

Give = Callable[..., Task]


@pytest.fixture
def give(workspace: Workspace, contacts: Callable[..., list[Contact]], now: datetime) -> Give:
    """A way to give somebody a task."""
    contacts(1)

    def giving(title: str, assignee: User | None = None, due_at: datetime | None = None) -> Task:
        Task.objects.create_for(
            Contact.objects.of(workspace), title=title, at=now, assignee=assignee, due_at=due_at, by=None
        )
        return Task.objects.get(title=title)

    return giving


def test_mine_are_those_given_to_me_or_to_nobody(as_bob: Client, bob: User, ada: User, give: Give) -> None:
    for title, who in (("Bob's", bob), ("Ada's", ada), ("Anybody's", None)):
        give(title, who)
    mine = as_bob.get("/w/acme/tasks/").content.decode()
    assert "Bob&#x27;s" in mine
    assert "Anybody&#x27;s" in mine
    assert "Ada&#x27;s" not in mine
    assert "Ada&#x27;s" in as_bob.get("/w/acme/tasks/?show=all").content.decode()


def test_a_task_is_ticked_off_and_reopened(as_bob: Client, bob: User, give: Give) -> None:
    task = give("Call back")
    as_bob.post(f"/w/acme/tasks/{task.pk}/completion/")
    task.refresh_from_db()
    assert task.done_by == bob
    assert b"Call back" in as_bob.get("/w/acme/tasks/?show=done").content
    as_bob.post(f"/w/acme/tasks/{task.pk}/reopening/")
    task.refresh_from_db()
    assert task.done_at is None


def test_viewers_tick_nothing_off_and_strangers_find_nothing(as_vera: Client, as_mallory: Client, give: Give) -> None:
    task = give("Call back")
    assert as_vera.get("/w/acme/tasks/").status_code == 200
    assert as_vera.post(f"/w/acme/tasks/{task.pk}/completion/").status_code == 403
    assert as_mallory.post(f"/w/elsewhere/tasks/{task.pk}/completion/").status_code == 404
    assert as_mallory.get("/w/acme/tasks/").status_code == 404


def test_news_is_counted_until_it_is_read(as_bob: Client, bob: User, workspace: Workspace, now: datetime) -> None:
    Notification.objects.tell(workspace=workspace, users=[bob], text="A card has moved.", now=now)
    assert b'aria-label="News, 1 new"' in as_bob.get("/w/acme/tasks/").content
    assert b"A card has moved." in as_bob.get("/w/acme/notifications/").content
    as_bob.post("/w/acme/notifications/")
    assert b'aria-label="News"' in as_bob.get("/w/acme/tasks/").content


def test_nobody_reads_anothers_news(as_ada: Client, bob: User, workspace: Workspace, now: datetime) -> None:
    Notification.objects.tell(workspace=workspace, users=[bob], text="A card has moved.", now=now)
    assert b"A card has moved." not in as_ada.get("/w/acme/notifications/").content
