"""Saved criteria: always live, never enrols."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User, Workspace
from kindred.cohorts.errors import SegmentInUse, SegmentNeedsName
from kindred.cohorts.models.cohort import Cohort
from kindred.cohorts.references import referring_to, refuse_circles
from kindred.contacts.keys import folded
from kindred.contacts.models import Contact
from kindred.contacts.models.contact import ContactQuerySet
from kindred.criteria.counting import count
from kindred.criteria.language import filter as criteria_filter
from kindred.criteria.language import parse
from kindred.criteria.scope import Scope

_LONGEST_KEY = 60


class SegmentQuerySet(models.QuerySet["Segment"]):
    """Segments."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to the segments of a workspace."""
        return self.filter(workspace=workspace)

    @transaction.atomic
    def open_for(
        self, *, workspace: Workspace, name: str, criteria: dict[str, Any], now: datetime, by: User | None = None
    ) -> "Segment":
        """Save criteria under a name.

        Raises SegmentNeedsName, InvalidCriteria, CircularCriteria.
        """
        name = " ".join(name.split())[:80].strip()
        if not name or self.of(workspace).filter(name_key=folded(name)).exists():
            raise SegmentNeedsName
        segment = self.create(
            workspace=workspace,
            name=name,
            name_key=folded(name)[:120],
            key=self._free_key(workspace, name),
            criteria={"format": 1, "all": []},
            version=0,
            owner=by,
            created_at=now,
            updated_at=now,
        )
        segment.revise(criteria, now=now, by=by)
        return segment

    def _free_key(self, workspace: Workspace, name: str) -> str:
        """Return a key for the name that no other segment of the workspace has."""
        base = slugify(name)[: _LONGEST_KEY - 5].strip("-_") or "segment"
        taken = set(self.of(workspace).filter(key__startswith=base).values_list("key", flat=True))
        return next(key for key in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)


class Segment(models.Model):
    """Saved criteria of a workspace, shared by everybody in it; criteria of cohorts and segments refer to it by its key."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="segments")
    #: Made from the first name, and the same for ever: a renamed segment is still found.
    key = models.SlugField(max_length=_LONGEST_KEY, editable=False)
    name = models.CharField(_("name"), max_length=80)
    name_key = models.CharField(max_length=120, editable=False)
    criteria = models.JSONField()
    #: Counts the changes of its criteria; each is kept.
    version = models.PositiveIntegerField(default=1, editable=False)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    #: When it was last counted (cohorts/measuring.py); null: it is due.
    measured_at = models.DateTimeField(null=True, editable=False)

    objects = SegmentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("workspace", "key"), name="one_segment_per_key"),
            models.UniqueConstraint(fields=("workspace", "name_key"), name="one_segment_per_name"),
        )

    def __str__(self) -> str:
        return self.name

    def contacts(self, *, now: datetime) -> ContactQuerySet:
        """Return who is in it now."""
        meant = criteria_filter(self.criteria, workspace=self.workspace, now=now)
        return Contact.objects.of(self.workspace).filter(meant)

    @transaction.atomic
    def revise(self, criteria: dict[str, Any], *, now: datetime, by: User | None = None) -> None:
        """Change its criteria, and keep what they were; cohorts that refer to it are looked over anew.

        Raises InvalidCriteria; CircularCriteria where they lead back to this segment.
        """
        references = parse(criteria).refers
        # One at a time: two changes at once could close a circle that neither sees.
        Workspace.objects.select_for_update(no_key=True).get(pk=self.workspace_id)
        refuse_circles(self.workspace, start=("segment", self.key), references=references)
        latest = Segment.objects.get(pk=self.pk).version
        self.criteria, self.version, self.updated_at, self.measured_at = criteria, latest + 1, now, None
        self.save(update_fields=["criteria", "version", "updated_at", "measured_at"])
        self.versions.create(number=self.version, criteria=criteria, at=now, by=by)
        Cohort.objects.of(self.workspace).live().update(looked_over_at=None)

    @transaction.atomic
    def rename(self, name: str, *, now: datetime) -> None:
        """Call it otherwise; its key stays.

        Raises SegmentNeedsName.
        """
        name = " ".join(name.split())[:80].strip()
        others = Segment.objects.filter(workspace=self.workspace_id).exclude(pk=self.pk)
        if not name or others.filter(name_key=folded(name)).exists():
            raise SegmentNeedsName
        self.name, self.name_key, self.updated_at = name, folded(name)[:120], now
        self.save(update_fields=["name", "name_key", "updated_at"])

    def users(self) -> "list[Segment | Cohort]":
        """Return the segments and cohorts whose criteria refer to it: those being edited, or those that are followed."""
        return referring_to(self.workspace, ("segment", self.key))

    def discard(self) -> None:
        """Delete it, unless others refer to it.

        Raises SegmentInUse, which names them.
        """
        if users := self.users():
            raise SegmentInUse([str(one) for one in users])
        self.delete()

    @transaction.atomic
    def measure(self, *, now: datetime) -> None:
        """Note how many are in it today; the last count of a day stands for it."""
        scope = Scope(workspace=self.workspace, now=now)
        number = count(parse(self.criteria), scope)
        self.sizes.update_or_create(day=scope.today, defaults={"number": number, "at": now})
        Segment.objects.filter(pk=self.pk).update(measured_at=now)


class SegmentVersion(models.Model):
    """The criteria of a segment as they were from a moment on; never changed."""

    segment = models.ForeignKey(Segment, models.CASCADE, db_index=False, related_name="versions")
    number = models.PositiveIntegerField()
    criteria = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, db_index=False, related_name="+")

    objects: ClassVar[models.Manager["SegmentVersion"]] = models.Manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("segment", "number"), name="one_segment_version_per_number"),)

    def __str__(self) -> str:
        return f"{self.segment_id}, version {self.number}"


class SegmentSize(models.Model):
    """How many were in a segment on a day of its workspace."""

    segment = models.ForeignKey(Segment, models.CASCADE, db_index=False, related_name="sizes")
    day = models.DateField()
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()

    objects: ClassVar[models.Manager["SegmentSize"]] = models.Manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("segment", "day"), name="one_segment_size_per_day"),)

    def __str__(self) -> str:
        return f"{self.number} on {self.day}"
