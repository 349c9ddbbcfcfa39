"""Two contacts that may be one person."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User, Workspace
from kindred.contacts.models.contact import Contact, ContactQuerySet
from kindred.contacts.models.contact_import import Import
from kindred.contacts.models.event import Event


class DuplicateQuerySet(models.QuerySet["Duplicate"]):
    """Pairs of contacts that may be one person."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to the pairs of a workspace."""
        return self.filter(workspace=workspace)

    def undecided(self) -> Self:
        """Narrow to those nobody has said are two people."""
        return self.filter(set_apart_at=None)

    def certain(self) -> Self:
        """Narrow to those that share an address, a number or a profile nobody else would have."""
        return self.filter(is_certain=True)

    def touching(self, contacts: ContactQuerySet) -> Self:
        """Narrow to those one of these contacts is in."""
        ids = contacts.order_by().values("pk")
        return self.filter(Q(first__in=ids) | Q(second__in=ids))

    def among(self, contacts: ContactQuerySet) -> Self:
        """Narrow to those of which both are among these contacts."""
        ids = contacts.order_by().values("pk")
        return self.filter(first__in=ids, second__in=ids)

    def brought_by(self, spreadsheet: Import) -> Self:
        """Narrow to those with a contact that came into the pool with an import."""
        facts = Event.objects.filter(contact=OuterRef("pk"), kind="contact.created", data__import=spreadsheet.pk)
        # The moment first, which an index serves.
        came = Contact.objects.filter(workspace=spreadsheet.workspace_id, created_at__gte=spreadsheet.created_at)
        if spreadsheet.finished_at:
            came = came.filter(created_at__lte=spreadsheet.finished_at)
        return self.touching(came.filter(Exists(facts)))

    def set_apart(self, *, now: datetime, by: User | None) -> int:
        """Note that these are two people; it holds however often they are compared."""
        return self.undecided().update(set_apart_at=now, set_apart_by=by)

    def bring_back(self) -> int:
        """Take back that these are two people."""
        return self.update(set_apart_at=None, set_apart_by=None)


class Duplicate(models.Model):
    """Two contacts that may be one person, the evidence for it, and what somebody decided."""

    #: The contacts' own; their constraints vouch for it.
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False, db_constraint=False, related_name="+")
    #: The one with the lower id.
    first = models.ForeignKey(Contact, models.CASCADE, db_index=False, related_name="+")
    second = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    is_certain = models.BooleanField(_("certain"))
    #: From 0 to 100: the sum of the points of the evidence.
    score = models.PositiveSmallIntegerField(_("score"))
    #: What speaks for and against it: [{"what", "how", "value", "other", "points"}] (contacts/duplicates/judging.py).
    evidence = models.JSONField(default=list)
    #: When they were last compared and found alike.
    seen_at = models.DateTimeField(default=timezone.now, editable=False)
    #: When somebody said that these are two people.
    set_apart_at = models.DateTimeField(null=True, blank=True)
    set_apart_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    objects = DuplicateQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("first", "second"), name="one_duplicate_per_pair"),)
        indexes = (
            models.Index(
                fields=("workspace", "is_certain", "score", "id"),
                condition=Q(set_apart_at=None),
                name="duplicates_to_review",
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id} ({self.score})"
