"""The imports there were, and the way back."""

import typer

from kindred.accounts.models import Workspace
from kindred.cli.console import say
from kindred.cli.errors import Refused
from kindred.contacts.errors import NotUndoable
from kindred.contacts.importing.undo_effect import effect_of_undo
from kindred.contacts.importing.work import work
from kindred.contacts.models import Import
from kindred.jobs.worker import work_until_idle
from kindred.kit.clock import utc_now


def find(workspace: Workspace, number: int) -> Import:
    """Return an import of the workspace by its number.

    Raises Refused when there is none.
    """
    sheet = Import.objects.of(workspace).select_related("workspace").filter(pk=number).first()
    if sheet is None:
        raise Refused(f"There is no import {number} in {workspace.slug}. See kindred import --list.")
    return sheet


def say_all(workspace: Workspace) -> None:
    """List the imports of a workspace, the newest first, a line each."""
    now = utc_now()
    for sheet in Import.objects.of(workspace).order_by("-pk").iterator(chunk_size=500):
        counts = f"{sheet.created:,} new, {sheet.updated:,} updated, {sheet.rejected:,} not taken"
        until = f", can be undone until {sheet.undoable_until:%Y-%m-%d}" if sheet.can_be_undone(now) else ""
        say(f"{sheet.pk}  {sheet.created_at:%Y-%m-%d}  {sheet.get_status_display()}  {sheet.filename}: {counts}{until}")


def undo_one(sheet: Import, *, yes: bool) -> None:
    """Take an import back, saying first what that does.

    Raises NotUndoable when it is too late, Refused when the answer is no.
    """
    now = utc_now()
    if not sheet.can_be_undone(now):
        raise NotUndoable
    effect = effect_of_undo(sheet)
    say(
        f"{sheet.filename}: {effect.removed:,} contacts that came with it are removed, {effect.put_back:,} that were here "
        f"get their earlier values back; {effect.left_alone:,} stay because something has happened to them since, "
        f"{effect.written_to:,} were written to, which stays sent."
    )
    if not yes and not typer.confirm("Undo it?"):
        raise Refused("Nothing was undone.")
    sheet.undo(now=now, by=None)
    work_until_idle(work=[work])
    sheet.refresh_from_db()
    if sheet.status != Import.Status.UNDONE:
        raise Refused(sheet.error or "It is begun, and a worker elsewhere has it in hand.")
    say(f"{sheet.removed:,} removed, {sheet.put_back:,} put back, {sheet.left_alone:,} left alone.")
