"""Belonging to a cohort: an append-only ledger, so that any past date can be asked; and pins, which outlive recounts."""

from datetime import datetime
from typing import ClassVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User, Workspace
from kindred.cohorts.models.cohort import Cohort
from kindred.contacts.models import Contact


class Membership(models.Model):
    """One stay of a contact in a cohort; open while `left_at` is null."""

    class Cause(models.TextChoices):
        """Why it began."""

        HAND = "hand", _("added by hand")
        CRITERIA = "criteria", _("met the criteria")
        IMPORT = "import", _("came with an import")
        WORKFLOW = "workflow", _("sent by a workflow")

    #: The contact's own, kept here as the key to part this table by; the contact's constraint vouches for it.
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False, db_constraint=False, related_name="+")
    cohort = models.ForeignKey(Cohort, models.CASCADE, db_index=False, related_name="memberships")
    contact = models.ForeignKey(Contact, models.CASCADE, db_index=False, related_name="memberships")
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    #: Since when somebody who came by the criteria no longer meets them, where the cohort marks such people.
    unmet_since = models.DateTimeField(null=True, blank=True)
    cause = models.CharField(max_length=10, choices=Cause)
    by = models.ForeignKey(User, models.SET_NULL, null=True, db_index=False, related_name="+")

    objects: ClassVar[models.Manager["Membership"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cohort", "contact"), condition=models.Q(left_at=None), name="one_open_membership"
            ),
        )
        indexes = (models.Index(fields=("contact", "cohort"), name="memberships_of_contact"),)

    def __str__(self) -> str:
        return f"{self.contact_id} in {self.cohort_id}"


class PinQuerySet(models.QuerySet["Pin"]):
    """Pins."""

    @transaction.atomic
    def decide(self, *, cohort: Cohort, contact: Contact, kind: str, by: User, at: datetime, why: str = "") -> "Pin":
        """Pin a contact in or out of a cohort, whatever was decided before; who was out enters, who was in leaves."""
        one = Contact.objects.filter(pk=contact.pk)
        if kind == Pin.Kind.IN:
            cohort.add(one, cause=Membership.Cause.HAND, at=at, by=by)
        else:
            cohort.remove(one, at=at, by=by)
        pin, _made = self.update_or_create(
            cohort=cohort,
            contact=contact,
            defaults={"kind": kind, "by": by, "at": at, "why": " ".join(why.split())[:300]},
        )
        return pin


class Pin(models.Model):
    """A hand-picked decision about a contact and a cohort that outlives every recount."""

    class Kind(models.TextChoices):
        """Which way it decides."""

        IN = "pinned_in", _("Pinned in")
        OUT = "pinned_out", _("Pinned out")

    cohort = models.ForeignKey(Cohort, models.CASCADE, db_index=False, related_name="pins")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="pins")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    why = models.CharField(max_length=300, blank=True)

    objects = PinQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("cohort", "contact"), name="one_pin"),)

    def __str__(self) -> str:
        return f"{self.contact_id} {self.kind} {self.cohort_id}"
