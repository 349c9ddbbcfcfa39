"""The work of importing: one spreadsheet at a time, a batch a transaction, under a lease that a dead worker loses."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice

import structlog
from django.db import OperationalError, transaction

from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.importing.batch import Batch
from kindred.contacts.importing.cells import Cells, Person
from kindred.contacts.models import CustomField, ErasedMark, Import, RejectedRow
from kindred.contacts.models.custom_field import member_cleaner
from kindred.contacts.models.erased_mark import refusal
from kindred.contacts.spreadsheets.row import Row
from kindred.jobs.worker import Report
from kindred.kit.clock import utc_now
from kindred.kit.errors import KindredError

log = structlog.get_logger()

BATCH = 2_000
LEASE_SECONDS = 60
Clock = Callable[[], datetime]
#: Told how many rows are done.
Tell = Callable[[int], None]


def work(now: datetime, worker: str) -> Report:
    """Read the oldest spreadsheet that nobody has in hand, to its end."""
    with transaction.atomic():
        waiting = Import.objects.unfinished().order_by("pk")
        taken = waiting.claim(worker=worker, now=now, seconds=LEASE_SECONDS, limit=1)
    if not taken:
        return Report()
    read(Import.objects.select_related("workspace", "created_by").get(pk=taken[0]), worker=worker, clock=_from(now))
    return Report(done=1)


def read(spreadsheet: Import, *, worker: str, clock: Clock = utc_now, tell: Tell = lambda _done: None) -> None:
    """Read what is left of a spreadsheet, batch by batch, until its end, its cancellation, or the loss of the lease."""
    workspace = spreadsheet.workspace
    cells = Cells(spreadsheet.mapping, own=CustomField.objects.cleaners(workspace), member=member_cleaner(workspace))
    try:
        done = spreadsheet.done
        rows = islice(spreadsheet.rows(), done, None)
        while batch := list(islice(rows, BATCH)):
            if not _read_batch(spreadsheet, batch, cells, worker=worker, now=clock()):
                return
            done += len(batch)
            tell(done)
        _finish(spreadsheet, Import.Status.DONE, worker=worker, now=clock())
    except OperationalError:
        raise
    except KindredError as fault:
        _finish(spreadsheet, Import.Status.FAILED, worker=worker, now=clock(), error=fault.message)
    except Exception as fault:
        log.exception("import.failed", id=spreadsheet.pk)
        _finish(spreadsheet, Import.Status.FAILED, worker=worker, now=clock(), error=f"{type(fault).__name__}: {fault}")


@transaction.atomic
def _read_batch(spreadsheet: Import, rows: list[Row], cells: Cells, *, worker: str, now: datetime) -> bool:
    """Write a batch of rows; False where the import was cancelled or another worker has it."""
    held = Import.objects.unfinished().held_by(worker).select_for_update()
    current = held.filter(pk=spreadsheet.pk).first()
    if current is None:
        return False
    rejected: list[RejectedRow] = []
    tally = Batch(spreadsheet, now=now).write(_people(rows, cells, spreadsheet, rejected))
    RejectedRow.objects.bulk_create(rejected)
    current.status = Import.Status.RUNNING
    current.done += len(rows)
    current.created += tally.created
    current.updated += tally.updated
    current.unchanged += tally.unchanged
    current.rejected += len(rejected)
    current.claimed_until = now + timedelta(seconds=LEASE_SECONDS)
    current.save()
    return True


def _people(rows: list[Row], cells: Cells, spreadsheet: Import, rejected: list[RejectedRow]) -> Iterator[Person]:
    """Yield the people the rows are about; rows that cannot be taken are put with the rejected ones."""
    read: list[tuple[Row, Person]] = []
    for row in rows:
        try:
            read.append((row, cells.read(row)))
        except BadValue as fault:
            rejected.append(_rejected(spreadsheet, row, fault.message, values=list(row.cells)))
    identities = (identity for _row, person in read for identity in person.identities)
    erased = ErasedMark.objects.met(identities, workspace=spreadsheet.workspace)
    for row, person in read:
        met = [erased[identity] for identity in person.identities if identity in erased]
        if met:
            # Nothing of them is kept, here neither.
            rejected.append(_rejected(spreadsheet, row, refusal(met[0]), values=[]))
        else:
            yield person


def _rejected(spreadsheet: Import, row: Row, reason: str, *, values: list[str]) -> RejectedRow:
    """Return what is kept of a row that was not taken."""
    return RejectedRow(contact_import=spreadsheet, number=row.number, values=values, reason=reason[:500])


def _finish(spreadsheet: Import, status: Import.Status, *, worker: str, now: datetime, error: str = "") -> None:
    """End an import that is still this worker's."""
    Import.objects.unfinished().held_by(worker).filter(pk=spreadsheet.pk).update(
        status=status, finished_at=now, error=error[:500], claimed_by="", claimed_until=None
    )
    if spreadsheet.rejected_rows.filter(values=[]).exists():
        # Somebody who was erased stands in it.
        spreadsheet.forget_file()


def _from(now: datetime) -> Clock:
    """Return a clock that starts at a moment and runs on from there."""
    offset = now - utc_now()
    return lambda: utc_now() + offset
