"""The work of erasing, a batch a transaction, under a lease that a dead worker loses."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from kindred.contacts.erasing.files import forget_files
from kindred.contacts.models import Erasure, Evidence
from kindred.contacts.models.erasure import LEASE
from kindred.jobs.worker import Report
from kindred.kit.clock import running_from
from kindred.kit.db.sweep import sweep


def work(now: datetime, worker: str) -> Report:
    """Take up the oldest erasure that nobody has in hand, and bring it to its end."""
    with transaction.atomic():
        waiting = Erasure.objects.unfinished().order_by("pk")
        taken = waiting.claim(worker=worker, now=now, seconds=int(LEASE.total_seconds()), limit=1)
    if not taken:
        return Report(done=_swept(now))
    clock = running_from(now)
    while (erasure := _held(taken[0], worker)) and _erased(erasure, worker, clock):
        pass
    return Report(done=1)


def _held(pk: int, worker: str) -> Erasure | None:
    """Return the erasure while it is in this worker's hands."""
    return Erasure.objects.unfinished().held_by(worker).select_related("workspace", "by").filter(pk=pk).first()


def _erased(erasure: Erasure, worker: str, clock: Callable[[], datetime]) -> bool:
    """Erase a batch, or bring the erasure to its end; return whether there may be more."""
    if erasure.erase_batch(now=clock()):
        now = clock()
        Erasure.objects.filter(pk=erasure.pk).extend(worker=worker, now=now, seconds=int(LEASE.total_seconds()))
        return True
    files = forget_files(erasure.workspace, brought_by=erasure.imports)
    evidence = Evidence.objects.filter(workspace=erasure.workspace).unused().delete()[0]
    erasure.finish(now=clock(), more=Counter(File=files, Evidence=evidence))
    return False


def _swept(now: datetime) -> int:
    """Overwrite what is left of erased people in free space, once they are all gone; return whether it was needed."""
    unswept = Erasure.objects.filter(finished_at__isnull=False, swept_at=None)
    ids = list(unswept.values_list("pk", flat=True))
    if not ids:
        return 0
    sweep()
    return Erasure.objects.filter(pk__in=ids).update(swept_at=now)
