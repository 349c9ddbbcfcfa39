"""Changes are told after the commit, to those who listen, also to other processes."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from kindred.kit import changes


@pytest.fixture
def heard() -> Iterator[threading.Event]:
    """Whether the topic cohort/1 was told of."""
    event = threading.Event()
    changes.listen("cohort/1", event.set)
    yield event
    changes.forget("cohort/1", event.set)
    for ear in [thread for thread in threading.enumerate() if thread.name == "changes"]:
        ear.join()


@pytest.mark.django_db(transaction=True)
def test_a_change_is_told_once_it_is_committed(heard: threading.Event) -> None:
    with transaction.atomic():
        changes.changed("cohort/1")
        assert not heard.is_set()
    assert heard.wait(5)


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_is_not_told(heard: threading.Event) -> None:
    with transaction.atomic():
        changes.changed("cohort/1")
        transaction.set_rollback(True)
    assert not heard.is_set()


@pytest.mark.django_db(transaction=True)
def test_other_topics_are_not_heard(heard: threading.Event) -> None:
    changes.changed("cohort/2")
    assert not heard.is_set()


@pytest.mark.django_db(transaction=True)
def test_who_has_been_forgotten_hears_nothing() -> None:
    event = threading.Event()
    changes.listen("cohort/3", event.set)
    changes.forget("cohort/3", event.set)
    changes.changed("cohort/3")
    assert not event.is_set()


@pytest.mark.django_db(transaction=True)
def test_what_another_process_tells_is_heard(heard: threading.Event) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite serves one process")
    while not heard.wait(0.2):
        # Again and again, for the ear may still be on its way to the server.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, 'cohort/1')", [changes.CHANNEL])
