"""What any piece of work in flight carries: who holds it, until when, and how often it was tried."""

from datetime import datetime, timedelta
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q

LeasedRow = TypeVar("LeasedRow", bound="LeasedModel", covariant=True)


class LeasedQuerySet(models.QuerySet[LeasedRow]):
    """Rows that a worker can hold for a while."""

    def unclaimed(self, now: datetime) -> Self:
        """Narrow to rows nobody holds, or whose holder has gone quiet."""
        return self.filter(Q(claimed_until=None) | Q(claimed_until__lt=now))

    def held_by(self, worker: str) -> Self:
        """Narrow to rows this worker holds; a late worker finds none (fencing)."""
        return self.filter(claimed_by=worker)

    def claim(self, *, worker: str, now: datetime, seconds: int, limit: int) -> list[int]:
        """Take a lease on up to `limit` rows and return their ids, so that no other worker takes them too."""
        rows = self.unclaimed(now)
        taken = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])
        self.model._default_manager.filter(pk__in=taken).update(
            claimed_by=worker, claimed_until=now + timedelta(seconds=seconds), attempts=F("attempts") + 1
        )
        return taken

    def extend(self, *, worker: str, now: datetime, seconds: int) -> int:
        """Lengthen the lease on the rows still held; return how many those are."""
        return self.held_by(worker).update(claimed_until=now + timedelta(seconds=seconds))


class LeasedModel(models.Model):
    """Work in flight. The database is the truth: a lost wake-up or a dead worker changes nothing."""

    claimed_by = models.CharField(max_length=80, blank=True, default="")
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
