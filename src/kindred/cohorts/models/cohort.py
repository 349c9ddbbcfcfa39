"""A group of contacts with a purpose."""

from datetime import datetime
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Member, User, Workspace
from kindred.cohorts.errors import CohortNeedsOwner
from kindred.cohorts.references import refuse_circles
from kindred.contacts.models import Contact, Tag
from kindred.contacts.models.contact import ContactQuerySet
from kindred.criteria.language import filter as criteria_filter
from kindred.criteria.language import parse
from kindred.kit.db.held import held
from kindred.kit.db.insert_select import insert_select


class CohortQuerySet(models.QuerySet["Cohort"]):
    """Cohorts."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to the cohorts of a workspace."""
        return self.filter(workspace=workspace)

    def published(self) -> Self:
        """Narrow to the cohorts at work."""
        return self.filter(status=Cohort.Status.PUBLISHED)

    def live(self) -> Self:
        """Narrow to those at work whose members follow criteria from day to day."""
        return self.published().filter(following__isnull=False)

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

    class Leaving(models.TextChoices):
        """What becomes of members who came by the criteria and no longer meet them."""

        MARK = "mark", _("stay, and are marked")
        REMOVE = "remove", _("leave the cohort")
        STAY = "stay", _("stay as if nothing had happened")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="cohorts")
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    tags = models.ManyToManyField(Tag, related_name="cohorts", blank=True)
    #: What counts as conversion: {"field": "candidate_state", "becomes": "active", "by": "2026-12-31"}; empty: none.
    goal = models.JSONField(default=dict, blank=True)
    #: Who belongs by rule; null: only people picked by hand.
    criteria = models.JSONField(null=True, blank=True)
    #: Whether people come, and cease to belong, as they meet the criteria from day to day; else only on publishing.
    follows = models.BooleanField(_("keep up to date"), default=True)
    leaving = models.CharField(_("who no longer meets it"), max_length=10, choices=Leaving, default=Leaving.MARK)
    #: What is followed since it was last published, whatever has been edited meanwhile: {"criteria": …, "leaving": …}.
    following = models.JSONField(null=True, editable=False)
    #: What these criteria look at (criteria/reading.py), so that a change is put only to cohorts it concerns.
    reads = models.JSONField(default=list, editable=False)
    drifts = models.BooleanField(default=False, editable=False)
    #: When everybody was last put to the criteria; null: it is due.
    looked_over_at = models.DateTimeField(null=True, editable=False)
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

    @transaction.atomic
    def recheck(self, contacts: ContactQuerySet, *, now: datetime) -> None:
        """Put contacts to the criteria: who meets them enters, who came by them and no longer does stays or leaves.

        One caller at a time for each cohort, or one of them may act on what another has just changed.
        """
        ours = contacts.filter(workspace=self.workspace_id)
        came = self.memberships.filter(left_at=None, cause="criteria")
        with held(ours.filter(self.meeting(now=now))) as meeting:
            self.add(meeting, cause="criteria", at=now)
            came.filter(contact__in=meeting.values("pk")).exclude(unmet_since=None).update(unmet_since=None)
            kept = self.pins.filter(contact=OuterRef("pk"), kind="pinned_in")
            unmet = ours.filter(Exists(came.filter(contact=OuterRef("pk")))).exclude(
                Exists(kept) | Q(pk__in=meeting.values("pk"))
            )
            if self._follows("leaving") == self.Leaving.REMOVE:
                with held(unmet) as leavers:
                    self.remove(leavers, at=now)
            elif self._follows("leaving") == self.Leaving.MARK:
                came.filter(contact__in=unmet.values("pk"), unmet_since=None).update(unmet_since=now)

    @transaction.atomic
    def look_over(self, *, now: datetime) -> int:
        """Have everybody rechecked whose belonging differs from the criteria; return how many those are."""
        columns = {"cohort": self.pk, "contact": F("pk")}
        found = sum(insert_select(self.rechecks.model, some, columns) for some in self.differing(now=now))
        Cohort.objects.filter(pk=self.pk).update(looked_over_at=now)
        return found

    def differing(self, *, now: datetime) -> list[ContactQuerySet]:
        """Return whose belonging differs from the criteria: who should enter, be unmarked, be marked or leave."""
        pool = Contact.objects.of(self.workspace)
        inside = self.memberships.filter(contact=OuterRef("pk"), left_at=None)
        came, meets = inside.filter(cause="criteria"), self.meeting(now=now)
        pinned = self.pins.filter(contact=OuterRef("pk"))
        differing = [
            pool.filter(meets).exclude(Exists(inside) | Exists(pinned.filter(kind="pinned_out"))),
            pool.filter(Exists(came.exclude(unmet_since=None))).filter(meets),
        ]
        if self._follows("leaving") != self.Leaving.STAY:
            differing.append(
                pool.filter(Exists(came.filter(unmet_since=None))).exclude(
                    meets | Exists(pinned.filter(kind="pinned_in"))
                )
            )
        return differing

    def meeting(self, *, now: datetime) -> Q:
        """Return the condition of meeting the criteria that are followed."""
        return criteria_filter(self._follows("criteria"), workspace=self.workspace, now=now)

    def _follows(self, what: str) -> Any:
        """Return the criteria that are followed, or what becomes of those who no longer meet them."""
        return self.following and self.following[what]

    def change(self, *, now: datetime, **details: Any) -> None:
        """Change name, description, goal, criteria or status."""
        for name, value in (details | {"updated_at": now}).items():
            setattr(self, name, value)
        self.save(update_fields=[*details, "updated_at"])

    def publish(self, *, now: datetime) -> None:
        """Put it to work; what changed about people while it was not is found soon."""
        self.change(now=now, status=self.Status.PUBLISHED, published_at=self.published_at or now, looked_over_at=None)

    def follow(self, *, now: datetime) -> None:
        """Let the criteria as they are now decide from here on who belongs, if they are to be followed at all.

        Raises CircularCriteria where they lead back to this cohort.
        """
        if not (self.follows and self.criteria):
            return self.change(now=now, following=None, reads=[], drifts=False)
        criteria = parse(self.criteria)
        refuse_circles(self.workspace, start=("cohort", self.pk), references=criteria.refers)
        reading = criteria.reading
        return self.change(
            now=now,
            following={"criteria": self.criteria, "leaving": self.leaving},
            reads=sorted(reading.facts),
            drifts=reading.drifts,
            looked_over_at=None,
        )

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
