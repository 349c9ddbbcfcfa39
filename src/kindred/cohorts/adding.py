"""The work of adding contacts to cohorts in the background."""

from datetime import datetime

from django.db import transaction

from kindred.cohorts.models import Addition
from kindred.jobs.worker import Report
from kindred.kit.errors import KindredError


def work(now: datetime, _worker: str) -> Report:
    """Add one batch of the oldest addition that nobody else has in hand.

    The row is locked for the length of the batch's transaction: a worker that dies leaves it as it was before.
    """
    with transaction.atomic():
        addition = Addition.objects.unfinished().select_for_update(skip_locked=True).order_by("pk").first()
        if addition is None:
            return Report()
        try:
            addition.add_batch(now=now)
        except KindredError as error:
            addition.fail(reason=error.message, now=now)
    return Report(done=1)
