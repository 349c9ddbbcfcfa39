"""Merging, or undoing, many certain duplicates at once in the background."""

from datetime import datetime
from typing import Self

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User, Workspace
from kindred.contacts.errors import NothingCertain, TooLateToUndo
from kindred.contacts.models.duplicate import Duplicate, DuplicateQuerySet
from kindred.contacts.models.merge import Merge
from kindred.jobs.models import LeasedModel, LeasedQuerySet
from kindred.jobs.wake import wake


class MergeRunQuerySet(LeasedQuerySet["MergeRun"]):
    """Bulk merges."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to those of a workspace."""
        return self.filter(workspace=workspace)

    def unfinished(self) -> Self:
        """Narrow to those a worker has to do something about."""
        return self.filter(status__in=(MergeRun.Status.MERGING, MergeRun.Status.UNDOING))

    @transaction.atomic
    def start(self, *, workspace: Workspace, by: User | None, now: datetime) -> "MergeRun":
        """Promise to merge the certain duplicates that are known by now; those found later are not in it.

        Raises NothingCertain where there are none. A run that is under way already is returned.
        """
        Workspace.objects.select_for_update().get(pk=workspace.pk)
        if under_way := self.of(workspace).unfinished().first():
            return under_way
        pairs = Duplicate.objects.of(workspace).undecided().certain()
        last = pairs.aggregate(last=Max("pk"))["last"]
        if last is None:
            raise NothingCertain
        run = self.create(workspace=workspace, last_pair_id=last, total=pairs.count(), by=by, started_at=now)
        wake()
        return run

    def for_selection(self, *, workspace: Workspace) -> "MergeRun":
        """Make one that is about no pairs of the queue: what a bulk action merges is found by it."""
        return self.create(workspace=workspace, last_pair_id=0, status=MergeRun.Status.DONE)

    def of_queue(self) -> Self:
        """Narrow to those about the pairs of the queue."""
        return self.exclude(last_pair_id=0)


class MergeRun(LeasedModel):
    """A bulk merge: batch by batch, each in a transaction of its own; it can be stopped, and undone for 30 days."""

    class Status(models.TextChoices):
        """How far it is."""

        MERGING = "merging", _("Merging")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="merge_runs")
    status = models.CharField(max_length=8, choices=Status, default=Status.MERGING)
    #: The last pair it is about.
    last_pair_id = models.BigIntegerField()
    #: The last pair that was looked at; while it is undone, the last merge.
    seen_pair_id = models.BigIntegerField(default=0)
    #: Pairs, and those looked at.
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    #: Contacts that became part of another.
    merged = models.PositiveIntegerField(default=0)
    #: Pairs left to people, because somebody had said of two in their group that they are not the same.
    left = models.PositiveIntegerField(default=0)
    #: Merges that could not be undone, because of what happened since.
    kept = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = MergeRunQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.total} pairs of {self.workspace_id}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it by itself."""
        return self.status not in {self.Status.MERGING, self.Status.UNDOING}

    def pairs(self) -> DuplicateQuerySet:
        """Return the pairs it still has to look at."""
        pairs = Duplicate.objects.filter(workspace=self.workspace_id).undecided().certain()
        return pairs.filter(pk__gt=self.seen_pair_id, pk__lte=self.last_pair_id).order_by("pk")

    def stop(self, *, now: datetime) -> None:
        """Stop it after the batch in hand; what is merged by then stays merged."""
        MergeRun.objects.filter(pk=self.pk, status=self.Status.MERGING).update(
            status=self.Status.STOPPED, finished_at=now
        )
        self.refresh_from_db()

    @transaction.atomic
    def undo(self, *, now: datetime) -> None:
        """Promise to undo all its merges that stand.

        Raises TooLateToUndo when there is none any more that can be.
        """
        standing = Merge.objects.undoable(now).filter(run=self.pk)
        over = (self.Status.DONE, self.Status.STOPPED)
        asked = MergeRun.objects.filter(pk=self.pk, status__in=over)
        if not standing.exists() or not asked.update(
            status=self.Status.UNDOING, total=standing.count(), done=0, seen_pair_id=0, finished_at=None
        ):
            raise TooLateToUndo
        self.refresh_from_db()
        wake()
