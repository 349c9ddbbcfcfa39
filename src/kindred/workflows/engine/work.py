"""The engine's work: what has happened, then what has fallen due, a batch at a time."""

from collections.abc import Callable
from datetime import datetime
from itertools import count

import structlog
from django.db import OperationalError, connection, transaction
from django.db.models import Min, QuerySet

from kindred.jobs.worker import Report
from kindred.workflows import core
from kindred.workflows.engine.batch import Part, parts, take
from kindred.workflows.engine.run import Pass
from kindred.workflows.models import Enrollment, WaitingEvent

log = structlog.get_logger()

#: Rows in one transaction. SQLite has one writer, whom the web must not wait for long.
BATCH = {"sqlite": 20_000, "postgresql": 20_000}
EVENTS = 2_000

Decide = Callable[[Part], core.Decision]


def work(now: datetime, _worker: str) -> Report:
    """Act on a batch of waiting events, or else on a batch of enrollments that are due."""
    done = act_on_events(now=now) or act_on_due(now=now)
    if done:
        return Report(done=done)
    return Report(next_at=Enrollment.objects.aggregate(first=Min("due_at"))["first"])


def act_on_due(*, now: datetime) -> int:
    """Advance one batch of enrollments that are due and return how many."""
    due = Enrollment.objects.due(now).order_by("due_at")

    def decide(part: Part) -> core.Decision:
        definition = part.version.parsed
        return core.act(definition, part.place) if part.by_action else core.time_out(definition, part.place)

    return _isolating(due[: BATCH[connection.vendor]], decide, now=now)


def act_on_events(*, now: datetime) -> int:
    """Act on one batch of waiting events, each contact's in their order, and return how many."""
    with transaction.atomic():
        events = list(WaitingEvent.objects.select_for_update(skip_locked=True).order_by("pk")[:EVENTS])
        seen: dict[int, int] = {}
        rounds: dict[tuple[int, str], list[WaitingEvent]] = {}
        for event in events:
            turn = seen[event.contact_id] = seen.get(event.contact_id, 0) + 1
            rounds.setdefault((turn, event.kind), []).append(event)
        for (_turn, kind), same in sorted(rounds.items(), key=lambda item: item[0]):
            _act_on(kind, same, now=now)
        WaitingEvent.objects.filter(pk__in=[event.pk for event in events]).delete()
    return len(events)


def _act_on(kind: str, events: list[WaitingEvent], *, now: datetime) -> None:
    """Let the enrollments of these contacts hear of one kind of event, if it came after they reached their step."""

    def decide(part: Part) -> core.Decision:
        return core.hear(part.version.parsed, part.place, kind)

    _advance(Enrollment.objects.hearing(events), decide, now=now)


def _isolating(enrollments: "QuerySet[Enrollment]", decide: Decide, *, now: datetime) -> int:
    """Advance enrollments in a transaction of their own; where one of them breaks it, find that one and park it.

    A database that is away is no fault of theirs: OperationalError is passed on.
    """
    try:
        with transaction.atomic():
            return _advance(enrollments, decide, now=now)
    except OperationalError:
        raise
    except Exception as fault:
        ids = list(enrollments.values_list("pk", flat=True))
        if len(ids) <= 1:
            log.exception("engine.parked", enrollment=ids)
            return Enrollment.objects.filter(pk__in=ids).park(reason=f"{type(fault).__name__}: {fault}", now=now)
        half = len(ids) // 2
        return sum(
            _isolating(Enrollment.objects.filter(pk__in=some).due(now).order_by("due_at"), decide, now=now)
            for some in (ids[:half], ids[half:])
        )


def _advance(enrollments: "QuerySet[Enrollment]", decide: Decide, *, now: datetime) -> int:
    """Take enrollments in hand, decide for each part of them and carry it out; return how many there were."""
    taken = take(enrollments)
    if taken:
        todo = list(parts())
        numbers = count(len(todo) + 1)
        for part in todo:
            Pass(version=part.version, now=now, part_numbers=numbers).follow(part, decide(part))
    return taken
