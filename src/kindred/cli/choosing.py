"""Which workspace a command is about."""

from typing import Annotated

import typer

from kindred.accounts.models import Workspace
from kindred.cli.errors import Refused

WorkspaceOption = Annotated[
    str | None,
    typer.Option("--workspace", "-w", metavar="SLUG", help="As in its address; needed where there are several."),
]


def chosen_workspace(slug: str | None) -> Workspace:
    """Return the workspace of this slug; without one, the only one that is not a demo.

    Raises Refused when there is none, or more than one.
    """
    own = Workspace.objects.order_by("slug")
    found = list(own.filter(slug=slug) if slug else own.filter(is_demo=False))
    if len(found) == 1:
        return found[0]
    if slug:
        raise Refused(f"There is no workspace {slug}. There are: {_slugs()}.")
    if found:
        raise Refused(f"Say which workspace: --workspace with one of {_slugs()}.")
    raise Refused(f"There is no workspace of your own yet. Sign up on the page first, or say --workspace ({_slugs()}).")


def _slugs() -> str:
    """List the workspaces there are."""
    return ", ".join(Workspace.objects.order_by("slug").values_list("slug", flat=True)) or "none"
