"""The work of bulk actions in the background: a batch of the one that waited longest, exports apart, and the sweep."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from kindred.bulk.exporting import write
from kindred.bulk.models import BulkAction
from kindred.bulk.models.bulk_action import LEASE, BulkActionQuerySet
from kindred.jobs.worker import Report
from kindred.kit.errors import KindredError

#: SQLite has one writer, and who waits for it looks again after at most so long: a pause that lets everybody in.
REST = timedelta(milliseconds=110)


def act(now: datetime, worker: str) -> Report:
    """Do one batch of the action that waited longest and that nobody else has in hand, or count whom it is about.

    Whom it is about is found before the batch's transaction, which then holds SQLite's one writer only to write.
    """
    action = _claimed(BulkAction.objects.exclude(act="export").order_by("touched_at", "pk"), worker, now)
    if action is None:
        return Report()
    try:
        if action.total is None:
            action.count(now=now)
        else:
            _turn(action, action.next_ids(), worker=worker, now=now)
    except KindredError as error:
        action.fail(reason=error.message, now=now)
    return Report(done=1, rest=REST if connection.vendor == "sqlite" else timedelta(0))


@transaction.atomic
def _turn(action: BulkAction, ids: list[int], *, worker: str, now: datetime) -> None:
    """Do a batch, if the action is still wanted and still this worker's."""
    held = BulkAction.objects.unfinished().held_by(worker).select_for_update(of=("self",))
    if row := held.select_related("workspace", "removal").filter(pk=action.pk, status=action.status).first():
        row.turn(ids, now=now)


def _claimed(waiting: BulkActionQuerySet, worker: str, now: datetime) -> BulkAction | None:
    """Take the first of these that has work left."""
    with transaction.atomic():
        taken = waiting.unfinished().claim(worker=worker, now=now, seconds=int(LEASE.total_seconds()), limit=1)
    return BulkAction.objects.select_related("workspace", "removal").get(pk=taken[0]) if taken else None


def export(now: datetime, worker: str) -> Report:
    """Write the file of the oldest export that nobody has in hand."""
    action = _claimed(BulkAction.objects.filter(act="export").order_by("pk"), worker, now)
    if action is None:
        return Report()
    write(action, worker=worker, now=now)
    return Report(done=1)


def sweep(now: datetime, _worker: str) -> Report:
    """Drop a batch of what was kept of an action that can be undone no more."""
    action = BulkAction.objects.over(now).select_related("removal").order_by("pk").first()
    if action is None:
        return Report()
    action.forget()
    return Report(done=1, rest=REST)
