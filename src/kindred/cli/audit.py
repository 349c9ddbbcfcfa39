"""`kindred audit verify` and `kindred audit list`: the trail of who did what."""

import json
import re
from typing import Annotated

import typer

from kindred.accounts.models import AuditEntry, Workspace
from kindred.cli.choosing import WorkspaceOption, chosen_workspace
from kindred.cli.console import out, say
from kindred.cli.errors import Refused
from kindred.cli.server.ready import check_migrated
from kindred.kit.secrets import UnreadableSecret

audit = typer.Typer(help="Check and read the audit trail.", no_args_is_help=True)

_HEAD = re.compile(r"[0-9]{1,18}:[0-9a-f]{0,64}")


@audit.command()
def verify(
    workspace: WorkspaceOption = None,
    head: Annotated[
        str, typer.Option(metavar="NUMBER:SEAL", help="A head that was printed earlier and kept elsewhere.")
    ] = "",
) -> None:
    """Check that no entry was changed or taken out; ends with 1 if one was."""
    check_migrated()
    if head and not _HEAD.fullmatch(head):
        raise Refused("A head looks like 412:9f3a…, as this command prints it.")
    chosen = [chosen_workspace(workspace)] if workspace or head else list(Workspace.objects.order_by("slug"))
    broken = [one for one in chosen if not _holds(one, head)]
    if broken:
        raise typer.Exit(1)


@audit.command("list")
def list_entries(
    workspace: WorkspaceOption = None,
    most: Annotated[int, typer.Option(help="At most so many, the newest last.")] = 100,
) -> None:
    """Print the last entries, one JSON object a line."""
    check_migrated()
    entries = AuditEntry.objects.of(chosen_workspace(workspace)).order_by("-number")[: max(most, 0)]
    for entry in reversed(entries):
        row = {"number": entry.number, "at": entry.at.isoformat(), "who": entry.actor, "act": entry.act}
        print(json.dumps(row | {"about": entry.about, "facts": entry.facts, "seal": entry.seal}, ensure_ascii=False))  # noqa: T201


def _holds(workspace: Workspace, head: str) -> bool:
    """Say whether a workspace's trail holds."""
    try:
        breaks = list(AuditEntry.objects.breaks(workspace, anchor=head))
    except UnreadableSecret as fault:
        out.print(f"[red]✗[/] {workspace.slug}: {fault.message}", soft_wrap=True)
        return False
    for one in breaks:
        out.print(f"[red]✗[/] {workspace.slug}, entry {one.number}: {one.reason}", soft_wrap=True)
    if not breaks:
        say(f"{workspace.slug}: whole. Head: {AuditEntry.objects.head(workspace)}")
    return not breaks
