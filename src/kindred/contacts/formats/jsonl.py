"""JSON Lines, for programs: an object a line, empty values left out."""

import json
from collections.abc import Iterator, Sequence
from typing import IO

from django.utils.translation import gettext_lazy as _

from kindred.contacts.formats.format import Format, Row


def write(file: IO[bytes], columns: Sequence[str], rows: Iterator[Row]) -> None:
    """Write an object a line."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for row in rows:
        known = {key: value for key, value in zip(columns, row, strict=True) if value not in ("", None)}
        file.write(encode(known).encode() + b"\n")


FORMAT = Format(key="jsonl", label=_("JSON Lines"), content_type="application/jsonl; charset=utf-8", write=write)
