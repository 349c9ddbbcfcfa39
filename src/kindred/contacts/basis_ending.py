"""The work of noting that a consent or another basis has ended by itself; it counts as ended from its moment on anyway."""

from datetime import datetime

from django.db.models import Min

from kindred.contacts.models import Basis
from kindred.jobs.worker import Report

#: So many are noted in one transaction.
BATCH = 1_000


def work(now: datetime, _worker: str) -> Report:
    """Note what has ended."""
    ended = Basis.objects.end(now=now, most=BATCH)
    coming = Basis.objects.current().filter(state=Basis.State.GIVEN, expires_at__gt=now)
    return Report(done=ended, next_at=coming.aggregate(first=Min("expires_at"))["first"])
