"""What stands around every page: the workspace, its sections, and the person who is logged in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Workspace


@dataclass(frozen=True)
class Section:
    """A place in the left rail: the page it opens, and the first words of the addresses that belong to it."""

    name: str
    label: str | Promise
    icon: str
    key: str
    words: tuple[str, ...]

    @property
    def keys(self) -> list[str]:
        """The keys to press one after the other."""
        return self.key.split()


SECTIONS = (
    Section("contacts", _("Contacts"), "users-round", "g c", ("contacts", "cohorts")),
    Section("sequences", _("Sequences"), "send", "g s", ("sequences",)),
    Section("tasks", _("Tasks"), "square-check", "g t", ("tasks",)),
    Section("outbox", _("Outbox"), "mail", "g o", ("outbox",)),
    Section("settings", _("Settings"), "settings", "g ,", ("settings",)),
)


@dataclass(frozen=True)
class Place:
    """A section as a link of this workspace."""

    section: Section
    url: str
    is_current: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give every template the workspace, the member, the user's workspaces and the places of the rail."""
    workspace = getattr(request, "workspace", None)
    return {
        "workspace": workspace,
        "member": getattr(request, "member", None),
        "workspaces": SimpleLazyObject(lambda: _workspaces(request)),
        "nav": list(_places(request, workspace)) if workspace else [],
    }


def _workspaces(request: HttpRequest) -> list[Workspace]:
    """List the workspaces of the person who asks, in the order of their names."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    return list(Workspace.objects.filter(members__user=user).order_by("name"))


def _places(request: HttpRequest, workspace: Workspace) -> Iterator[Place]:
    word = request.path.removeprefix(f"/w/{workspace.slug}/").partition("/")[0]
    for section in SECTIONS:
        try:
            url = reverse(section.name, kwargs={"workspace": workspace.slug})
        except NoReverseMatch:  # The section's pages are not built yet.
            continue
        yield Place(section, url, is_current=word in section.words)
