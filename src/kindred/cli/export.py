"""`kindred export`: the contacts of a workspace as a file."""

import csv
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated, Any

import typer
import xlsxwriter

from kindred.accounts.models import AuditEntry
from kindred.cli.choosing import WorkspaceOption, chosen_workspace
from kindred.cli.console import err
from kindred.cli.errors import Refused
from kindred.cli.progress import Tell, progress
from kindred.cli.server.ready import check_migrated
from kindred.contacts.exporting import columns, harmless, rows
from kindred.contacts.models import Contact
from kindred.kit.clock import utc_now

Rows = Iterator[list[Any]]


class Format(StrEnum):
    """What the file is."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"


def export(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="Where to; standard output if left out.")] = None,
    workspace: WorkspaceOption = None,
    format: Annotated[Format | None, typer.Option(help="As the file's name ends, else csv.")] = None,  # noqa: A002
) -> None:
    """Write all contacts of a workspace to a file that can be imported again."""
    check_migrated()
    chosen = chosen_workspace(workspace)
    kind = format or _format_of(file)
    if file is None and kind is Format.XLSX:
        raise Refused("A spreadsheet needs a file: kindred export contacts.xlsx.")
    contacts = Contact.objects.of(chosen)
    total = contacts.count()
    try:
        with progress("Contacts", total=total) as tell:
            _WRITERS[kind](file, columns(chosen), _counted(rows(contacts, workspace=chosen), tell))
    except OSError as fault:
        raise Refused(f"{file or 'The output'} cannot be written: {fault.strerror}.") from fault
    facts = {"count": total, "format": str(kind), "what": "all contacts"}
    AuditEntry.objects.append("contacts.exported", workspace=chosen, now=utc_now(), via="kindred export", facts=facts)
    err.print(f"{total:,} contacts of {chosen.name}", markup=False, soft_wrap=True)


def _format_of(file: Path | None) -> Format:
    """Return what a file is by its name."""
    ending = file.suffix.removeprefix(".").lower() if file else ""
    return Format(ending) if ending in list(Format) else Format.CSV


def _counted(found: Rows, tell: Tell) -> Rows:
    """Pass rows on and tell how many have been."""
    for done, row in enumerate(found, start=1):
        yield row
        if done % 1_000 == 0:
            tell(done, None)


def _text_file(file: Path | None) -> IO[str]:
    """Open a file for text, or standard output."""
    return file.open("w", encoding="utf-8", newline="") if file else sys.stdout


def _write_csv(file: Path | None, names: Sequence[str], found: Rows) -> None:
    """Write comma-separated values; what a spreadsheet would run gets an apostrophe before it."""
    with _text_file(file) as target:
        writer = csv.writer(target)
        writer.writerow(names)
        writer.writerows([harmless(value) for value in row] for row in found)


def _write_xlsx(file: Path | None, names: Sequence[str], found: Rows) -> None:
    """Write a workbook row by row; every cell is text or a number, never a formula or a link."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("Contacts")
        sheet.write_row(0, 0, names, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(found, start=1):
            sheet.write_row(number, 0, row)


def _write_jsonl(file: Path | None, names: Sequence[str], found: Rows) -> None:
    """Write one JSON object a line, empty values left out."""
    with _text_file(file) as target:
        for row in found:
            known = {key: value for key, value in zip(names, row, strict=True) if value != ""}
            target.write(json.dumps(known, ensure_ascii=False) + "\n")


_WRITERS: dict[Format, Callable[[Path | None, Sequence[str], Rows], None]] = {
    Format.CSV: _write_csv,
    Format.XLSX: _write_xlsx,
    Format.JSONL: _write_jsonl,
}
