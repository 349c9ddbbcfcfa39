"""Writing the file of an export: a long read that holds no transaction, under a lease that a dead worker loses."""

import csv
import io
import secrets
import tempfile
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import structlog
from django.core.files.base import File

from kindred.bulk.models import BulkAction
from kindred.bulk.models.bulk_action import LEASE
from kindred.contacts import exporting
from kindred.contacts.cleaning.formula import guarded
from kindred.kit.clock import running_from

log = structlog.get_logger()

#: Rows between two looks at whether it is still wanted.
STRETCH = 5_000
#: What makes spreadsheets read the file as UTF-8.
_BOM = "\ufeff"


def write(action: BulkAction, *, worker: str, now: datetime) -> None:
    """Write the file from its beginning; given up where the export is stopped or another worker has it."""
    clock = running_from(now)
    _mine(action, worker).update(status=BulkAction.Status.RUNNING, total=action.contacts().count(), done=0)
    try:
        with tempfile.TemporaryFile() as file:
            for done in _written(action, file):
                until = clock() + LEASE
                if not _mine(action, worker).update(done=done, changed=done, claimed_until=until, touched_at=clock()):
                    return
            file.seek(0)
            action.file.save(f"{secrets.token_hex(16)}.csv", File(file), save=False)
    except OSError as fault:
        log.exception("export.failed", id=action.pk)
        _finish(action, worker, BulkAction.Status.FAILED, clock(), error=str(fault)[:500])
        return
    if not _finish(action, worker, BulkAction.Status.DONE, clock(), file=action.file.name):
        action.file.delete(save=False)


def _written(action: BulkAction, file: Any) -> Iterator[int]:
    """Write the lines, and yield how many people are in the file by now, again and again."""
    lines = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(lines)
    lines.write(_BOM)
    writer.writerow([guarded(column) for column in exporting.columns(action.workspace)])
    people = exporting.rows(action.contacts().filter(pk__lte=action.upto), workspace=action.workspace)
    done = 0
    while stretch := list(islice(people, STRETCH)):
        writer.writerows([[guarded(value) for value in row] for row in stretch])
        done += len(stretch)
        yield done
    lines.detach()


def _mine(action: BulkAction, worker: str) -> Any:
    """Narrow to the action while it is this worker's and still wanted."""
    return BulkAction.objects.unfinished().held_by(worker).filter(pk=action.pk)


def _finish(action: BulkAction, worker: str, status: BulkAction.Status, at: datetime, **more: Any) -> int:
    """End an export that is still this worker's."""
    over = {"status": status, "finished_at": at, "touched_at": at, "claimed_by": "", "claimed_until": None}
    return int(_mine(action, worker).update(**over, **more))
