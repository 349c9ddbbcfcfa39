"""A user's place in a workspace."""

from datetime import datetime
from typing import Self

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.errors import LastOwner, NotAllowed
from kindred.accounts.models.audit_entry import AuditEntry
from kindred.accounts.models.user import User
from kindred.accounts.models.workspace import Workspace
from kindred.accounts.role import Role


class MemberQuerySet(models.QuerySet["Member"]):
    """Members."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to the members of a workspace."""
        return self.filter(workspace=workspace)

    def owners(self) -> Self:
        """Narrow to owners."""
        return self.filter(role=Role.OWNER)

    def in_order(self) -> Self:
        """Sort by when they joined, with their users at hand."""
        return self.select_related("user").order_by("joined_at", "pk")


class Member(models.Model):
    """A user's place in a workspace; what it allows, the role says."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="places")
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "user"), name="one_place_per_workspace"),)

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"

    @property
    def can_manage(self) -> bool:
        """Whether settings, members and accounts may be changed."""
        return Role(self.role).can_manage

    @property
    def can_edit(self) -> bool:
        """Whether contacts and cohorts may be changed."""
        return Role(self.role).can_edit

    def may_change(self, other: "Member") -> bool:
        """Whether this member may change the other's role or remove them."""
        return other.workspace_id == self.workspace_id and Role(self.role).may_give(Role(other.role))

    @transaction.atomic
    def change_role(self, role: Role, *, by: "Member", now: datetime) -> None:
        """Give this member another role.

        Raises NotAllowed when `by` may not give or take it, LastOwner when nobody would be left in charge.
        """
        if not (by.may_change(self) and Role(by.role).may_give(role)):
            raise NotAllowed
        Member.objects.filter(pk=self.pk).update(role=role)
        self._refuse_ownerless()
        facts = {"email": self.user.email, "before": self.role, "after": str(role)}
        self._note("member.role_changed", facts, by=by.user, now=now)
        self.role = role

    @transaction.atomic
    def remove(self, *, by: "Member", now: datetime) -> None:
        """End this member's place; what they own in the workspace stays and keeps going.

        Raises NotAllowed when `by` may not, LastOwner when nobody would be left in charge.
        """
        if not by.may_change(self):
            raise NotAllowed
        self._end(by=by.user, now=now)

    @transaction.atomic
    def leave(self, *, now: datetime) -> None:
        """End one's own place.

        Raises LastOwner when nobody would be left in charge.
        """
        self._end(by=self.user, now=now)

    def _end(self, *, by: User, now: datetime) -> None:
        """Delete the place, and the news waiting for it."""
        self.workspace.notifications.filter(user=self.user_id).delete()
        Member.objects.filter(pk=self.pk).delete()
        self._refuse_ownerless()
        self._note("member.removed", {"email": self.user.email, "role": self.role}, by=by, now=now)

    def _note(self, act: str, facts: dict[str, str], *, by: User, now: datetime) -> None:
        """Write an act about this member into the audit trail."""
        AuditEntry.objects.append(
            act, workspace=self.workspace, now=now, by=by, about=f"member {self.user_id}", facts=facts
        )

    def _refuse_ownerless(self) -> None:
        """Refuse a change that leaves nobody in charge; the rows are locked, so that two owners cannot both go."""
        owners = Member.objects.filter(workspace_id=self.workspace_id).owners().select_for_update()
        if not list(owners.values_list("pk")):
            raise LastOwner
