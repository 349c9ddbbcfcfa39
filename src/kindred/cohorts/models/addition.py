"""Contacts on their way into a cohort, however many."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User
from kindred.cohorts.errors import NobodyPicked
from kindred.cohorts.models.cohort import Cohort
from kindred.cohorts.models.membership import Membership
from kindred.contacts.models import Contact
from kindred.contacts.models.contact import ContactQuerySet
from kindred.criteria.language import filter as criteria_filter
from kindred.jobs.wake import wake

#: Contacts in one transaction: large enough to be fast, small enough not to hold SQLite's writer for long.
BATCH = 50_000


class AdditionQuerySet(models.QuerySet["Addition"]):
    """Additions."""

    def unfinished(self) -> "AdditionQuerySet":
        """Narrow to those with work left."""
        return self.filter(status__in=(Addition.Status.QUEUED, Addition.Status.RUNNING))

    @transaction.atomic
    def start(
        self,
        *,
        cohort: Cohort,
        who: dict[str, Any],
        by: User | None,
        now: datetime,
        cause: str = Membership.Cause.HAND,
    ) -> "Addition":
        """Promise to add contacts: {"ids": […]} or {"criteria": {…} or None, "search": "…"}.

        Raises NobodyPicked when that is nobody.
        """
        addition = self.model(cohort=cohort, who=who, by=by, cause=cause, created_at=now)
        addition.total = addition.contacts(now=now).count()
        if not addition.total:
            raise NobodyPicked
        addition.save()
        wake()
        return addition


class Addition(models.Model):
    """Contacts on their way into a cohort: picked by id or described by criteria, added in the background in batches."""

    class Status(models.TextChoices):
        """How far it is."""

        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="additions")
    cause = models.CharField(max_length=10, choices=Membership.Cause)
    #: {"ids": [...]} or {"criteria": {...}, "search": "..."}.
    who = models.JSONField()
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    total = models.PositiveIntegerField(default=0)
    #: Contacts looked at and added so far.
    done = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    #: The last contact looked at; the next batch starts after it.
    last_contact_id = models.BigIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = AdditionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.total} contacts into {self.cohort_id}"

    def contacts(self, *, now: datetime) -> ContactQuerySet:
        """Return the contacts it is about, those of other workspaces left out."""
        pool = Contact.objects.of(self.cohort.workspace)
        if "ids" in self.who:
            return pool.filter(pk__in=self.who["ids"])
        found = pool.search(self.who.get("search", ""))
        if criteria := self.who.get("criteria"):
            found = found.filter(criteria_filter(criteria, workspace=self.cohort.workspace, now=now))
        return found

    @transaction.atomic
    def add_batch(self, *, now: datetime) -> int:
        """Add the next batch of contacts and return how many were looked at."""
        left = self.contacts(now=now).filter(pk__gt=self.last_contact_id).order_by("pk")
        last = left.values_list("pk", flat=True)[BATCH - 1 : BATCH].first()
        batch = left.filter(pk__lte=last) if last else left
        looked_at = batch.count()
        self.added += self.cohort.add(batch.order_by(), cause=self.cause, at=now, by=self.by)
        self.done += looked_at
        self.last_contact_id = last or self.last_contact_id
        self.status = self.Status.RUNNING if last else self.Status.DONE
        self.finished_at = None if last else now
        self.save()
        return looked_at

    def fail(self, *, reason: str, now: datetime) -> None:
        """Give up, and say why."""
        self.status, self.error, self.finished_at = self.Status.FAILED, reason[:300], now
        self.save(update_fields=["status", "error", "finished_at"])
