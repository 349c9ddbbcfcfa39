"""The files of imports, which hold whoever stood in them."""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice

from django.db import transaction

from kindred.accounts.models import Workspace
from kindred.contacts.cleaning.address import address_key
from kindred.contacts.cleaning.point import point_key
from kindred.contacts.models import ErasedMark, Import
from kindred.contacts.spreadsheets.errors import UnreadableFile

#: What may stand between several addresses or pages in one cell.
_PARTS = re.compile(r"[\s;,|]+")
#: Rows looked at together.
_STRETCH = 2_000


@transaction.atomic
def forget_files(workspace: Workspace, *, brought_by: Iterable[int]) -> int:
    """Delete the files of imports that are over and hold somebody erased; return how many there were.

    Those are the imports that brought them, and any in which one of their addresses stands. An import that is not over
    does not take them, and loses its file when it is.
    """
    brought = set(brought_by)
    kept = [one for one in Import.objects.of(workspace).exclude(file="") if one.is_over]
    gone = [one for one in kept if one.pk in brought or holds_erased(one)]
    for one in gone:
        one.forget_file()
    return len(gone)


def holds_erased(spreadsheet: Import) -> bool:
    """Tell whether somebody who was erased stands in the file of an import."""
    try:
        return any(
            ErasedMark.objects.met(stretch, workspace=spreadsheet.workspace)
            for stretch in _stretches(_identities(spreadsheet))
        )
    except (UnreadableFile, OSError):
        return False


def _identities(spreadsheet: Import) -> Iterator[str]:
    """Yield whatever in a file may be an address or a profile link."""
    for row in spreadsheet.rows():
        for cell in row.cells:
            text = cell.strip()
            if "@" in text:
                yield from (
                    f"email {key}" for part in _PARTS.split(text) if (key := address_key(part.strip(" <>\"'()")))
                )
            elif "://" in text:
                yield from (f"link {point_key('link', part)}" for part in _PARTS.split(text) if part)


def _stretches(identities: Iterator[str]) -> Iterator[list[str]]:
    """Yield them so many at a time."""
    yield from iter(partial(lambda: list(islice(identities, _STRETCH))), [])
