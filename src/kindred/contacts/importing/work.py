"""The work of importing: one list at a time, a batch a transaction, under a lease that a dead worker loses."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice

import structlog
from django.db import IntegrityError, OperationalError, transaction

from kindred.accounts.models import Workspace
from kindred.contacts.importing.batch import Batches
from kindred.contacts.importing.cells import Cells, Refusal
from kindred.contacts.importing.person import Person
from kindred.contacts.importing.undoing import Undoing
from kindred.contacts.models import CustomField, ErasedMark, Import, RejectedRow
from kindred.contacts.models.contact_import import ImportQuerySet
from kindred.contacts.models.custom_field import member_cleaner
from kindred.contacts.models.erased_mark import refusal
from kindred.contacts.spreadsheets.row import Row
from kindred.jobs.worker import Report
from kindred.kit.clock import utc_now
from kindred.kit.errors import KindredError

log = structlog.get_logger()

BATCH = 2_000
LEASE_SECONDS = 60
#: Rows counted between two looks at the lease.
_COUNTED = 100_000
#: Batches whose traces are dropped at once.
_SWEPT = 20
#: How often a batch is tried that met with somebody else's, who made or removed the same words.
_TRIES = 3
Clock = Callable[[], datetime]
#: Told how many rows are done.
Tell = Callable[[int], None]


def work(now: datetime, worker: str) -> Report:
    """Read, or take back, the oldest list that nobody has in hand, to its end."""
    with transaction.atomic():
        waiting = Import.objects.unfinished().order_by("pk")
        taken = waiting.claim(worker=worker, now=now, seconds=LEASE_SECONDS, limit=1)
    if not taken:
        return Report()
    spreadsheet = Import.objects.select_related("workspace", "created_by", "undone_by").get(pk=taken[0])
    do = take_back if spreadsheet.status == Import.Status.UNDOING else read
    do(spreadsheet, worker=worker, clock=_from(now))
    return Report(done=1)


def sweep(now: datetime, _worker: str) -> Report:
    """Drop the file of an import that can be undone no more, and what was kept to undo it."""
    old = Import.objects.over(now).order_by("pk").first()
    if old is None:
        return Report()
    with transaction.atomic():
        first = list(old.batches.order_by("pk").values_list("pk", flat=True)[:_SWEPT])
        if first:
            old.batches.filter(pk__in=first).delete()
        else:
            old.rejected_rows.all().delete()
            Import.objects.filter(pk=old.pk).update(is_kept=False)
            old.forget_file()
    return Report(done=1)


def read(spreadsheet: Import, *, worker: str, clock: Clock = utc_now, tell: Tell = lambda _done: None) -> None:
    """Read what is left of a list, batch by batch, until its end, until somebody stops it, or the lease is lost."""
    with _ending_well(spreadsheet, worker=worker, clock=clock):
        if spreadsheet.total is None and not _count(spreadsheet, worker=worker, clock=clock):
            return
        cells = Cells(
            spreadsheet.mapping,
            own=CustomField.objects.cleaners(spreadsheet.workspace),
            member=member_cleaner(spreadsheet.workspace),
            separators=spreadsheet.separators,
            noise=spreadsheet.system.noise,
        )
        done = spreadsheet.done
        rows = islice(spreadsheet.rows(), done, None)
        batches = Batches(spreadsheet)
        while batch := list(islice(rows, BATCH)):
            tries = 1
            while True:
                try:
                    goes_on = _read_batch(spreadsheet, batch, cells, batches, worker=worker, now=clock())
                    break
                except IntegrityError:
                    # Somebody else made, or removed, what this batch had looked up: look again.
                    batches, tries = Batches(spreadsheet), tries + 1
                    if tries > _TRIES:
                        raise
            if not goes_on:
                return
            done += len(batch)
            tell(done)
        _finish(spreadsheet, Import.Status.DONE, worker=worker, now=clock())


def take_back(spreadsheet: Import, *, worker: str, clock: Clock = utc_now, tell: Tell = lambda _done: None) -> None:
    """Take back what is left of an import, batch by batch, the last first."""
    with _ending_well(spreadsheet, worker=worker, clock=clock):
        undoing = Undoing(spreadsheet)
        while batch := spreadsheet.batches.filter(is_undone=False).order_by("-pk").first():
            with transaction.atomic():
                current = _held(spreadsheet, worker=worker)
                if current is None:
                    return
                undoing.take_back(batch, current, now=clock())
                _hold_on(current, now=clock())
            tell(current.removed + current.put_back + current.left_alone)
        undoing.sweep()
        _finish(spreadsheet, Import.Status.UNDONE, worker=worker, now=clock())


@contextmanager
def _ending_well(spreadsheet: Import, *, worker: str, clock: Clock) -> Iterator[None]:
    """Say of an import that met with a fault that it failed, and why."""
    try:
        yield
    except OperationalError:
        raise
    except KindredError as fault:
        _finish(spreadsheet, Import.Status.FAILED, worker=worker, now=clock(), error=fault.message)
    except Exception as fault:
        log.exception("import.failed", id=spreadsheet.pk)
        _finish(spreadsheet, Import.Status.FAILED, worker=worker, now=clock(), error=f"{type(fault).__name__}: {fault}")


def _count(spreadsheet: Import, *, worker: str, clock: Clock) -> bool:
    """Count the rows; False where the import was stopped or another worker has it."""
    rows, total = spreadsheet.rows(), 0
    while counted := sum(1 for _row in islice(rows, _COUNTED)):
        total += counted
        if not _mine(spreadsheet, worker=worker).extend(worker=worker, now=clock(), seconds=LEASE_SECONDS):
            return False
    spreadsheet.total = total
    return bool(_mine(spreadsheet, worker=worker).update(total=total, status=Import.Status.RUNNING))


def _read_batch(
    spreadsheet: Import, rows: list[Row], cells: Cells, batches: Batches, *, worker: str, now: datetime
) -> bool:
    """Write a batch of rows; False where the import was stopped or another worker has it."""
    refused: list[Refusal] = []
    # Before the transaction, in which others wait for the database.
    people = cells.people(rows, refused)
    with transaction.atomic():
        current = _held(spreadsheet, worker=worker)
        if current is None:
            return False
        _write(current, people, refused, batches, now=now)
        current.status = Import.Status.RUNNING
        current.done += len(rows)
        _hold_on(current, now=now)
    return True


def _write(current: Import, people: list[Person], refused: list[Refusal], batches: Batches, *, now: datetime) -> None:
    """Write people, and the rows that were refused."""
    tally = batches.write(_not_erased(people, refused, workspace=current.workspace), now=now)
    refused += tally.refused
    RejectedRow.objects.bulk_create(
        RejectedRow(contact_import=current, number=one.row.number, values=one.kept, reason=one.reason[:500])
        for one in refused
    )
    current.created += tally.created
    current.updated += tally.updated
    current.unchanged += tally.unchanged
    current.rejected += len(refused)


def _not_erased(people: list[Person], refused: list[Refusal], *, workspace: Workspace) -> list[Person]:
    """Return the people but those who were erased, of whom nothing is kept, not even the row."""
    erased = ErasedMark.objects.met(
        (identity for person in people for identity in person.identities), workspace=workspace
    )
    if not erased:
        return people
    left = []
    for person in people:
        met = [erased[identity] for identity in person.identities if identity in erased]
        refused += [Refusal(row=row, reason=refusal(met[0]), is_erased=True) for row in person.rows] if met else []
        left += [] if met else [person]
    return left


def _mine(spreadsheet: Import, *, worker: str) -> ImportQuerySet:
    """Narrow to the import, as long as this worker has it."""
    return Import.objects.unfinished().held_by(worker).filter(pk=spreadsheet.pk)


def _held(spreadsheet: Import, *, worker: str) -> Import | None:
    """Return the import as it is now, held until the transaction ends; None where it is this worker's no more."""
    return _mine(spreadsheet, worker=worker).select_for_update().first()


def _hold_on(current: Import, *, now: datetime) -> None:
    """Keep how far it is, and the lease."""
    current.claimed_until = now + timedelta(seconds=LEASE_SECONDS)
    current.save()


def _finish(spreadsheet: Import, status: Import.Status, *, worker: str, now: datetime, error: str = "") -> None:
    """End an import that is still this worker's; one that was undone stays over since when it was."""
    ended = {} if status == Import.Status.UNDONE else {"finished_at": now}
    _mine(spreadsheet, worker=worker).update(
        status=status, error=error[:500], claimed_by="", claimed_until=None, **ended
    )
    if spreadsheet.rejected_rows.filter(values=[]).exists():
        # Somebody who was erased stands in it.
        spreadsheet.forget_file()


def _from(now: datetime) -> Clock:
    """Return a clock that starts at a moment and runs on from there."""
    offset = now - utc_now()
    return lambda: utc_now() + offset
