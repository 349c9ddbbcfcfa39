"""Who works on a cohort, and as what."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User
from kindred.cohorts.models.cohort import Cohort


class CollaboratorQuerySet(models.QuerySet["Collaborator"]):
    """Collaborators."""

    def of(self, user: User) -> Self:
        """Narrow to this user, also where only the address was invited."""
        return self.filter(Q(user=user) | Q(user=None, email__iexact=user.email))


class Collaborator(models.Model):
    """A person working on a cohort: a user, or an address that has been invited and has not answered yet."""

    class Role(models.TextChoices):
        """What they may do with this cohort, from most to least."""

        OWNER = "owner", _("Owner")
        EDITOR = "editor", _("Editor")
        RUNNER = "runner", _("Runner")
        REVIEWER = "reviewer", _("Reviewer")
        VIEWER = "viewer", _("Viewer")

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="collaborators")
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+")
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.EDITOR)

    objects = CollaboratorQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cohort", "user"), condition=Q(user__isnull=False), name="one_collaborator_per_user"
            ),
            models.UniqueConstraint(
                fields=("cohort", "email"), condition=Q(user__isnull=True), name="one_collaborator_per_email"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user or self.email} ({self.get_role_display()})"

    def is_for(self, user: User) -> bool:
        """Whether this is the user, also where only the address was invited."""
        return self.user_id == user.pk if self.user_id else self.email.lower() == user.email.lower()
