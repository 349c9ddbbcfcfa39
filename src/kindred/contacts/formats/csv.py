"""Comma-separated values, for spreadsheets and everything else."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import IO

from django.utils.translation import gettext_lazy as _

from kindred.contacts.cleaning.formula import guarded
from kindred.contacts.formats.format import Format, Row


def write(file: IO[bytes], columns: Sequence[str], rows: Iterator[Row]) -> None:
    """Write lines in UTF-8, with the mark by which spreadsheets know it; what one would run is guarded."""
    _write(file, columns, rows, encoding="utf-8-sig")


def write_plain(file: IO[bytes], columns: Sequence[str], rows: Iterator[Row]) -> None:
    """Write the same without the mark, for programs."""
    _write(file, columns, rows, encoding="utf-8")


def _write(file: IO[bytes], columns: Sequence[str], rows: Iterator[Row], *, encoding: str) -> None:
    """Write lines."""
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    writer = csv.writer(text)
    writer.writerow([guarded(column) for column in columns])
    writer.writerows([guarded(value) for value in row] for row in rows)
    text.flush()
    text.detach()


FORMAT = Format(key="csv", label=_("CSV"), content_type="text/csv; charset=utf-8", write=write)
