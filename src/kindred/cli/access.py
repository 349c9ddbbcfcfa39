"""`kindred access`: everything that is held on a person, for them."""

from pathlib import Path
from typing import Annotated

import typer

from kindred.accounts.models import Workspace
from kindred.cli.choosing import WorkspaceOption, chosen_workspace
from kindred.cli.console import say
from kindred.cli.errors import Refused
from kindred.cli.server.ready import check_migrated
from kindred.contacts.cleaning.address import address_key
from kindred.contacts.disclosing import disclosure
from kindred.contacts.models import Contact, ContactPoint
from kindred.kit.clock import utc_now

Who = Annotated[
    str, typer.Argument(metavar="WHO", help="An address of theirs, or the number in the address of their page.")
]


def access(
    who: Who,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="Where to; else a ZIP named after them.")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Write everything that is held on a person to a ZIP: JSON for machines, a page for people."""
    check_migrated()
    person = contact_named(who, chosen_workspace(workspace))
    now = utc_now()
    found = disclosure(person, now=now, via="kindred access")
    target = file or Path(found.filename)
    if target.exists():
        raise Refused(f"{target} exists already. Choose another name.")
    try:
        with target.open("xb") as zipped:
            found.write(zipped, at=now)
    except OSError as fault:
        raise Refused(f"{target} cannot be written: {fault.strerror}.") from fault
    target.chmod(0o600)
    say(f"{target} ({target.stat().st_size / 1_000:,.0f} kB)")


def contact_named(who: str, workspace: Workspace) -> Contact:
    """Return the contact of a workspace that has an address or a number.

    Raises Refused when there is none.
    """
    pool = Contact.objects.of(workspace)
    if who.isascii() and who.isdigit() and len(who) < 19:
        found = pool.filter(pk=int(who)).first()
    else:
        key = address_key(who.strip()) or ""
        further = ContactPoint.objects.emails(workspace, [key]).values("contact")
        found = pool.filter(email_key=key).first() or pool.filter(pk__in=further).first()
    if found is None:
        raise Refused(f"Nobody in {workspace.name} is known by {who}.")
    return found
