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

from kindred.accounts.models import Workspace
from kindred.cli.choosing import WorkspaceOption, chosen_workspace
from kindred.cli.console import err
from kindred.cli.errors import Refused
from kindred.cli.progress import Tell, progress
from kindred.cli.server.ready import check_migrated
from kindred.contacts.fields import FIELDS
from kindred.contacts.kinds import kinds_in
from kindred.contacts.models import Contact

#: Contacts read at once.
BATCH = 2_000
#: Cells that begin so would be run by a spreadsheet; a number with its sign would not.
_DANGEROUS = ("=", "@", "\t", "\r", "\n", "+", "-")

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
    total = Contact.objects.of(chosen).count()
    try:
        with progress("Contacts", total=total) as tell:
            _WRITERS[kind](file, list(_columns(chosen)), _rows(chosen, tell))
    except OSError as fault:
        raise Refused(f"{file or 'The output'} cannot be written: {fault.strerror}.") from fault
    err.print(f"{total:,} contacts of {chosen.name}", markup=False, soft_wrap=True)


def _format_of(file: Path | None) -> Format:
    """Return what a file is by its name."""
    ending = file.suffix.removeprefix(".").lower() if file else ""
    return Format(ending) if ending in Format else Format.CSV


def _columns(workspace: Workspace) -> Iterator[str]:
    """Name the columns: the fields, what hangs on a contact, and the workspace's own fields."""
    yield from FIELDS
    yield from ("kinds", "tags", "skills", "created_at")
    yield from workspace.custom_fields.order_by("key").values_list("key", flat=True)


def _rows(workspace: Workspace, tell: Tell) -> Rows:
    """Read the contacts in the order of their ids, a batch at a time: memory stays flat however many there are."""
    own = list(workspace.custom_fields.order_by("key").values_list("key", flat=True))
    pool = Contact.objects.of(workspace).select_related("company").prefetch_related("tags", "skills").order_by("pk")
    last, done = 0, 0
    while batch := list(pool.filter(pk__gt=last)[:BATCH]):
        for contact in batch:
            yield [*_fields(contact), *_hanging(contact), *(contact.custom.get(key, "") for key in own)]
        last, done = batch[-1].pk, done + len(batch)
        tell(done, None)


def _fields(contact: Contact) -> Iterator[str]:
    """Return the values of the fields, in their order."""
    for key in FIELDS:
        yield str(contact.company or "") if key == "company_name" else getattr(contact, key)


def _hanging(contact: Contact) -> Iterator[str]:
    """Return kinds, tags and skills as an import reads them, and the moment of creation."""
    yield "; ".join(kind.key for kind in kinds_in(contact.kinds))
    yield "; ".join(sorted(tag.name for tag in contact.tags.all()))
    yield "; ".join(sorted(skill.name for skill in contact.skills.all()))
    yield contact.created_at.isoformat(timespec="seconds")


def _text_file(file: Path | None) -> IO[str]:
    """Open a file for text, or standard output."""
    return file.open("w", encoding="utf-8", newline="") if file else sys.stdout


def _write_csv(file: Path | None, columns: Sequence[str], rows: Rows) -> None:
    """Write comma-separated values; what a spreadsheet would run gets an apostrophe before it."""
    with _text_file(file) as target:
        writer = csv.writer(target)
        writer.writerow(columns)
        writer.writerows([_harmless(value) for value in row] for row in rows)


def _harmless(value: Any) -> Any:
    """Return the value as a spreadsheet shows it and never runs it."""
    if not isinstance(value, str) or not value.startswith(_DANGEROUS):
        return value
    is_number = value[0] in "+-" and not value[1:].strip(" 0123456789().,/-")
    return value if is_number else f"'{value}"


def _write_xlsx(file: Path | None, columns: Sequence[str], rows: Rows) -> None:
    """Write a workbook row by row; every cell is text or a number, never a formula or a link."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("Contacts")
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row)


def _write_jsonl(file: Path | None, columns: Sequence[str], rows: Rows) -> None:
    """Write one JSON object a line, empty values left out."""
    with _text_file(file) as target:
        for row in rows:
            known = {key: value for key, value in zip(columns, row, strict=True) if value != ""}
            target.write(json.dumps(known, ensure_ascii=False) + "\n")


_WRITERS: dict[Format, Callable[[Path | None, Sequence[str], Rows], None]] = {
    Format.CSV: _write_csv,
    Format.XLSX: _write_xlsx,
    Format.JSONL: _write_jsonl,
}
