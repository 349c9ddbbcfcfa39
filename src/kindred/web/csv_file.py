"""Answering with rows as a CSV file, as long as it may be."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse

from kindred.contacts.cleaning.formula import guarded

#: What makes spreadsheets read the file as UTF-8.
_BOM = "\ufeff"


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_file(name: str, *, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """Answer with a file of rows that is made while it is being downloaded."""
    response = StreamingHttpResponse(_lines(columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield the lines of the file; no cell is a formula."""
    writer: Any = csv.writer(_Echo())
    yield _BOM + writer.writerow([guarded(column) for column in columns])
    for row in rows:
        yield writer.writerow([guarded(value) for value in row])
