"""A spreadsheet on its way into the pool."""

import secrets
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Self

from django.core.files.base import File
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User, Workspace
from kindred.contacts.errors import AlreadyStarted, NothingMapped
from kindred.contacts.spreadsheets.errors import UnreadableFile
from kindred.contacts.spreadsheets.headers import guess
from kindred.contacts.spreadsheets.row import Row
from kindred.contacts.spreadsheets.table import Table
from kindred.jobs.models import LeasedModel, LeasedQuerySet
from kindred.jobs.wake import wake


class ImportQuerySet(LeasedQuerySet["Import"]):
    """Imports."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to the imports of a workspace."""
        return self.filter(workspace=workspace)

    def unfinished(self) -> Self:
        """Narrow to those a worker has to do something about."""
        return self.filter(status__in=(Import.Status.QUEUED, Import.Status.RUNNING))

    def upload(
        self, *, workspace: Workspace, file: "File[bytes]", filename: str, by: User | None, now: datetime
    ) -> "Import":
        """Keep a spreadsheet and guess what its columns hold.

        Raises UnreadableFile, saying why; nothing is kept then.
        """
        kept = self.model(workspace=workspace, filename=Path(filename).name[-255:], created_by=by, created_at=now)
        kept.file.save(f"{secrets.token_hex(8)}{Path(filename).suffix[-5:].lower()}", file, save=False)
        try:
            kept.reading = Table.of(Path(kept.file.path)).as_json()
        except UnreadableFile:
            kept.file.delete(save=False)
            raise
        own = workspace.custom_fields.values_list("key", "label")
        kept.mapping = guess(kept.table.headers, kept.samples(), own=own)
        kept.save()
        return kept


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

    objects = ImportQuerySet.as_manager()

    def __str__(self) -> str:
        return self.filename

    @property
    def table(self) -> Table:
        """How the file is written."""
        return Table.from_json(self.reading)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in {self.Status.DONE, self.Status.CANCELLED, self.Status.FAILED}

    def rows(self) -> Iterator[Row]:
        """Yield the rows of the file below its headers."""
        return self.table.rows(Path(self.file.path))

    def samples(self, count: int = 5) -> list[Row]:
        """Return the first rows."""
        return list(islice((row for row in self.rows() if not row.fault), count))

    def start(self, *, mapping: dict[str, str], defaults: dict[str, Any], now: datetime) -> None:
        """Promise to read the file with this mapping from columns to fields.

        `defaults` hold what all contacts get ({"tags": […], "kinds": int, "source": "…"}) and what happens to those
        that are known ({"existing": "overwrite", "fill" or "skip"}).
        Raises NothingMapped when no column leads to a person, AlreadyStarted when it was promised before.
        """
        targets = {target for target in mapping.values() if target}
        if not targets & {"email", "name", "first_name", "last_name", "link"}:
            raise NothingMapped
        total = sum(1 for _row in self.rows())
        started = Import.objects.filter(pk=self.pk, status=self.Status.UPLOADED).update(
            mapping={position: target for position, target in mapping.items() if target},
            defaults=defaults,
            status=self.Status.QUEUED,
            total=total,
            created_at=now,
        )
        if not started:
            raise AlreadyStarted
        self.refresh_from_db()
        wake()

    def cancel(self, *, now: datetime) -> None:
        """Stop it after the batch in hand; what is in the pool by then stays there."""
        Import.objects.filter(pk=self.pk).exclude(status__in=(self.Status.DONE, self.Status.FAILED)).update(
            status=self.Status.CANCELLED, finished_at=now
        )
        self.refresh_from_db()

    @transaction.atomic
    def forget_file(self) -> None:
        """Delete the file, because of somebody who stands in it; what came of the import stays known."""
        if name := self.file.name:
            transaction.on_commit(partial(self.file.storage.delete, name))
            Import.objects.filter(pk=self.pk).update(file="")
            self.file = ""


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
