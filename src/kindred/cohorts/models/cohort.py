"""A group of contacts with a purpose."""

from datetime import datetime
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Member, User, Workspace
from kindred.cohorts.errors import CohortNeedsOwner
from kindred.contacts.models import Contact, Tag
from kindred.contacts.models.contact import ContactQuerySet
from kindred.kit.db.insert_select import insert_select


class CohortQuerySet(models.QuerySet["Cohort"]):
    """Cohorts."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to the cohorts of a workspace."""
        return self.filter(workspace=workspace)

    def published(self) -> Self:
        """Narrow to the cohorts at work."""
        return self.filter(status=Cohort.Status.PUBLISHED)

    def run_by(self, member: Member) -> Self:
        """Narrow to the cohorts this member may add contacts to: theirs to run, or all for those who manage."""
        mine = self.filter(workspace=member.workspace_id)
        if member.can_manage or not member.can_edit:
            return mine if member.can_manage else mine.none()
        is_me = Q(collaborators__user=member.user) | Q(
            collaborators__user=None, collaborators__email__iexact=member.user.email
        )
        return mine.filter(is_me, collaborators__role__in=("owner", "editor", "runner")).distinct()

    def open_for(self, *, workspace: Workspace, owner: User, name: str, now: datetime, **details: Any) -> "Cohort":
        """Start a draft with its owner."""
        with transaction.atomic():
            cohort = self.create(workspace=workspace, owner=owner, name=name, created_at=now, updated_at=now, **details)
            cohort.collaborators.create(user=owner, role="owner")
        return cohort


class Cohort(models.Model):
    """A group of contacts with a purpose: who is in it, what should become of them, who works on it."""

    class Status(models.TextChoices):
        """Where it is in its life."""

        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        PAUSED = "paused", _("Paused")
        ARCHIVED = "archived", _("Archived")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="cohorts")
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    tags = models.ManyToManyField(Tag, related_name="cohorts", blank=True)
    #: What counts as conversion: {"field": "candidate_state", "becomes": "active", "by": "2026-12-31"}; empty: none.
    goal = models.JSONField(default=dict, blank=True)
    #: Who belongs by rule; null: only people picked by hand.
    criteria = models.JSONField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = CohortQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("workspace", "status", "updated_at"), name="cohort_list"),)

    def __str__(self) -> str:
        return self.name

    def role_of(self, member: Member) -> str | None:
        """Return what a member may do here: the collaborator's role; those who manage the workspace own every cohort.

        Other members may look; None for people of other workspaces.
        """
        if member.workspace_id != self.workspace_id:
            return None
        if member.can_manage:
            return "owner"
        # In Python, so that a list of cohorts with their collaborators at hand asks nothing more.
        mine = next((one for one in self.collaborators.all() if one.is_for(member.user)), None)
        if mine is None or not member.can_edit:
            return "viewer"
        return mine.role

    def members(self) -> ContactQuerySet:
        """Return the contacts that belong to it now."""
        return Contact.objects.filter(memberships__cohort=self, memberships__left_at=None)

    @transaction.atomic
    def add(self, contacts: ContactQuerySet, *, cause: str, at: datetime, by: User | None = None) -> int:
        """Open a membership for each contact that has none and may have one; return how many were added.

        Contacts pinned out stay out, unless a person adds them by hand, which lifts the pin.
        Records `cohort.entered`, which the workflow follows by enrolling them.
        """
        newcomers = contacts.filter(workspace_id=self.workspace_id).exclude(
            Exists(self.memberships.filter(contact=OuterRef("pk"), left_at=None))
        )
        if cause == "hand":
            self.pins.filter(kind="pinned_out", contact__in=newcomers).delete()
        else:
            newcomers = newcomers.exclude(Exists(self.pins.filter(contact=OuterRef("pk"), kind="pinned_out")))
        # The event comes first: it is recorded for those who are not in yet.
        newcomers.record("cohort.entered", at=at, data={"cohort": self.pk, "name": self.name}, by=by)
        return insert_select(
            self.memberships.model,
            newcomers,
            {
                "workspace": self.workspace_id,
                "cohort": self.pk,
                "contact": F("pk"),
                "entered_at": at,
                "left_at": None,
                "cause": cause,
                "by": by and by.pk,
            },
            ignore_conflicts=True,
        )

    @transaction.atomic
    def remove(self, contacts: ContactQuerySet, *, at: datetime, by: User | None = None) -> int:
        """Close the memberships of these contacts; return how many there were.

        Records `cohort.left`, which the workflow follows by ending their enrollments. Taken out by a person, they
        are pinned out, so that no recount brings them back.
        """
        leavers = contacts.filter(Exists(self.memberships.filter(contact=OuterRef("pk"), left_at=None)))
        if by is not None:
            self.pins.filter(contact__in=leavers).delete()
            insert_select(
                self.pins.model,
                leavers,
                {"cohort": self.pk, "contact": F("pk"), "kind": "pinned_out", "by": by.pk, "at": at, "why": ""},
            )
        leavers.record("cohort.left", at=at, data={"cohort": self.pk, "name": self.name}, by=by)
        return self.memberships.filter(contact__in=contacts, left_at=None).update(left_at=at)

    def change(self, *, now: datetime, **details: Any) -> None:
        """Change name, description, goal, criteria or status."""
        for name, value in (details | {"updated_at": now}).items():
            setattr(self, name, value)
        self.save(update_fields=[*details, "updated_at"])

    def publish(self, *, now: datetime) -> None:
        """Put it to work."""
        self.change(now=now, status=self.Status.PUBLISHED, published_at=self.published_at or now)

    @transaction.atomic
    def share_with(self, *, role: str, user: User | None = None, email: str = "") -> None:
        """Make a user, or an address that was invited, a collaborator in this role; change the role if they are one.

        Raises CohortNeedsOwner when the last owner would lose that role.
        """
        who = {"user": user} if user else {"user": None, "email": email.strip().lower()}
        self.collaborators.update_or_create(**who, defaults={"role": role})
        self._refuse_ownerless()

    @transaction.atomic
    def unshare(self, collaborator_id: int) -> None:
        """Let a collaborator go.

        Raises CohortNeedsOwner when it is the last owner.
        """
        self.collaborators.filter(pk=collaborator_id).delete()
        self._refuse_ownerless()

    def _refuse_ownerless(self) -> None:
        """Refuse a change that leaves nobody in charge."""
        if not self.collaborators.filter(role="owner").exists():
            raise CohortNeedsOwner
