"""A user's place in a workspace, and what the role allows."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models.user import User
from kindred.accounts.models.workspace import Workspace


class Role(models.TextChoices):
    """What a member may do, from most to least."""

    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Admin")
    MEMBER = "member", _("Member")
    VIEWER = "viewer", _("Viewer")


class Member(models.Model):
    """A user's place in a workspace."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="places")
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.MEMBER)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager["Member"]] = models.Manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "user"), name="one_place_per_workspace"),)

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"

    @property
    def can_manage(self) -> bool:
        """Whether settings, members and accounts may be changed."""
        return self.role in {Role.OWNER, Role.ADMIN}

    @property
    def can_edit(self) -> bool:
        """Whether contacts and cohorts may be changed."""
        return self.role != Role.VIEWER
