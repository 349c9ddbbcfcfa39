"""A tenant: every row of the pool, the cohorts and the messages belongs to one."""

from typing import Any, Self

from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models.user import User
from kindred.accounts.models.workspace_key import WorkspaceKey
from kindred.accounts.role import Role
from kindred.kit.clock import utc_now


class WorkspaceQuerySet(models.QuerySet["Workspace"]):
    """Workspaces."""

    def of(self, user: User) -> Self:
        """Narrow to the workspaces this person is a member of."""
        return self.filter(members__user=user).order_by("name")

    def open_for(
        self,
        *,
        owner: User,
        name: str,
        timezone_name: str = "UTC",
        is_demo: bool = False,
    ) -> "Workspace":
        """Create a workspace with its first owner."""
        with transaction.atomic():
            workspace = self.create(
                name=name,
                slug=self._free_slug(name),
                timezone=timezone_name,
                is_demo=is_demo,
            )
            workspace.members.create(user=owner, role=Role.OWNER)
            WorkspaceKey.objects.draw(workspace.pk)
        return workspace

    def _free_slug(self, name: str) -> str:
        """Return an address for the name that no other workspace has."""
        base = slugify(name)[:40] or "workspace"
        taken = set(self.model._default_manager.filter(slug__startswith=base).values_list("slug", flat=True))
        return next(s for s in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if s not in taken)


class Workspace(models.Model):
    """A tenant."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    timezone = models.CharField(_("time zone"), max_length=64, default="UTC")
    postal_address = models.CharField(
        _("postal address"),
        max_length=300,
        blank=True,
        help_text=_("Stands at the foot of every message you send."),
    )
    requires_basis = models.BooleanField(
        _("Write only to people with a legal basis on record"),
        default=False,
        db_default=False,
        help_text=_("Who has none gets nothing. Whoever withdrew it gets nothing in any case."),
    )
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=utc_now, editable=False)

    objects = WorkspaceQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def change(self, **details: Any) -> None:
        """Change name, time zone or postal address; the address of its pages stays."""
        for name, value in details.items():
            setattr(self, name, value)
        self.save(update_fields=[*details])
