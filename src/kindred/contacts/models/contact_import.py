"""A spreadsheet on its way into the pool."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User, Workspace
from kindred.jobs.models import LeasedModel


class Import(LeasedModel):
    """A spreadsheet on its way into the pool: uploaded, mapped, then read in the background."""

    class Status(models.TextChoices):
        """How far it is."""

        UPLOADED = "uploaded", _("Waiting for its columns to be mapped")
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Failed")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="imports")
    file = models.FileField(upload_to="imports/%Y/%m/")
    filename = models.CharField(max_length=255)
    status = models.CharField(max_length=12, choices=Status, default=Status.UPLOADED)
    #: How the file is read: format, encoding, delimiter, sheet.
    reading = models.JSONField(default=dict)
    #: Column position (as text) → field key, "tags", "skills", "kinds", "custom:<key>"; columns left out are skipped.
    mapping = models.JSONField(default=dict)
    #: Set on every imported contact: {"tags": [...], "kinds": int, "source": "..."}.
    defaults = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    #: Rows finished; reading resumes after them when a worker dies.
    done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Import"]] = models.Manager()

    def __str__(self) -> str:
        return self.filename


class RejectedRow(models.Model):
    """A row of an import that was not taken, with the reason."""

    contact_import = models.ForeignKey(Import, models.CASCADE, related_name="rejected_rows")
    #: Row number in the file as a person counts it: the header is row 1.
    number = models.PositiveIntegerField()
    values = models.JSONField()
    reason = models.CharField(max_length=500)

    objects: ClassVar[models.Manager["RejectedRow"]] = models.Manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("contact_import", "number"), name="one_reject_per_row"),)

    def __str__(self) -> str:
        return f"{self.number}: {self.reason}"
