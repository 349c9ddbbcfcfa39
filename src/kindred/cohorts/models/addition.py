"""Contacts on their way into a cohort, however many."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User
from kindred.cohorts.models.cohort import Cohort
from kindred.cohorts.models.membership import Membership
from kindred.jobs.models import LeasedModel


class Addition(LeasedModel):
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
    done = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    #: The last contact looked at; the next batch starts after it.
    last_contact_id = models.BigIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Addition"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.total} contacts into {self.cohort_id}"
