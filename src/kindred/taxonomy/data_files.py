"""The data files of the room: tab-separated lines, comments after #, packed where they are large."""

import gzip
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).parent / "data"


def rows(name: str) -> Iterator[list[str]]:
    """Yield the cells of each line of a table."""
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def unpacked(name: str) -> bytes:
    """Return the content of a packed file."""
    return gzip.decompress((DATA / name).read_bytes())
