"""`kindred import`: a file into the pool of a workspace."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from django.core.files.base import File
from django.db import transaction

from kindred.accounts.models import Workspace
from kindred.cli.choosing import WorkspaceOption, chosen_workspace
from kindred.cli.console import err, say
from kindred.cli.errors import Refused
from kindred.cli.imports.everybody import basis, cohorts, kinds, sequences
from kindred.cli.imports.matching import mapping, policies, separators
from kindred.cli.imports.past import find, say_all, undo_one
from kindred.cli.progress import progress
from kindred.cli.server.ready import check_migrated
from kindred.contacts.importing.policy import Existing
from kindred.contacts.importing.rejects import rejected_csv, rejected_xlsx
from kindred.contacts.importing.work import LEASE_SECONDS, read
from kindred.contacts.models import Import
from kindred.contacts.presets.registry import PRESETS
from kindred.contacts.purposes import Ground, Purpose
from kindred.jobs.worker import worker_name
from kindred.kit.clock import utc_now
from kindred.kit.errors import KindredError

System = StrEnum("System", {key: key for key in PRESETS})  # type: ignore[misc]
_FILE = "What goes in"
_KNOWN = "Who is here already"
_ALL = "For everybody in the file"
_PAST = "Imports there were"


def import_(  # noqa: PLR0917 (each is an option of the command line)
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="CSV in any encoding, XLSX, vCard or JSON Lines.")
    ] = None,
    workspace: WorkspaceOption = None,
    preset: Annotated[
        System | None,
        typer.Option(help="The system it was exported from; recognised if left out.", rich_help_panel=_FILE),
    ] = None,
    map: Annotated[  # noqa: A002 (the name of an option)
        list[str] | None,
        typer.Option(
            metavar="COLUMN=FIELD",
            help="Where a column goes, against the guess; FIELD empty: nowhere.",
            rich_help_panel=_FILE,
        ),
    ] = None,
    separator: Annotated[
        list[str] | None,
        typer.Option(
            metavar="COLUMN=MARK",
            help="What stands between the values of its cells: ; , | / ::: newline, or none.",
            rich_help_panel=_FILE,
        ),
    ] = None,
    system: Annotated[
        str, typer.Option(metavar="NAME", help="Under which name ids are kept.", rich_help_panel=_FILE)
    ] = "",
    mends: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER",
            help="The import whose rows these were, before they were mended: they get what the others got.",
            rich_help_panel=_FILE,
        ),
    ] = None,
    rejected: Annotated[
        Path | None,
        typer.Option(help="Where rows that were not taken are written, to mend: .csv or .xlsx.", rich_help_panel=_FILE),
    ] = None,
    existing: Annotated[
        Existing | None,
        typer.Option(help="What happens to contacts that are known; overwrite if left out.", rich_help_panel=_KNOWN),
    ] = None,
    existing_for: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD=WHAT",
            help="The same for one field: title=skip; may be given several times.",
            rich_help_panel=_KNOWN,
        ),
    ] = None,
    tag: Annotated[
        list[str] | None,
        typer.Option(help="A tag for everybody; may be given several times.", rich_help_panel=_ALL),
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="What they are: candidate, lead, prospect …", rich_help_panel=_ALL)
    ] = None,
    cohort: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A cohort they are added to; its number will do.", rich_help_panel=_ALL),
    ] = None,
    sequence: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A sequence they start in; its number will do.", rich_help_panel=_ALL),
    ] = None,
    source: Annotated[str | None, typer.Option(help="Where they come from.", rich_help_panel=_ALL)] = None,
    ground: Annotated[
        Ground | None,
        typer.Option(
            "--basis", help="What allows to use their data; nothing is recorded if left out.", rich_help_panel=_ALL
        ),
    ] = None,
    purpose: Annotated[
        Purpose | None, typer.Option(help="What their data is used for, with --basis.", rich_help_panel=_ALL)
    ] = None,
    how: Annotated[
        str, typer.Option(help="How the basis came about; consent has to be shown.", rich_help_panel=_ALL)
    ] = "",
    until: Annotated[
        str, typer.Option(metavar="YYYY-MM-DD", help="When the basis ends by itself.", rich_help_panel=_ALL)
    ] = "",
    list_: Annotated[bool, typer.Option("--list", help="List the imports there were.", rich_help_panel=_PAST)] = False,  # noqa: FBT002
    undo: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", help="Take an import back, as far as it can be.", rich_help_panel=_PAST),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before an undo.", rich_help_panel=_PAST)] = False,  # noqa: FBT002
) -> None:
    """Import a file: known contacts are updated, bad rows are told with the reason. Or list imports, or undo one."""
    check_migrated()
    chosen = chosen_workspace(workspace)
    if list_:
        say_all(chosen)
        return
    if undo is not None:
        undo_one(find(chosen, undo), yes=yes)
        return
    if file is None:
        raise Refused("Say which file: kindred import contacts.csv. Or --list, or --undo NUMBER.")
    before = find(chosen, mends) if mends is not None else None
    given = {
        "existing": existing and existing.value,
        "tags": tag,
        "kinds": kinds(kind or []),
        "source": source,
        "basis": basis(ground=ground, purpose=purpose, how=how, source=source or "", until=until),
        "into": {"cohorts": cohorts(cohort or [], chosen), "sequences": sequences(sequence or [], chosen)},
        "system": system,
    }
    with _uploaded(file, chosen, mends=before, preset=preset) as sheet:
        defaults = _together(sheet, given) | policies(existing_for or [], sheet)
        name = worker_name()
        with transaction.atomic():
            # Claimed in the transaction that starts it, so that no other worker takes it.
            sheet.start(
                mapping=mapping(map or [], sheet),
                separators=separators(separator or [], sheet),
                defaults=defaults,
                now=utc_now(),
            )
            Import.objects.filter(pk=sheet.pk).claim(worker=name, now=utc_now(), seconds=LEASE_SECONDS, limit=1)
    with progress("Rows", total=sheet.total) as tell:
        read(sheet, worker=name, tell=lambda done: tell(done, sheet.total))
    sheet.refresh_from_db()
    _report(sheet, rejected)


@contextmanager
def _uploaded(file: Path, workspace: Workspace, *, mends: Import | None, preset: System | None) -> Iterator[Import]:
    """Give the file, kept and looked at; where what was said about it is refused, nothing of it is left."""
    try:
        with file.open("rb") as content:
            sheet = Import.objects.upload(
                workspace=workspace, file=File(content), filename=file.name, by=None, now=utc_now(), mends=mends
            )
    except OSError as fault:
        raise Refused(f"{file} cannot be read: {fault.strerror}.") from fault
    try:
        if preset and preset.value != sheet.preset:
            sheet.match_anew(preset=preset.value)
        yield sheet
    except KindredError:
        sheet.forget_file()
        sheet.delete()
        raise


def _together(sheet: Import, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what everybody gets: as in the import whose rows were mended, else as it was said."""
    said = {key: value for key, value in given.items() if value}
    if not any(given["into"].values()):
        del said["into"]
    return {**sheet.defaults, **said}


def _report(sheet: Import, rejected: Path | None) -> None:
    """Tell what came of it."""
    if sheet.status == Import.Status.PAUSED:
        raise Refused(f"It was paused on its page after {sheet.done:,} rows; a worker goes on when it is let go on.")
    if sheet.status != Import.Status.DONE:
        raise Refused(sheet.error or "The import was stopped.")
    say(
        f"{sheet.created:,} new, {sheet.updated:,} updated, {sheet.unchanged:,} unchanged, "
        f"{sheet.rejected:,} not taken."
    )
    _told(f"Read as {sheet.system.label or 'a plain list'}; to take it back: kindred import --undo {sheet.pk}")
    for row in sheet.rejected_rows.order_by("number")[:10]:
        _told(f"Row {row.number}: {row.reason}")
    if sheet.rejected and rejected:
        _write(sheet, rejected)
        _told(
            f"The rows that were not taken are in {rejected}, with the reasons. Mended, import them with --mends {sheet.pk}."
        )
    elif sheet.rejected:
        _told("Say --rejected FILE to get all of them as a file to mend.")


def _write(sheet: Import, rejected: Path) -> None:
    """Write the rows that were not taken, as the file is called."""
    if rejected.suffix.lower() == ".xlsx":
        with rejected_xlsx(sheet) as book, rejected.open("wb") as target:
            shutil.copyfileobj(book, target)
    else:
        rejected.write_text("".join(rejected_csv(sheet)), encoding="utf-8", newline="")


def _told(text: str) -> None:
    """Say something beside the result."""
    err.print(text, markup=False, soft_wrap=True)
