"""The work of counting who is in each segment, so that its size can be seen over time."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Min, Q

from kindred.cohorts.models import Segment
from kindred.criteria.errors import InvalidCriteria
from kindred.jobs.worker import Report

log = structlog.get_logger()

#: How often a segment is counted that nobody has changed.
INTERVAL = timedelta(hours=6)


@transaction.atomic
def work(now: datetime, _worker: str) -> Report:
    """Count who is in the segment that has waited longest, if its turn has come."""
    due = Segment.objects.filter(Q(measured_at=None) | Q(measured_at__lte=now - INTERVAL))
    waiting = due.select_for_update(skip_locked=True, no_key=True, of=("self",)).select_related("workspace")
    segment = waiting.order_by("measured_at", "pk").first()
    if segment is None:
        first = Segment.objects.aggregate(first=Min("measured_at"))["first"]
        return Report(next_at=first and first + INTERVAL)
    try:
        segment.measure(now=now)
    except InvalidCriteria as fault:
        log.exception("segment.unreadable_criteria", segment=segment.pk, problems=fault.problems)
        Segment.objects.filter(pk=segment.pk).update(measured_at=now)
    return Report(done=1)
