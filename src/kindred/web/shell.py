"""What stands around every page: the workspace, its sections, and the person who is logged in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User, Workspace


@dataclass(frozen=True)
class Section:
    """A place in the left rail: the page it opens, and the first words of the addresses that belong to it."""

    name: str
    label: str | Promise
    icon: str
    key: str
    words: tuple[str, ...]
    #: Whether it stands indented below the one before it.
    is_nested: bool = False

    @property
    def keys(self) -> list[str]:
        """The keys to press one after the other."""
        return self.key.split()


SECTIONS = (
    Section("contacts", _("Contacts"), "users-round", "g c", ("contacts", "companies", "segments")),
    Section("cohorts", _("Cohorts"), "", "g h", ("cohorts",), is_nested=True),
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
    """Give every template the workspace, the member, the user's workspaces and the places of the rail.

    On the pages of the person (account, security) there is no workspace, but the rail leads back to the last one.
    """
    workspace = getattr(request, "workspace", None)
    workspaces = SimpleLazyObject(lambda: _workspaces(request))
    return {
        "workspace": workspace,
        "member": getattr(request, "member", None),
        "workspaces": workspaces,
        "home": SimpleLazyObject(lambda: workspace or last_visited(request, workspaces)),
        "nav": SimpleLazyObject(lambda: list(_places(request, workspace or last_visited(request, workspaces)))),
    }


def last_visited(request: HttpRequest, workspaces: Iterable[Workspace]) -> Workspace | None:
    """Choose the workspace a person comes back to: where they last were, else the first by name."""
    slug = request.session.get("workspace")
    among = list(workspaces)
    return next((one for one in among if one.slug == slug), among[0] if among else None)


def _workspaces(request: HttpRequest) -> list[Workspace]:
    user = getattr(request, "user", None)
    return list(Workspace.objects.of(user)) if isinstance(user, User) else []


def _places(request: HttpRequest, workspace: Workspace | None) -> Iterator[Place]:
    if workspace is None:
        return
    word = request.path.removeprefix(f"/w/{workspace.slug}/").partition("/")[0]
    for section in SECTIONS:
        try:
            url = reverse(section.name, kwargs={"workspace": workspace.slug})
        except NoReverseMatch:  # The section's pages are not built yet.
            continue
        yield Place(section, url, is_current=word in section.words)
