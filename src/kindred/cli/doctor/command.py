"""`kindred doctor`: look for what cannot be."""

from collections.abc import Iterator
from datetime import datetime

import typer
from django.db import connection

from kindred.accounts.models import AuditEntry, Workspace
from kindred.accounts.models.audit_entry import Break
from kindred.cli.console import err, out, say
from kindred.cli.doctor import enrollments, groups, merged, messages, people
from kindred.cli.doctor.check import Check
from kindred.cli.server.ready import check_migrated
from kindred.contacts.erasing.restored import missing_marks
from kindred.kit.clock import utc_now
from kindred.kit.secrets import UnreadableSecret

CHECKS = (*people.CHECKS, *merged.CHECKS, *groups.CHECKS, *enrollments.CHECKS, *messages.CHECKS)
#: How many of the rows that break a rule are named.
EXAMPLES = 5


def doctor() -> None:
    """Check the database against what must always hold, and tell what is off; ends with 1 if anything is."""
    check_migrated()
    now, broken = utc_now(), 0
    for check in CHECKS:
        with err.status(f"{check.rule} …"):
            found = list(_examples(check, now))
        broken += bool(found)
        _tell(check, found, now)
    if connection.vendor == "sqlite" and (loose := _loose_ends()):
        broken += 1
        out.print(f"[red]✗[/] Every row points to rows that exist: {loose:,} do not")
    for workspace in Workspace.objects.order_by("slug"):
        broken += _tell_trail(workspace) + _tell_restored(workspace)
    if broken:
        say(f"{broken} of {len(CHECKS)} rules are broken.", style="bold")
        raise typer.Exit(1)
    say("All is well.", style="bold")


def _tell_trail(workspace: Workspace) -> int:
    """Say where a workspace's audit trail does not hold; return 1 if it does not."""
    try:
        found = next(AuditEntry.objects.breaks(workspace), None)
    except UnreadableSecret as fault:
        found = Break(number=1, reason=fault.message)
    rule = f"The audit trail of {workspace.slug} is whole"
    if found is None:
        out.print(f"[green]✓[/] {rule}", soft_wrap=True)
        return 0
    out.print(f"[red]✗[/] {rule}: entry {found.number}. {found.reason}", soft_wrap=True)
    return 1


def _tell_restored(workspace: Workspace) -> int:
    """Say whether people were erased of whom this database knows nothing; return 1 if so."""
    missing = len(missing_marks(workspace))
    if not missing:
        return 0
    out.print(f"[red]✗[/] Whoever was erased from {workspace.slug} stays so: {missing:,} hashes are not known here")
    out.print("  A backup was restored. Call `kindred erase-again` before anything is sent.", markup=False)
    return 1


def _tell(check: Check, found: list[str], now: datetime) -> None:
    """Say how a rule fares."""
    if not found:
        out.print(f"[green]✓[/] {check.rule}", soft_wrap=True)
        return
    count = check.offenders(now).count()
    out.print(
        f"[red]✗[/] {check.rule}: {count:,} do not ({', '.join(found)}{' …' if count > len(found) else ''})",
        soft_wrap=True,
    )
    out.print(f"  {check.remedy}", markup=False, soft_wrap=True)


def _examples(check: Check, now: datetime) -> Iterator[str]:
    """Name the first rows that break a rule."""
    for row in check.offenders(now)[:EXAMPLES]:
        yield "/".join(map(str, row)) if isinstance(row, tuple) else f"{row._meta.label} {row.pk}"


def _loose_ends() -> int:
    """Count references to rows that are gone, which SQLite finds by itself."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_key_check")
        return len(cursor.fetchall())
