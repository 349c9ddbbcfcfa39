"""The work of keeping cohorts as their criteria have them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q, Subquery

from kindred.cohorts.models import Addition, Cohort, Recheck
from kindred.contacts.models import Contact
from kindred.criteria.errors import InvalidCriteria
from kindred.jobs.worker import Report
from kindred.kit.db.held import held

log = structlog.get_logger()

#: How often everybody is put to criteria that time alone can turn ("not written to for 90 days").
INTERVAL = timedelta(minutes=10)
#: Rechecks in one transaction.
BATCH = 5_000


def work(now: datetime, _worker: str) -> Report:
    """Put one batch of changed contacts to a cohort's criteria, or else everybody to one whose turn it is."""
    if done := recheck_some(now=now) or look_over_one(now=now):
        return Report(done=done)
    last = Cohort.objects.live().filter(drifts=True).aggregate(first=Min("looked_over_at"))["first"]
    return Report(next_at=last and last + INTERVAL)


@transaction.atomic
def recheck_some(*, now: datetime) -> int:
    """Act on a batch of rechecks of the cohort that has waited longest, and return how many there were.

    The cohort is locked: two workers at once might each miss what the other is doing.
    """
    waiting = Recheck.objects.filter(cohort=OuterRef("pk")).order_by("pk").values("pk")[:1]
    concerned = Cohort.objects.filter(Exists(Recheck.objects.filter(cohort=OuterRef("pk"))))
    cohort = (
        concerned.select_for_update(skip_locked=True, no_key=True, of=("self",)).order_by(Subquery(waiting)).first()
    )
    if cohort is None:
        return 0
    rows = dict(cohort.rechecks.order_by("pk").values_list("pk", "contact_id")[:BATCH])
    if Cohort.objects.live().filter(pk=cohort.pk).exists():
        with _parking(cohort), held(Contact.objects.filter(pk__in=set(rows.values()))) as contacts:
            cohort.recheck(contacts, now=now)
    cohort.rechecks.filter(pk__in=rows).delete()
    return len(rows)


@transaction.atomic
def look_over_one(*, now: datetime) -> int:
    """Look over the cohort whose turn it is; return 1 if there was one.

    While an addition still brings in everybody who meets the criteria, there is nothing to find.
    """
    due = Q(looked_over_at=None) | Q(drifts=True, looked_over_at__lte=now - INTERVAL)
    filling = Addition.objects.unfinished().filter(cohort=OuterRef("pk"), cause="criteria")
    cohort = (
        Cohort.objects.live()
        .filter(due)
        .exclude(Exists(filling))
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .order_by("looked_over_at", "pk")
        .first()
    )
    if cohort is None:
        return 0
    with _parking(cohort):
        cohort.look_over(now=now)
    return 1


@contextmanager
def _parking(cohort: Cohort) -> Iterator[None]:
    """Stop following criteria that cannot be read, so that they hold up no other cohort."""
    try:
        yield
    except InvalidCriteria as fault:
        log.exception("cohort.unreadable_criteria", cohort=cohort.pk, problems=fault.problems)
        Cohort.objects.filter(pk=cohort.pk).update(following=None)
