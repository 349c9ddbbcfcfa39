"""The work of finding duplicates: passes over whole pools, and contacts that are new or have changed."""

from datetime import datetime
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, Q

from kindred.contacts.duplicates.commonness import commonness, count_names
from kindred.contacts.duplicates.comparing import counted
from kindred.contacts.duplicates.finding import blocks_of, compare, drop_others, keep, match, read_keys, write_keys
from kindred.contacts.models import Contact, Duplicate, DuplicateSearch, MatchKey, Unmatched
from kindred.contacts.models.duplicate_search import DuplicateSearchQuerySet
from kindred.jobs.worker import Report
from kindred.kit.db.among import among
from kindred.kit.uncollected import uncollected

#: Contacts whose keys are made in one transaction.
BATCH = 20_000
#: Blocks that are compared at once, and the comparisons after which their findings are kept.
BLOCKS = 10_000
#: New or changed contacts that are compared at once.
FEW = 500
#: Where so many wait, a pass over the pool is quicker.
MANY = 50_000
LEASE_SECONDS = 120


def search(now: datetime, worker: str) -> Report:
    """Do the next batch of the oldest pass over a pool that nobody else has in hand."""
    with transaction.atomic():
        waiting = DuplicateSearch.objects.unfinished().order_by("pk")
        taken = waiting.claim(worker=worker, now=now, seconds=LEASE_SECONDS, limit=1)
    if not taken:
        return Report()
    one = DuplicateSearch.objects.get(pk=taken[0])
    try:
        with uncollected():
            _make_keys(one, worker, now) if one.step == DuplicateSearch.Step.KEYS else _compare_next(one, worker, now)
    except DatabaseError:
        # A contact may have gone meanwhile: the next attempt reads anew.
        _held(one, worker).update(**_LET_GO)
        raise
    return Report(done=1)


def match_changed(now: datetime, _worker: str) -> Report:
    """Compare contacts that are new or have changed with the pool; many at once are left to a pass over it."""
    with transaction.atomic():
        first = Unmatched.objects.exclude(Exists(_READING)).order_by("pk").first()
        if first is None:
            return Report()
        waiting = Unmatched.objects.filter(workspace=first.workspace_id).order_by("pk")
        if waiting[MANY : MANY + 1].exists():
            DuplicateSearch.objects.start(workspace=first.workspace, by=None, now=now)
            return Report(done=1)
        rows = list(waiting.select_for_update(skip_locked=True)[:FEW])
        ids = sorted({row.contact_id for row in rows})
        if ids:
            found = match(first.workspace_id, ids, names=commonness(first.workspace_id, now=now))
            keep(found, workspace_id=first.workspace_id, now=now)
            drop_others(found, ids, workspace_id=first.workspace_id)
            Unmatched.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return Report(done=len(rows))


#: A pass that is reading all contacts of the workspace will come by.
_READING = DuplicateSearch.objects.filter(workspace=OuterRef("workspace"), step=DuplicateSearch.Step.KEYS)
#: What a row looks like that no worker holds.
_LET_GO: dict[str, Any] = {"claimed_by": "", "claimed_until": None, "attempts": 0}


def _make_keys(one: DuplicateSearch, worker: str, now: datetime) -> None:
    """Give the next contacts their keys."""
    pool = Contact.objects.filter(workspace=one.workspace_id)
    ids = list(pool.filter(pk__gt=one.last_contact_id).order_by("pk").values_list("pk", flat=True)[:BATCH])
    if not ids:
        count_names(one.workspace_id, now=now)
        _held(one, worker).update(step=DuplicateSearch.Step.BLOCKS, **_LET_GO)
        return
    # Looked at first: what changes while the contacts are read must be compared again.
    span = Q(workspace=one.workspace_id, contact__gte=ids[0], contact__lte=ids[-1])
    waiting = list(Unmatched.objects.filter(span).values_list("pk", flat=True))
    people, rows = read_keys(pool.filter(pk__gte=ids[0], pk__lte=ids[-1]))
    with transaction.atomic():
        if _held(one, worker).update(last_contact_id=ids[-1], done=one.done + len(people), **_LET_GO):
            MatchKey.objects.filter(span).delete()
            Unmatched.objects.filter(among("pk", waiting)).delete()
            write_keys(one.workspace_id, rows)


def _compare_next(one: DuplicateSearch, worker: str, now: datetime) -> None:
    """Compare the contacts of the next blocks; after the last the pass is done."""
    blocks = blocks_of(one.workspace_id).after(one.last_key, limit=BLOCKS)
    found = compare(blocks, commonness(one.workspace_id, now=now))
    number = one.compared + sum(counted(len(members)) for _key, members in blocks)
    with transaction.atomic():
        if not blocks:
            if _held(one, worker).update(step=DuplicateSearch.Step.DONE, finished_at=now, **_LET_GO):
                Duplicate.objects.of(one.workspace).undecided().filter(seen_at__lt=one.started_at).delete()
        elif _held(one, worker).update(last_key=blocks[-1][0], compared=number, **_LET_GO):
            keep(found, workspace_id=one.workspace_id, now=now)


def _held(one: DuplicateSearch, worker: str) -> DuplicateSearchQuerySet:
    """Return the pass while it is this worker's."""
    return DuplicateSearch.objects.filter(pk=one.pk).held_by(worker)
