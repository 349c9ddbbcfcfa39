"""The work of merging many at once, of undoing it, and of letting go of what can no longer be undone."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from kindred.contacts.duplicates.groups import mergeable, whole_groups
from kindred.contacts.models import Duplicate, Merge, MergedContact, MergeRun
from kindred.jobs.worker import Report
from kindred.kit.errors import KindredError

#: Pairs whose groups are merged in one transaction, and merges that are undone in one.
BATCH = 100
#: Merges whose undoing is let go of at once.
FORGET = 1_000

Status = MergeRun.Status


@transaction.atomic
def run(now: datetime, _worker: str) -> Report:
    """Do the next batch of the oldest bulk merge, or undoing of one, that nobody else has in hand.

    The row is locked for the length of the batch's transaction: a worker that dies leaves it as it was before.
    """
    waiting = MergeRun.objects.unfinished().select_for_update(skip_locked=True, of=("self",)).order_by("pk")
    one = waiting.select_related("workspace", "by").first()
    if one is None:
        return Report()
    if one.status == Status.MERGING:
        _merge(one, now=now)
    else:
        _undo(one, now=now)
    return Report(done=1)


def _merge(one: MergeRun, *, now: datetime) -> None:
    """Merge the groups of the next pairs."""
    batch = list(one.pairs().values_list("pk", "first", "second")[:BATCH])
    if not batch:
        MergeRun.objects.filter(pk=one.pk).update(status=Status.DONE, done=F("total"), finished_at=now)
        return
    certain = Duplicate.objects.of(one.workspace).undecided().certain().filter(pk__lte=one.last_pair_id)
    found = whole_groups(certain, [(first, second) for _pk, first, second in batch])
    before = one.pairs().count()
    merges = Merge.objects.perform(mergeable(found), workspace=one.workspace, now=now, by=one.by, run=one.pk)
    one.seen_pair_id = batch[-1][0]
    left = Duplicate.objects.filter(pk__in=[pk for pk, _first, _second in batch]).count()
    MergeRun.objects.filter(pk=one.pk).update(
        seen_pair_id=one.seen_pair_id,
        done=F("done") + before - one.pairs().count(),
        merged=F("merged") + MergedContact.objects.filter(merge__in=merges).count(),
        left=F("left") + left,
    )


def _undo(one: MergeRun, *, now: datetime) -> None:
    """Undo the latest merges that stand; one that cannot be undone is counted and left."""
    merges = Merge.objects.undoable(now).filter(run=one.pk).order_by("-pk")
    if one.seen_pair_id:
        merges = merges.filter(pk__lt=one.seen_pair_id)
    ids = list(merges.values_list("pk", flat=True)[:BATCH])
    if not ids:
        MergeRun.objects.filter(pk=one.pk).update(status=Status.UNDONE, finished_at=now)
        return
    kept = _undone_or_kept(ids, one, now=now)
    MergeRun.objects.filter(pk=one.pk).update(seen_pair_id=ids[-1], done=F("done") + len(ids), kept=F("kept") + kept)


def _undone_or_kept(ids: list[int], one: MergeRun, *, now: datetime) -> int:
    """Undo merges, together or, where one stands in the way, each by itself; return how many could not be."""
    try:
        Merge.objects.filter(pk__in=ids).undo(now=now, by=one.by)
    except KindredError:
        return 1 if len(ids) == 1 else sum(_undone_or_kept([pk], one, now=now) for pk in ids)
    return 0


def forget(now: datetime, _worker: str) -> Report:
    """Let go of what was kept for undoing merges of more than a month ago."""
    return Report(done=Merge.objects.forgettable(now).forget(limit=FORGET))
