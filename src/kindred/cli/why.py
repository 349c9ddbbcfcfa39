"""`kindred why`: whether a contact meets criteria, and which conditions hold."""

from collections.abc import Iterator
from typing import Annotated

import typer
from django.db.models import Q

from kindred.accounts.models import Workspace
from kindred.cli.choosing import WorkspaceOption, chosen_workspace
from kindred.cli.console import say
from kindred.cli.criteria import CriteriaArgument, read
from kindred.cli.errors import Refused
from kindred.cli.server.ready import check_migrated
from kindred.contacts.cleaning.address import address_key
from kindred.contacts.models import Contact
from kindred.criteria.scope import Scope
from kindred.criteria.why import Finding, find_out
from kindred.kit.clock import utc_now


def why(
    contact: Annotated[
        str, typer.Argument(metavar="CONTACT", help="An e-mail address, or the number in the address of the page.")
    ],
    text: CriteriaArgument,
    workspace: WorkspaceOption = None,
) -> None:
    """Print which conditions hold of a contact and which do not, with what was seen."""
    check_migrated()
    chosen = chosen_workspace(workspace)
    criteria = read(text, chosen)
    for line in _lines(find_out(criteria, _found(contact, chosen), Scope(workspace=chosen, now=utc_now()))):
        say(line)


def _found(given: str, workspace: Workspace) -> Contact:
    """Return the contact that is meant."""
    is_number = given.isascii() and given.isdecimal() and len(given) < 18
    key = address_key(given)
    meant = Q(pk=int(given)) if is_number else Q(email_key=key) | Q(points__medium="email", points__key=key)
    contact = Contact.objects.of(workspace).filter(meant).select_related("workspace").first()
    if contact is None:
        raise Refused(f"There is no contact {given} in {workspace.name}.")
    return contact


def _lines(finding: Finding, *, depth: int = 0) -> Iterator[str]:
    """Yield a line for each condition, those of a group further in."""
    seen = f" · {finding.seen}" if finding.seen else ""
    yield f"{'  ' * depth}{'✓' if finding.holds else '✗'} {finding.said}{seen}"
    for part in finding.parts:
        yield from _lines(part, depth=depth + 1)
