"""Telling those who follow what happens: config/followers.py, the one upward arrow of the house."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Max
from django.utils.module_loading import import_string

from kindred.accounts.models import User, Workspace

#: The key of those who follow whatever happens.
EVERY_KIND = "*"

#: (workspace, contacts, kind, at, data, by), as keywords.
Follower = Callable[..., object]


def tell_followers(
    kind: str,
    *,
    contacts: models.QuerySet[Any],
    at: datetime,
    data: dict[str, Any],
    by: User | None,
    workspace: Workspace | None = None,
) -> None:
    """Call the functions that follow this kind, once for all contacts; they are of one workspace."""
    follow = _followers(settings.FOLLOWERS_MODULE, kind)
    if follow and workspace is None:
        # Asked of all, though one would do: for "any one" PostgreSQL may look through the whole pool row by row.
        workspace = Workspace.objects.get(pk=contacts.order_by().aggregate(of=Max("workspace_id"))["of"])
    for follower in follow:
        follower(workspace=workspace, contacts=contacts, kind=kind, at=at, data=data, by=by)


@cache
def _followers(module: str, kind: str) -> list[Follower]:
    """Import the followers of a kind, and of every kind, once."""
    table = import_string(f"{module}.FOLLOWERS")
    return [import_string(path) for path in (*table.get(kind, ()), *table.get(EVERY_KIND, ()))]
