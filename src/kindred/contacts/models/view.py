"""A way of looking at the list of contacts that somebody keeps."""

from datetime import datetime
from typing import Any, Self

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Member, User, Workspace
from kindred.contacts.errors import EmptyName
from kindred.kit.clock import utc_now


class ViewQuerySet(models.QuerySet["View"]):
    """Views."""

    def seen_by(self, member: Member) -> Self:
        """Narrow to a member's own and those that are shared with the workspace, less those that were deleted."""
        mine = Q(owner=member.user_id) | Q(is_shared=True)
        return self.filter(mine, workspace=member.workspace_id, deleted_at=None)

    def listed_for(self, member: Member) -> "list[View]":
        """Return the views a member sees, by name, each knowing whether the member's list opens with it."""
        mine = View.opens_for.through.objects.filter(view=OuterRef("pk"), user=member.user_id)
        return list(self.seen_by(member).annotate(opens_mine=Exists(mine)).order_by("name", "pk"))

    @transaction.atomic
    def keep(
        self,
        *,
        member: Member,
        name: str,
        look: dict[str, Any],
        now: datetime,
        is_shared: bool = False,
        is_default: bool = False,
    ) -> "View":
        """Keep a look: {"columns": […], "filter": {…}, "sort": "…"}.

        Raises EmptyName when the name is empty.
        """
        view = self.model(workspace=member.workspace, owner=member.user, created_at=now)
        view.change(name=name, look=look, now=now, is_shared=is_shared)
        view.open_for(member, is_default=is_default)
        return view


class View(models.Model):
    """A way of looking at the list of contacts: which columns, who, in which order. Private, or the workspace's."""

    MAX_NAME = 80

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="views")
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=MAX_NAME)
    is_shared = models.BooleanField(_("shared with the workspace"), default=False)
    #: Keys of columns, in their order; empty: the usual ones.
    columns = models.JSONField(default=list)
    #: Whom it shows, as the list's address says it: search, kind, stage, tags, criteria.
    filter = models.JSONField(default=dict)
    #: The name of an order (orders.py).
    sort = models.CharField(max_length=20, blank=True)
    #: The people whose list opens with it.
    opens_for = models.ManyToManyField(User, related_name="+")
    created_at = models.DateTimeField(default=utc_now, editable=False)
    updated_at = models.DateTimeField(default=utc_now, editable=False)
    #: Since when it is deleted; it can be put back.
    deleted_at = models.DateTimeField(null=True, blank=True)

    #: The name of one that comes with every workspace and is no row.
    ready = ""

    objects = ViewQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("workspace", "name"), name="views_by_name"),)

    def __str__(self) -> str:
        return self.name

    @property
    def look(self) -> dict[str, Any]:
        """What is kept of the list: columns, filter and order."""
        return {"columns": self.columns, "filter": self.filter, "sort": self.sort}

    @property
    def key(self) -> str:
        """What an address calls it."""
        return self.ready or str(self.pk)

    def may_change(self, member: Member) -> bool:
        """Whether a member may change it: their own, and a shared one if they manage the workspace."""
        return not self.ready and (self.owner_id == member.user_id or (self.is_shared and member.can_manage))

    def change(
        self,
        *,
        now: datetime,
        name: str | None = None,
        look: dict[str, Any] | None = None,
        is_shared: bool | None = None,
    ) -> None:
        """Change what is given.

        Raises EmptyName when the name is empty.
        """
        if name is not None:
            self.name = " ".join(name.split())[: self.MAX_NAME].strip()
            if not self.name:
                raise EmptyName
        if look is not None:
            self.columns, self.filter, self.sort = look["columns"], look["filter"], look["sort"]
        self.is_shared = self.is_shared if is_shared is None else is_shared
        self.updated_at = now
        self.save()

    @transaction.atomic
    def open_for(self, member: Member, *, is_default: bool) -> None:
        """Make a member's list open with it, or no longer; it opens with one view at most."""
        others = View.opens_for.through.objects.filter(user=member.user_id, view__workspace=self.workspace_id)
        if is_default:
            others.delete()
            self.opens_for.add(member.user)
        else:
            others.filter(view=self).delete()

    def copy(self, *, member: Member, now: datetime) -> "View":
        """Make a private view of a member's own that looks the same."""
        name = gettext("Copy of %(name)s") % {"name": self.name}
        return View.objects.keep(member=member, name=name, look=self.look, now=now)

    def delete_softly(self, *, now: datetime) -> None:
        """Take it from everybody's list; it can be put back."""
        View.objects.filter(pk=self.pk).update(deleted_at=now)

    def put_back(self) -> None:
        """Put it back where it was."""
        View.objects.filter(pk=self.pk).update(deleted_at=None)
