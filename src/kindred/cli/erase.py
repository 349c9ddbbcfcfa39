"""`kindred erase`: a person for good, at their own word; and once more after a backup was restored."""

from typing import Annotated

import typer

from kindred.accounts.models import Workspace
from kindred.cli.access import Who, contact_named
from kindred.cli.choosing import WorkspaceOption, chosen_workspace
from kindred.cli.console import say
from kindred.cli.errors import Refused
from kindred.cli.server.ready import check_migrated
from kindred.contacts.erasing.restored import erase_again as erase_restored
from kindred.contacts.erasing.work import work
from kindred.contacts.models import Contact, Erasure
from kindred.jobs.worker import work_until_idle
from kindred.kit.clock import utc_now


def erase(
    who: Who,
    workspace: WorkspaceOption = None,
    reason: Annotated[Erasure.Reason, typer.Option(help="Why.")] = Erasure.Reason.REQUEST,
    note: Annotated[str, typer.Option(help="Such as the number of their request; it stays, so it names nobody.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,  # noqa: FBT002
) -> None:
    """Erase a person for good. It cannot be undone."""
    check_migrated()
    chosen = chosen_workspace(workspace)
    person = contact_named(who, chosen)
    if not yes and not typer.confirm(f"Erase {person} from {chosen.name} for good?"):
        raise Refused("Nothing was erased.")
    one = Contact.objects.filter(pk=person.pk)
    erasure = Erasure.objects.start(
        one, workspace=chosen, reason=str(reason), note=note, via="kindred erase", now=utc_now()
    )
    work_until_idle(work=[work])
    erasure.refresh_from_db()
    if not erasure.is_over:
        raise Refused("It is begun, and a worker elsewhere has it in hand.")
    gone = ", ".join(f"{what} {count:,}" for what, count in sorted(erasure.counts.items()))
    say(f"Erased for good (certificate {erasure.pk}): {gone}.")


def erase_again() -> None:
    """Erase once more who was erased before and came back with a restored backup."""
    check_migrated()
    for workspace in Workspace.objects.order_by("slug"):
        erasure = erase_restored(workspace, now=utc_now(), via="kindred erase-again")
        work_until_idle(work=[work])
        say(f"{workspace.slug}: {erasure.total if erasure else 0:,} had come back.")
