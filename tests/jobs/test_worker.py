"""The worker: it does what is due, wakes when nudged, survives faults and stops when told."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import OperationalError, connection, transaction

from kindred.jobs import worker as worker_module
from kindred.jobs.wake import nudges, wake
from kindred.jobs.worker import Report, Worker, work_until_idle

MOMENT = datetime(2026, 11, 2, 9, tzinfo=UTC)


class Pile:
    """Work that comes in while the worker runs."""

    def __init__(self, size: int, *faults: Exception) -> None:
        self.left, self.faults = size, list(faults)
        self.empty = threading.Event()

    def __call__(self, _now: datetime, _worker: str) -> Report:
        if self.faults:
            raise self.faults.pop()
        if not self.left:
            self.empty.set()
            return Report()
        self.left -= 1
        return Report(done=1)


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> list[Pile]:
    """The piles a worker will work on: add them before it is made."""
    piles: list[Pile] = []
    monkeypatch.setattr(worker_module, "all_work", lambda: piles)
    return piles


def test_work_until_idle_does_everything_and_counts_it() -> None:
    piles = [Pile(3), Pile(4)]
    assert work_until_idle(clock=lambda: MOMENT, work=piles) == 7
    assert [pile.left for pile in piles] == [0, 0]


@pytest.mark.django_db(transaction=True)
def test_a_worker_goes_on_after_a_fault(running: list[Pile], monkeypatch: pytest.MonkeyPatch) -> None:
    pile = Pile(2, OperationalError("the database is away"), ValueError("a fault in the code"))
    running.append(pile)
    monkeypatch.setattr(worker_module, "FAULT_PAUSE", worker_module.FAULT_PAUSE / 100)
    worker = Worker()
    worker.start()
    assert pile.empty.wait(timeout=20)
    worker.stop()
    assert pile.left == 0


@pytest.mark.django_db(transaction=True)
def test_a_sleeping_worker_wakes_when_something_commits(running: list[Pile], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "NAP", worker_module.NAP * 100)
    pile = Pile(0)
    running.append(pile)
    worker = Worker()
    worker.start()
    assert pile.empty.wait(timeout=20)
    pile.empty.clear()
    pile.left = 1
    with transaction.atomic():
        wake()
    assert pile.empty.wait(timeout=20)
    worker.stop()
    assert pile.left == 0


@pytest.mark.django_db(transaction=True)
def test_a_nudge_goes_with_its_transaction() -> None:
    before = nudges()
    with transaction.atomic():
        wake()
        transaction.set_rollback(True)
    assert nudges() == before


@pytest.mark.django_db(transaction=True)
def test_a_nudge_from_another_process_arrives(running: list[Pile], monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one process, which nudges its own threads")
    monkeypatch.setattr(worker_module, "NAP", worker_module.NAP * 100)
    pile = Pile(0)
    running.append(pile)
    worker = Worker()
    worker.start()
    assert pile.empty.wait(timeout=20)
    seen = nudges()
    with connection.cursor() as cursor:
        for _attempt in range(100):
            cursor.execute("SELECT pg_notify('kindred_wake', '')")
            if nudges() != seen:
                break
            threading.Event().wait(0.05)
    worker.stop()
    assert nudges() != seen
