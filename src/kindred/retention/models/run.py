"""What a retention rule did, and when."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Workspace
from kindred.contacts.models import Erasure


class RetentionRunQuerySet(models.QuerySet["RetentionRun"]):
    """Runs."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to those of a workspace, the newest first."""
        return self.filter(workspace=workspace).order_by("-pk")


class RetentionRun(models.Model):
    """One time that a rule looked; the row outlives the rule."""

    class Outcome(models.TextChoices):
        """What came of it."""

        NOBODY = "nobody", _("Nobody was found")
        ERASED = "erased", _("Erased")
        ASKED = "asked", _("Asked")
        STOPPED = "stopped", _("Stopped: more were found than may go at once")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="retention_runs")
    rule = models.ForeignKey("retention.RetentionRule", models.SET_NULL, null=True, related_name="runs")
    name = models.CharField(max_length=120)
    at = models.DateTimeField()
    found = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    #: Its certificate says what was removed.
    erasure = models.ForeignKey(Erasure, models.SET_NULL, null=True, related_name="+")

    objects = RetentionRunQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d}: {self.found}"
