"""One act on many contacts at once: what, on whom, how far it is, and how it is taken back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Self

from django.db import models, transaction
from django.db.models import F, Max, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import AuditEntry, Member, User, Workspace
from kindred.bulk.acts.kind import Act, Occasion, Preview, preview
from kindred.bulk.acts.registry import ACTS
from kindred.bulk.errors import NobodySelected, NotUndoable
from kindred.contacts.models import Contact, Removal
from kindred.contacts.models.contact import ContactQuerySet
from kindred.contacts.models.removal import KEPT_FOR
from kindred.criteria.language import filter as criteria_filter
from kindred.jobs.models import LeasedModel, LeasedQuerySet
from kindred.jobs.wake import wake
from kindred.kit.clock import utc_now
from kindred.kit.db.held import held
from kindred.kit.db.insert_select import insert_select

#: Contacts in one transaction: enough to be fast, few enough to hold SQLite's one writer for a blink only.
BATCH = 5_000
#: So few are done while one waits.
AT_ONCE = 500
#: The longest a worker may be silent about an action before another takes it up.
LEASE = timedelta(seconds=60)


class BulkActionQuerySet(LeasedQuerySet["BulkAction"]):
    """Bulk actions."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to those of a workspace."""
        return self.filter(workspace=workspace)

    def unfinished(self) -> Self:
        """Narrow to those with work left, in either direction."""
        return self.filter(status__in=BulkAction.UNFINISHED)

    def over(self, now: datetime) -> Self:
        """Narrow to those that can be undone no more, but of which something is still kept."""
        return self.filter(finished_at__lt=now - KEPT_FOR, is_kept=True).exclude(status__in=BulkAction.UNFINISHED)

    def preview(
        self, *, act: str, form: Mapping[str, str], who: dict[str, Any], member: Member, now: datetime
    ) -> Preview:
        """Count what an act would do; nothing is changed or made.

        Raises whatever the act refuses of the form.
        """
        kind = ACTS[act]
        settings = kind.read(form, member=member)
        action = self.model(workspace=member.workspace, act=act, settings=settings, who=who, by=member.user)
        action.created_at = action.started_at = now
        return preview(kind, action.contacts(), action.occasion(now=now))

    @transaction.atomic
    def start(
        self, *, act: str, form: Mapping[str, str], who: dict[str, Any], member: Member, now: datetime
    ) -> "BulkAction":
        """Begin an act on contacts: {"ids": […]} or {"criteria": {…} or None, "search": "…"}.

        A few contacts are done before this returns, many in the background.
        Raises NobodySelected; whatever the act refuses of the form.
        """
        settings = ACTS[act].read(form, member=member)
        action = self.model(
            workspace=member.workspace, act=act, settings=settings, who=who, by=member.user, created_at=now
        )
        few = action.contacts().order_by()[: AT_ONCE + 1].count()
        if not few:
            raise NobodySelected
        action.settings = action.kind.prepared(settings, workspace=member.workspace)
        action.upto = Contact.objects.of(member.workspace).aggregate(last=Max("pk"))["last"]
        action.started_at = action.touched_at = now
        if act == "delete":
            action.removal = Removal.objects.create(workspace=member.workspace, by=member.user, at=now)
        action.save()
        if few <= AT_ONCE and action.kind.is_undoable:
            action.turn(action.next_ids(), now=now)
        else:
            wake()
        return action

    def forget_exports(self) -> int:
        """Drop the files of exports, because of somebody who may stand in them; return how many there were.

        One that is being written begins anew, without them.
        """
        exports = self.filter(act="export")
        exports.unfinished().update(status=BulkAction.Status.QUEUED, done=0, claimed_by="", claimed_until=None)
        written = list(exports.exclude(file=""))
        for export in written:
            transaction.on_commit(partial(export.file.storage.delete, str(export.file.name)))
        exports.filter(pk__in=[export.pk for export in written]).update(file="", is_kept=False)
        return len(written)


class BulkAction(LeasedModel):
    """One act on many contacts at once."""

    class Status(models.TextChoices):
        """How far it is."""

        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Stopped")
        FAILED = "failed", _("Failed")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    UNFINISHED = (Status.QUEUED, Status.RUNNING, Status.UNDOING)
    #: What such ones changed can be taken back.
    CHANGED = (Status.DONE, Status.CANCELLED, Status.FAILED)

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="bulk_actions")
    #: A key of acts/registry.py, and what was filled in for it.
    act = models.CharField(max_length=20)
    settings = models.JSONField(default=dict)
    #: {"ids": [...]} or {"criteria": {...}, "search": "..."}.
    who = models.JSONField()
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    #: How many contacts are meant; null until they have been counted.
    total = models.PositiveIntegerField(null=True)
    #: Looked at, and changed, so far.
    done = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    #: Looked at and put back so far by the undo.
    reviewed = models.PositiveIntegerField(default=0)
    put_back = models.PositiveIntegerField(default=0)
    #: The last contact looked at, and the last there was at the beginning: who came later is not meant.
    last_contact_id = models.BigIntegerField(default=0)
    upto = models.BigIntegerField(default=0)
    #: What was deleted, where it was that.
    removal = models.ForeignKey(Removal, models.SET_NULL, null=True, related_name="+")
    #: What was written, where it was an export.
    file = models.FileField(upload_to="exports/%Y/%m/", blank=True)
    #: Whether what is needed to undo it, or the file, is still there.
    is_kept = models.BooleanField(default=True)
    error = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=utc_now, editable=False)
    started_at = models.DateTimeField(default=utc_now, editable=False)
    #: When a worker last did something about it: the one that waited longest is next.
    touched_at = models.DateTimeField(default=utc_now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    objects = BulkActionQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("workspace", "-id"), name="bulk_actions_page"),
            models.Index(
                fields=("touched_at",),
                condition=models.Q(status__in=("queued", "running", "undoing")),
                name="bulk_actions_unfinished",
            ),
        )

    def __str__(self) -> str:
        return self.kind.say(self.settings)

    @property
    def kind(self) -> Act:
        """What is done."""
        return ACTS[self.act]

    @property
    def is_over(self) -> bool:
        """Whether nothing more is being done about it."""
        return self.status not in self.UNFINISHED

    @property
    def unchanged(self) -> int:
        """How many of those looked at were left as they were."""
        return self.done - self.changed

    @property
    def kept_changes(self) -> int:
        """How many the undo left alone, because they had been changed since."""
        return self.changed - self.put_back

    @property
    def undoable_until(self) -> datetime:
        """Return until when it can be undone."""
        return (self.finished_at or self.created_at) + KEPT_FOR

    def can_be_undone(self, now: datetime) -> bool:
        """Whether it can be taken back: it changed something, and not too long ago."""
        in_time = self.is_kept and now < self.undoable_until
        return self.kind.is_undoable and in_time and self.status in self.CHANGED and self.changed > 0

    def contacts(self) -> ContactQuerySet:
        """Return the contacts it is about, those of other workspaces left out."""
        pool = Contact.objects.of(self.workspace)
        if "ids" in self.who:
            return pool.filter(pk__in=self.who["ids"])
        found = pool.search(self.who.get("search", ""))
        if criteria := self.who.get("criteria"):
            # Relative times count from when it was asked for, in every batch.
            found = found.filter(criteria_filter(criteria, workspace=self.workspace, now=self.created_at))
        return found

    def occasion(self, *, now: datetime) -> Occasion:
        """Return what the act is told."""
        return Occasion(
            settings=self.settings,
            workspace=self.workspace,
            now=now,
            by=self.undone_by if self.undone_at else self.by,
            since=self.started_at,
            selected=self.contacts(),
            removal_id=self.removal_id,
        )

    @property
    def is_backwards(self) -> bool:
        """Whether it is being undone."""
        return self.status == self.Status.UNDOING

    def next_ids(self) -> list[int]:
        """Return the contacts to be looked at next: a batch of those it is about or, backwards, of those it changed."""
        if not self.is_backwards:
            left = self.contacts().filter(pk__gt=self.last_contact_id, pk__lte=self.upto)
            return list(left.order_by("pk").values_list("pk", flat=True)[:BATCH])
        rows = self.removal.contacts() if self.removal else self.changes.all()
        further = rows.filter(contact_id__gt=self.last_contact_id).order_by("contact_id")
        return list(further.values_list("contact_id", flat=True)[:BATCH])

    def count(self, *, now: datetime) -> None:
        """Count whom it is about, for the progress to be told; let go of it for the next worker."""
        self.total = self.contacts().filter(pk__lte=self.upto).count()
        free = {"claimed_by": "", "claimed_until": None, "attempts": 0, "touched_at": now}
        BulkAction.objects.filter(pk=self.pk).update(total=self.total, **free)

    @transaction.atomic
    def turn(self, ids: list[int], *, now: datetime) -> None:
        """Do a batch, forwards or backwards, and note how far it is; fewer than a batch are the last."""
        if ids:
            self._work_on(ids, now=now)
            self.last_contact_id = ids[-1]
        self.touched_at, self.claimed_by, self.claimed_until, self.attempts = now, "", None, 0
        if len(ids) < BATCH:
            self.status, self.finished_at, self.total = (
                (self.Status.UNDONE, self.finished_at, self.total)
                if self.is_backwards
                else (self.Status.DONE, now, self.done)
            )
            self._tell_trail(now=now)
        elif not self.is_backwards:
            self.status = self.Status.RUNNING
        self.save()

    @transaction.atomic
    def cancel(self, *, now: datetime) -> None:
        """Stop it after the batch in hand; what was changed by then stays, and can be undone."""
        waiting = BulkAction.objects.filter(pk=self.pk, status__in=(self.Status.QUEUED, self.Status.RUNNING))
        stopped = waiting.update(status=self.Status.CANCELLED, finished_at=now)
        self.refresh_from_db()
        if stopped and self.changed:
            self._tell_trail(now=now)

    @transaction.atomic
    def undo(self, *, now: datetime, by: User | None) -> None:
        """Take it back from those on whom it still stands: a few at once, many in the background.

        Raises NotUndoable when it is too late, or when there is nothing to take back.
        """
        row = BulkAction.objects.select_for_update(of=("self",)).select_related("workspace").get(pk=self.pk)
        if not row.can_be_undone(now):
            raise NotUndoable
        row.status, row.undone_at, row.undone_by, row.last_contact_id = self.Status.UNDOING, now, by, 0
        row.touched_at = now
        row.save()
        if row.changed <= AT_ONCE:
            row.turn(row.next_ids(), now=now)
        else:
            wake()
        self.refresh_from_db()

    def fail(self, *, reason: str, now: datetime) -> None:
        """Give up, and say why; what was changed by then can be undone."""
        self.status, self.error, self.finished_at, self.touched_at = self.Status.FAILED, reason[:500], now, now
        self.save(update_fields=["status", "error", "finished_at", "touched_at"])
        if self.changed:
            self._tell_trail(now=now)

    @transaction.atomic
    def forget(self) -> None:
        """Drop what was kept to undo it, and its file; to be called when it is over, a batch at a time."""
        first = list(self.changes.values_list("contact_id", flat=True).order_by("contact_id")[:BATCH])
        if first:
            self.changes.filter(contact_id__in=first).delete()
            return
        if self.removal and self.removal.forget(most=BATCH):
            return
        if self.file:
            self.file.delete(save=False)
        BulkAction.objects.filter(pk=self.pk).update(is_kept=False, file="")

    def _work_on(self, ids: list[int], *, now: datetime) -> None:
        """Do the act to some contacts, or take it back from them."""
        if self.removal and self.is_backwards:
            self.removal.put_back(ids)
        with held(Contact.objects.of(self.workspace).filter(pk__in=ids)) as batch:
            if self.is_backwards:
                self._take_back(batch, now=now)
                self.changes.filter(contact_id__in=ids).delete()
                self.reviewed += len(ids)
            else:
                self._do(batch, now=now)

    def _tell_trail(self, *, now: datetime) -> None:
        """Write into the audit trail what must not go unseen: contacts that went, and that came back."""
        if self.removal_id is not None:
            act, count = ("contacts.put_back", self.put_back) if self.undone_at else ("contacts.deleted", self.changed)
            by, about = self.undone_by if self.undone_at else self.by, f"bulk action {self.pk}"
            AuditEntry.objects.append(
                act, workspace=self.workspace, now=now, by=by, about=about, facts={"count": count}
            )

    def _do(self, batch: ContactQuerySet, *, now: datetime) -> None:
        """Do the act to those of a batch whom it changes, and remember what was there before."""
        occasion = self.occasion(now=now)
        self.done += batch.count()
        with held(self.kind.concerned(batch, occasion)) as concerned:
            self.changed += concerned.count()
            if self.removal_id is None:
                remembered = {"action": self.pk, "contact": F("pk"), "before": self.kind.before(occasion)}
                insert_select(self.changes.model, concerned, remembered, ignore_conflicts=True)
            self.kind.perform(concerned, occasion)

    def _take_back(self, batch: ContactQuerySet, *, now: datetime) -> None:
        """Take the act back from those of a batch on whom it still stands."""
        occasion = self.occasion(now=now)

        def remembered(contact: OuterRef) -> Subquery:
            mine = self.changes.filter(contact_id=contact).values("before")[:1]
            return Subquery(mine, output_field=models.JSONField())

        with held(self.kind.standing(batch, occasion)) as standing:
            self.put_back += standing.count()
            self.kind.undo(standing, remembered, occasion)
            standing.record("change.undone", at=now, by=occasion.by, data={"what": self.kind.say(self.settings)})
