"""What a format is made of."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from django.utils.functional import Promise

Row = list[Any]
#: Writes rows below the names of their columns.
Write = Callable[[IO[bytes], Sequence[str], Iterator[Row]], None]


@dataclass(frozen=True, kw_only=True)
class Format:
    """One way of writing contacts into a file, row by row, so that memory stays flat."""

    #: Also what the name of a file ends in.
    key: str
    label: str | Promise
    content_type: str
    write: Write
    #: Whether people choose which columns go in; else it is the format that says.
    has_columns: bool = True
    #: The most contacts it holds.
    most: int | None = None
