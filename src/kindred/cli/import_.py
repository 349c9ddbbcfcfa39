"""`kindred import`: a spreadsheet into the pool of a workspace."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from django.core.files.base import File
from django.db import transaction

from kindred.cli.choosing import WorkspaceOption, chosen_workspace
from kindred.cli.console import err, say
from kindred.cli.errors import Refused
from kindred.cli.progress import progress
from kindred.cli.server.ready import check_migrated
from kindred.contacts.importing.rejects import rejected_csv
from kindred.contacts.importing.work import LEASE_SECONDS, read
from kindred.contacts.models import Import
from kindred.contacts.spreadsheets.targets import TARGETS
from kindred.jobs.worker import worker_name
from kindred.kit.clock import utc_now


class Existing(StrEnum):
    """What happens to contacts that are known."""

    OVERWRITE = "overwrite"
    FILL = "fill"
    SKIP = "skip"


def import_(  # noqa: PLR0917 (each is an option of the command line)
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV in any encoding, or XLSX.")],
    workspace: WorkspaceOption = None,
    existing: Annotated[Existing, typer.Option(help="What happens to contacts that are known.")] = Existing.OVERWRITE,
    tag: Annotated[list[str] | None, typer.Option(help="A tag for everybody; may be given several times.")] = None,
    source: Annotated[str, typer.Option(help="Where they come from.")] = "",
    map: Annotated[  # noqa: A002 (the name of an option)
        list[str] | None,
        typer.Option(metavar="COLUMN=FIELD", help="Where a column goes, against the guess; FIELD empty: nowhere."),
    ] = None,
    rejected: Annotated[Path | None, typer.Option(help="Where rows that were not taken are written, to mend.")] = None,
) -> None:
    """Import a spreadsheet: known contacts are updated by their e-mail, bad rows are told with the reason."""
    check_migrated()
    spreadsheet = _uploaded(file, workspace)
    mapping = _mapping(spreadsheet, map or [])
    defaults = {"existing": existing.value, "tags": tag or [], "source": source}
    name = worker_name()
    with transaction.atomic():
        # Claimed in the transaction that starts it, so that no other worker takes it.
        spreadsheet.start(mapping=mapping, defaults=defaults, now=utc_now())
        Import.objects.filter(pk=spreadsheet.pk).claim(worker=name, now=utc_now(), seconds=LEASE_SECONDS, limit=1)
    with progress("Rows", total=spreadsheet.total) as tell:
        read(spreadsheet, worker=name, tell=lambda done: tell(done, spreadsheet.total))
    spreadsheet.refresh_from_db()
    _report(spreadsheet, rejected)


def _uploaded(file: Path, workspace: str | None) -> Import:
    """Return the spreadsheet, kept and looked at."""
    chosen = chosen_workspace(workspace)
    try:
        with file.open("rb") as content:
            return Import.objects.upload(
                workspace=chosen, file=File(content), filename=file.name, by=None, now=utc_now()
            )
    except OSError as fault:
        raise Refused(f"{file} cannot be read: {fault.strerror}.") from fault


def _mapping(spreadsheet: Import, given: list[str]) -> dict[str, str]:
    """Return the guessed mapping with what was said against it."""
    mapping = dict(spreadsheet.mapping)
    headers = spreadsheet.table.headers
    own = {f"custom:{key}" for key in spreadsheet.workspace.custom_fields.values_list("key", flat=True)}
    for word in given:
        column, _equals, target = (part.strip() for part in word.rpartition("="))
        if column not in headers:
            raise Refused(f"There is no column “{column}”. There are: {', '.join(headers)}.")
        if target and target not in TARGETS.keys() | own:
            raise Refused(f"There is no field “{target}”. There are: {', '.join(sorted(TARGETS.keys() | own))}.")
        mapping[str(headers.index(column))] = target
    return mapping


def _report(spreadsheet: Import, rejected: Path | None) -> None:
    """Tell what came of it."""
    if spreadsheet.status != Import.Status.DONE:
        raise Refused(spreadsheet.error or "The import was stopped.")
    say(
        f"{spreadsheet.created:,} new, {spreadsheet.updated:,} updated, {spreadsheet.unchanged:,} unchanged, "
        f"{spreadsheet.rejected:,} not taken."
    )
    for row in spreadsheet.rejected_rows.order_by("number")[:10]:
        err.print(f"Row {row.number}: {row.reason}", markup=False, soft_wrap=True)
    if spreadsheet.rejected and rejected:
        rejected.write_text("".join(rejected_csv(spreadsheet)), encoding="utf-8", newline="")
        err.print(f"The rows that were not taken are in {rejected}, with the reasons.", markup=False, soft_wrap=True)
    elif spreadsheet.rejected:
        err.print("Say --rejected FILE to get all of them as a file to mend.", markup=False, soft_wrap=True)
