"""What people write down about contacts, and what they mean to do."""

from collections.abc import Callable
from datetime import datetime, timedelta

from kindred.accounts.models import User, Workspace
from kindred.contacts.models import Contact, Event, Note, Task

Pool = Callable[..., list[Contact]]


def test_the_same_thing_to_do_about_many(contacts: Pool, workspace: Workspace, bob: User, now: datetime) -> None:
    contacts(3)
    pool = Contact.objects.of(workspace)
    assert Task.objects.create_for(pool, title="Call", assignee=bob, due_at=now, at=now) == 3
    assert set(Task.objects.of(workspace).values_list("title", "assignee", "done_at")) == {("Call", bob.pk, None)}
    assert Event.objects.filter(kind="task.created", data__title="Call").count() == 3


def test_the_most_urgent_comes_first_and_what_has_no_date_last(
    contacts: Pool, workspace: Workspace, now: datetime
) -> None:
    contacts(1)
    pool = Contact.objects.of(workspace)
    for title, due in (("some day", None), ("tomorrow", now + timedelta(days=1)), ("today", now)):
        Task.objects.create_for(pool, title=title, due_at=due, at=now)
    assert [task.title for task in Task.objects.of(workspace).to_do()] == ["today", "tomorrow", "some day"]


def test_a_task_is_done_once(contacts: Pool, workspace: Workspace, ada: User, bob: User, now: datetime) -> None:
    contacts(1)
    Task.objects.create_for(Contact.objects.of(workspace), title="Call", at=now)
    task = Task.objects.get()
    task.finish(now=now, by=bob)
    task.finish(now=now + timedelta(hours=1), by=ada)
    assert (task.done_at, task.done_by) == (now, bob)
    assert Event.objects.filter(kind="task.done").count() == 1
    assert not Task.objects.of(workspace).to_do().exists()
    task.reopen()
    assert Task.objects.of(workspace).to_do().get() == task


def test_a_note_stands_on_the_timeline(contacts: Pool, ada: User, now: datetime) -> None:
    (person,) = contacts(1)
    note = Note.objects.write(contact=person, text=" Likes sailing. " + "x" * 300, by=ada, at=now)
    event = person.events.get()
    assert (event.kind, event.by, event.data["id"]) == ("note.added", ada, note.pk)
    assert note.text.startswith("Likes sailing.")
    assert len(event.data["text"]) == 200
