"""An invitation into a workspace, sent by e-mail with a link that expires."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Self

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.errors import (
    AlreadyMember,
    InvitationClosed,
    InvitationForSomeoneElse,
    NotAllowed,
)
from kindred.accounts.models.audit_entry import AuditEntry
from kindred.accounts.models.member import Member
from kindred.accounts.models.user import User
from kindred.accounts.models.workspace import Workspace
from kindred.accounts.role import Role
from kindred.kit.secrets import new_token, token_hash

#: How long a link works.
VALID_FOR = timedelta(days=7)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to the invitations into a workspace."""
        return self.filter(workspace=workspace)

    def unanswered(self) -> Self:
        """Narrow to those nobody has accepted, the newest first."""
        return self.filter(accepted_at=None).order_by("-created_at", "-pk")

    def open(self, now: datetime) -> Self:
        """Narrow to those that can still be accepted."""
        return self.unanswered().filter(expires_at__gt=now)

    def to(self, addresses: Collection[str]) -> Self:
        """Narrow to those sent to one of these addresses."""
        return self.filter(email__in=[address.lower() for address in addresses])

    def with_token(self, token: str) -> Self:
        """Narrow to the one whose link holds this token."""
        return self.filter(token_hash=token_hash(token))

    @transaction.atomic
    def invite(
        self, *, workspace: Workspace, email: str, role: Role, by: Member, now: datetime
    ) -> tuple["Invitation", str]:
        """Invite an address, again if need be, and return the token of its link, which is kept nowhere.

        An older link to the same address stops working. Raises AlreadyMember, or NotAllowed when `by` may not give
        this role.
        """
        if by.workspace_id != workspace.pk or not Role(by.role).may_give(role):
            raise NotAllowed
        address = email.strip().lower()
        if workspace.members.filter(user__email__iexact=address).exists():
            raise AlreadyMember
        token = new_token()
        invitation, _created = self.update_or_create(
            workspace=workspace,
            email=address,
            accepted_at=None,
            defaults={
                "role": role,
                "token_hash": token_hash(token),
                "invited_by": by.user,
                "created_at": now,
                "expires_at": now + VALID_FOR,
            },
        )
        facts = {"email": address, "role": str(role)}
        AuditEntry.objects.append("member.invited", workspace=workspace, now=now, by=by.user, facts=facts)
        return invitation, token


class Invitation(models.Model):
    """An invitation into a workspace; of its token only the hash is kept."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"), max_length=254)
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("workspace", "email"),
                condition=models.Q(accepted_at=None),
                name="one_open_invitation_per_email",
            ),
        )

    def __str__(self) -> str:
        return f"{self.email} → {self.workspace}"

    def is_open(self, now: datetime) -> bool:
        """Whether it can still be accepted."""
        return self.accepted_at is None and now < self.expires_at

    @transaction.atomic
    def accept(self, *, user: User, addresses: Collection[str], now: datetime) -> Member:
        """Make the user a member; a member already keeps the role they have.

        `addresses` are those known to be the user's. Raises InvitationForSomeoneElse when it went to none of them,
        InvitationClosed when it is used or too old.
        """
        if self.email not in {address.lower() for address in addresses}:
            raise InvitationForSomeoneElse
        # The conditional update lets one of two clicks through, and none after the invitation was withdrawn.
        if not Invitation.objects.open(now).filter(pk=self.pk).update(accepted_at=now):
            raise InvitationClosed
        member, created = self.workspace.members.get_or_create(
            user=user, defaults={"role": self.role, "joined_at": now}
        )
        if created:
            facts = {"email": user.email, "role": self.role}
            AuditEntry.objects.append("member.joined", workspace=self.workspace, now=now, by=user, facts=facts)
        return member

    def resend(self, *, by: Member, now: datetime) -> str:
        """Start its seven days again and return the token of a new link; the old one stops working.

        Raises NotAllowed when `by` may not give the role it holds.
        """
        _invitation, token = Invitation.objects.invite(
            workspace=self.workspace,
            email=self.email,
            role=Role(self.role),
            by=by,
            now=now,
        )
        return token

    @transaction.atomic
    def revoke(self, *, by: Member, now: datetime) -> None:
        """Withdraw it; its link stops working.

        Raises NotAllowed when `by` may not give the role it holds.
        """
        if by.workspace_id != self.workspace_id or not Role(by.role).may_give(Role(self.role)):
            raise NotAllowed
        facts = {"email": self.email}
        AuditEntry.objects.append("invitation.withdrawn", workspace=self.workspace, now=now, by=by.user, facts=facts)
        self.delete()
