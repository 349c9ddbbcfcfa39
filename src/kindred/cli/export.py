"""`kindred export`: the contacts of a workspace as a file."""

import io
import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated

import typer

from kindred.accounts.models import AuditEntry, Workspace
from kindred.cli.choosing import WorkspaceOption, chosen_workspace
from kindred.cli.console import err
from kindred.cli.errors import Refused
from kindred.cli.progress import progress
from kindred.cli.server.ready import check_migrated
from kindred.cohorts.models import Cohort
from kindred.contacts.exporting import write
from kindred.contacts.formats.csv import write_plain
from kindred.contacts.formats.registry import FORMATS
from kindred.contacts.models import Contact
from kindred.contacts.models.contact import ContactQuerySet
from kindred.kit.clock import utc_now


class Kind(StrEnum):
    """What the file is."""

    CSV = "csv"
    XLSX = "xlsx"
    VCF = "vcf"
    JSONL = "jsonl"


#: Without the mark that only spreadsheets want.
_FORMATS = FORMATS | {"csv": replace(FORMATS["csv"], write=write_plain)}


def export(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="Where to; standard output if left out.")] = None,
    workspace: WorkspaceOption = None,
    format: Annotated[Kind | None, typer.Option(help="As the file's name ends, else csv.")] = None,  # noqa: A002
    columns: Annotated[str, typer.Option(metavar="A,B,…", help="Only these columns; all if left out.")] = "",
    cohort: Annotated[
        str, typer.Option(metavar="NAME", help="Only who belongs to this cohort; its number will do as well.")
    ] = "",
) -> None:
    """Write the contacts of a workspace to a file that can be imported again."""
    check_migrated()
    chosen = chosen_workspace(workspace)
    kind = _FORMATS[format or _kind_of(file)]
    if file is None and kind.key == "xlsx":
        raise Refused("A workbook needs a file: kindred export contacts.xlsx.")
    contacts = _contacts(chosen, cohort)
    names = [name.strip() for name in columns.split(",") if name.strip()]
    total = contacts.count()
    facts = {"count": total, "format": str(kind.label), "what": f"cohort {cohort}" if cohort else "all contacts"}
    AuditEntry.objects.append("contacts.exported", workspace=chosen, now=utc_now(), via="kindred export", facts=facts)
    try:
        with progress("Contacts", total=total) as tell, _target(file) as target:
            done = write(
                contacts,
                workspace=chosen,
                format=kind,
                file=target,
                chosen=names,
                tell=lambda count: tell(count, None),
            )
    except OSError as fault:
        raise Refused(f"{file or 'The output'} cannot be written: {fault.strerror}.") from fault
    err.print(f"{done:,} contacts of {chosen.name}", markup=False, soft_wrap=True)


def _kind_of(file: Path | None) -> str:
    """Return what a file is by its name."""
    ending = file.suffix.removeprefix(".").lower() if file else ""
    return ending if ending in FORMATS else "csv"


def _contacts(workspace: Workspace, cohort: str) -> ContactQuerySet:
    """Return the contacts that are meant.

    Raises Refused when there is no such cohort, or more than one.
    """
    pool = Contact.objects.of(workspace)
    if not cohort:
        return pool
    named = Cohort.objects.of(workspace)
    found = list(named.filter(name__iexact=cohort) or (named.filter(pk=cohort) if cohort.isdecimal() else ()))
    if len(found) != 1:
        raise Refused(f"There is no cohort {cohort}." if not found else f"{len(found)} cohorts are called {cohort}.")
    return pool.filter(memberships__cohort=found[0], memberships__left_at=None)


def _target(file: Path | None) -> IO[bytes]:
    """Open a file for bytes, or standard output."""
    return file.open("wb") if file else io.open(sys.stdout.fileno(), "wb", closefd=False)  # noqa: UP020
