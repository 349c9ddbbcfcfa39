"""A pass over the whole pool for contacts that may be one person."""

from datetime import datetime
from typing import Self

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User, Workspace
from kindred.contacts.models.contact import Contact
from kindred.jobs.models import LeasedModel, LeasedQuerySet
from kindred.jobs.wake import wake

#: Where keys begin and how many there can be.
_FIRST_KEY, _KEYS = -(2**63), 2**64


class DuplicateSearchQuerySet(LeasedQuerySet["DuplicateSearch"]):
    """Passes over pools."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to those of a workspace."""
        return self.filter(workspace=workspace)

    def unfinished(self) -> Self:
        """Narrow to those a worker has to do something about."""
        return self.exclude(step=DuplicateSearch.Step.DONE)

    @transaction.atomic
    def start(self, *, workspace: Workspace, by: User | None, now: datetime) -> "DuplicateSearch":
        """Promise a pass over the pool; one that is under way already is returned."""
        # The workspace's row is locked, so that two who ask at once get the same.
        Workspace.objects.select_for_update().get(pk=workspace.pk)
        under_way = self.of(workspace).unfinished().first()
        if under_way:
            return under_way
        total = Contact.objects.of(workspace).count()
        search = self.create(workspace=workspace, started_by=by, started_at=now, total=total)
        wake()
        return search


class DuplicateSearch(LeasedModel):
    """A pass over the whole pool: first every contact is given its keys, then those who share one are compared."""

    class Step(models.TextChoices):
        """How far it is."""

        KEYS = "keys", _("Reading the contacts")
        BLOCKS = "blocks", _("Comparing those who have something in common")
        DONE = "done", _("Done")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="duplicate_searches")
    step = models.CharField(max_length=6, choices=Step, default=Step.KEYS)
    total = models.PositiveIntegerField(default=0)
    #: Contacts that have their keys.
    done = models.PositiveIntegerField(default=0)
    #: The last contact that has its keys; the next batch starts after it.
    last_contact_id = models.BigIntegerField(default=0)
    #: The last key whose contacts have been compared.
    last_key = models.BigIntegerField(default=_FIRST_KEY)
    compared = models.PositiveBigIntegerField(default=0)
    started_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = DuplicateSearchQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.total} contacts of {self.workspace_id}"

    @property
    def percent(self) -> int:
        """How much is done; the two steps count as halves."""
        if self.step == self.Step.DONE:
            return 100
        if self.step == self.Step.KEYS:
            return 50 * self.done // max(self.total, 1)
        return 50 + 50 * (self.last_key - _FIRST_KEY) // _KEYS
