"""A spreadsheet on its way into the pool."""

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Self

from django.core.files.base import File
from django.db import models, transaction
from django.db.models import Exists, Max, Min, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User, Workspace
from kindred.contacts.errors import AlreadyStarted, NothingMapped, NotUndoable
from kindred.contacts.models.column_memory import ColumnMemory, Matching
from kindred.contacts.models.contact import Contact, ContactQuerySet
from kindred.contacts.presets.generic import GENERIC
from kindred.contacts.presets.preset import Preset
from kindred.contacts.presets.registry import PRESETS, recognised
from kindred.contacts.spreadsheets.errors import UnreadableFile
from kindred.contacts.spreadsheets.headers import guess
from kindred.contacts.spreadsheets.lists import separators
from kindred.contacts.spreadsheets.row import Row
from kindred.contacts.spreadsheets.table import Table
from kindred.contacts.spreadsheets.targets import EXTERNAL_ID
from kindred.jobs.models import LeasedModel, LeasedQuerySet
from kindred.jobs.wake import wake

#: How long an import can be taken back.
KEPT_FOR = timedelta(days=30)
#: A column of one of these leads to a person.
KNOWN_BY = {"email", "name", "first_name", "last_name", "link", "phone", EXTERNAL_ID}
#: Rows looked at to find out what the columns hold.
_LOOK = 50


class ImportQuerySet(LeasedQuerySet["Import"]):
    """Imports."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to the imports of a workspace."""
        return self.filter(workspace=workspace)

    def unfinished(self) -> Self:
        """Narrow to those a worker has to do something about."""
        return self.filter(status__in=Import.AT_WORK)

    def undoable(self, now: datetime) -> Self:
        """Narrow to those that can be taken back: not too long ago, and not taken back yet."""
        return self.filter(status__in=Import.OVER, is_kept=True, finished_at__gt=now - KEPT_FOR)

    def over(self, now: datetime) -> Self:
        """Narrow to those of which something is still kept, though it is not needed any more."""
        old = Q(finished_at__lte=now - KEPT_FOR) | Q(status=Import.Status.UPLOADED, created_at__lte=now - KEPT_FOR)
        return self.filter(old, is_kept=True).exclude(status__in=Import.AT_WORK)

    def upload(
        self,
        *,
        workspace: Workspace,
        file: "File[bytes]",
        filename: str,
        by: User | None,
        now: datetime,
        mends: "Import | None" = None,
    ) -> "Import":
        """Keep a list and find out what its columns hold: as the last time, as its system writes, or by their headers.

        `mends` is the import whose rows these were, before somebody mended them: they get what all of its people got.
        Raises UnreadableFile, saying why; nothing is kept then.
        """
        kept = self.model(workspace=workspace, filename=Path(filename).name[-255:], created_by=by, created_at=now)
        kept.file.save(f"{secrets.token_hex(8)}{Path(filename).suffix[-5:].lower()}", file, save=False)
        try:
            kept.reading = Table.of(Path(kept.file.path)).as_json()
            kept.preset = mends.preset if mends else recognised(kept.table.headers, kind=kept.table.format).key
            kept.take(ColumnMemory.objects.recall(workspace, kept.table.headers))
        except UnreadableFile:
            Table.forget(Path(kept.file.path))
            kept.file.delete(save=False)
            raise
        kept.mends, kept.defaults = mends, mends.defaults if mends else {}
        kept.save()
        return kept


class Import(LeasedModel):
    """A spreadsheet on its way into the pool: uploaded, mapped, then read in the background."""

    class Status(models.TextChoices):
        """How far it is."""

        UPLOADED = "uploaded", _("Waiting for its columns to be mapped")
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Stopped")
        FAILED = "failed", _("Failed")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    #: A worker has something to do.
    AT_WORK = (Status.QUEUED, Status.RUNNING, Status.UNDOING)
    #: What came in can be taken back.
    OVER = (Status.DONE, Status.CANCELLED, Status.FAILED)

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="imports")
    file = models.FileField(upload_to="imports/%Y/%m/")
    filename = models.CharField(max_length=255)
    status = models.CharField(max_length=12, choices=Status, default=Status.UPLOADED)
    #: How the file is read: format, encoding, delimiter, sheet.
    reading = models.JSONField(default=dict)
    #: Column position (as text) → field key, "tags", "skills", "kinds", "custom:<key>"; columns left out are skipped.
    mapping = models.JSONField(default=dict)
    #: Column position → what stands between the values of its cells (spreadsheets/lists.py).
    separators = models.JSONField(default=dict)
    #: The system it was exported from: a key of presets.
    preset = models.CharField(max_length=20, default="generic")
    #: Whether its columns are matched as they were the last time.
    is_remembered = models.BooleanField(default=False)
    #: What is the same for everybody in it; see `start`.
    defaults = models.JSONField(default=dict)
    #: The import whose rows these were, before somebody mended them.
    mends = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    #: Rows in the file; null until they have been counted.
    total = models.PositiveIntegerField(null=True)
    #: Rows finished; reading resumes after them when a worker dies.
    done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    #: Contacts that the undo removed, put back, and left because something has happened to them since.
    removed = models.PositiveIntegerField(default=0)
    put_back = models.PositiveIntegerField(default=0)
    left_alone = models.PositiveIntegerField(default=0)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    #: Whether the file, and what is needed to undo it, are still there.
    is_kept = models.BooleanField(default=True)

    objects = ImportQuerySet.as_manager()

    def __str__(self) -> str:
        return self.filename

    @property
    def table(self) -> Table:
        """How the file is written."""
        return Table.from_json(self.reading)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it by itself, and a person has decided so or it is done."""
        return self.status in {*self.OVER, self.Status.UNDONE}

    @property
    def is_at_work(self) -> bool:
        """Whether a worker has something to do about it."""
        return self.status in self.AT_WORK

    @property
    def system(self) -> Preset:
        """The system it was exported from."""
        return PRESETS.get(self.preset, GENERIC)

    @property
    def undoable_until(self) -> datetime:
        """Until when it can be undone."""
        return (self.finished_at or self.created_at) + KEPT_FOR

    def can_be_undone(self, now: datetime) -> bool:
        """Whether it can be taken back: something came in, and not too long ago."""
        return self.is_kept and self.status in self.OVER and self.done > 0 and now < self.undoable_until

    @property
    def came_in(self) -> int:
        """How many contacts an undo has to look at."""
        return self.created + self.updated

    @property
    def taken_back(self) -> int:
        """How many contacts an undo has looked at."""
        return self.removed + self.put_back + self.left_alone

    def rows(self) -> Iterator[Row]:
        """Yield the rows of the file below its headers."""
        return self.table.rows(Path(self.file.path))

    def samples(self, count: int = 5) -> list[Row]:
        """Return the first rows."""
        return list(islice((row for row in self.rows() if not row.fault), count))

    def left(self) -> ContactQuerySet:
        """Return the contacts that came with it and that the undo left alone."""
        undone = self.batches.filter(is_undone=True, last_contact_id__gt=0)
        ends = undone.aggregate(first=Min("first_contact_id"), last=Max("last_contact_id"))
        its = undone.filter(first_contact_id__lte=OuterRef("pk"), last_contact_id__gte=OuterRef("pk"))
        within = Contact.objects.of(self.workspace).filter(pk__gte=ends["first"] or 0, pk__lte=ends["last"] or 0)
        return within.filter(Exists(its))

    def take(self, remembered: Matching | None) -> None:
        """Match the columns as they were matched before; else as they seem to be."""
        self.is_remembered = remembered is not None
        if remembered is None:
            samples = self.samples(_LOOK)
            own = self.workspace.custom_fields.values_list("key", "label")
            mapping = guess(self.table.headers, samples, own=own, known=self.system.targets)
            between = separators(mapping, samples, kind=self.table.format)
            remembered = Matching(mapping=mapping, separators=between)
        self.mapping, self.separators = remembered.mapping, remembered.separators

    def match_anew(self, *, preset: str) -> None:
        """Forget how such columns were matched, and look at them anew as an export of a system."""
        ColumnMemory.objects.of(self.workspace, self.table.headers).delete()
        self.preset = preset
        self.take(None)
        self.save(update_fields=["preset", "mapping", "separators", "is_remembered"])

    @transaction.atomic
    def start(
        self,
        *,
        mapping: dict[str, str],
        defaults: dict[str, Any],
        now: datetime,
        separators: dict[str, str] | None = None,
        preset: str = "",
    ) -> None:
        """Promise to read the file with this mapping from columns to fields.

        `defaults` hold what all contacts get ({"tags": […], "kinds": int, "source": "…", "basis": a Claim as JSON,
        "into": {"cohorts": [ids], "sequences": [ids]}}), what happens to those that are known ({"existing":
        "overwrite", "fill" or "skip", "existing_by_field": {field: the same}}), and under which name the ids of another
        system are kept ({"system": "…"}).
        `preset` is the system it comes from, where that is not the recognised one.
        Raises NothingMapped when no column leads to a person, AlreadyStarted when it was promised before.
        """
        chosen = {position: target for position, target in mapping.items() if target}
        if not set(chosen.values()) & KNOWN_BY:
            raise NothingMapped
        given = self.separators if separators is None else separators
        between = {position: mark for position, mark in given.items() if position in chosen}
        started = Import.objects.filter(pk=self.pk, status=self.Status.UPLOADED).update(
            mapping=chosen,
            separators=between,
            defaults=defaults,
            preset=preset or self.preset,
            status=self.Status.QUEUED,
            created_at=now,
            started_at=now,
        )
        if not started:
            raise AlreadyStarted
        ColumnMemory.objects.keep(
            self.workspace,
            self.table.headers,
            Matching(mapping=chosen, separators=between),
            by=self.created_by,
            now=now,
        )
        self.refresh_from_db()
        wake()

    def pause(self) -> None:
        """Hold it after the batch in hand."""
        self._become(self.Status.PAUSED, of=(self.Status.QUEUED, self.Status.RUNNING))

    def resume(self) -> None:
        """Go on where it was held."""
        self._become(self.Status.QUEUED, of=(self.Status.PAUSED,))
        wake()

    def cancel(self, *, now: datetime) -> None:
        """Stop it after the batch in hand; what is in the pool by then stays there, and can be undone."""
        waiting = (self.Status.UPLOADED, self.Status.QUEUED, self.Status.RUNNING, self.Status.PAUSED)
        self._become(self.Status.CANCELLED, of=waiting, finished_at=now)

    def undo(self, *, now: datetime, by: User | None) -> None:
        """Promise to take it back: who it brought, as far as nothing has happened to them since, and what it changed.

        Raises NotUndoable when it is too late, or when nothing came in.
        """
        if not self.can_be_undone(now):
            raise NotUndoable
        self._become(self.Status.UNDOING, of=self.OVER, undone_at=now, undone_by=by)
        wake()

    def _become(self, status: str, *, of: Sequence[str], **also: Any) -> None:
        """Become something else, unless it has become yet another meanwhile; whoever has it in hand loses it."""
        now_free = {"claimed_by": "", "claimed_until": None}
        Import.objects.filter(pk=self.pk, status__in=of).update(status=status, **now_free, **also)
        self.refresh_from_db()

    @transaction.atomic
    def forget_file(self) -> None:
        """Delete the file, and what was made of it; what came of the import stays known."""
        if name := self.file.name:
            transaction.on_commit(partial(self.file.storage.delete, name))
            transaction.on_commit(partial(Table.forget, Path(self.file.path)))
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
