"""Who was erased, written down beside the database as well, so that a restored backup does not bring them back.

A file in the data folder, a line each time: the workspace, keyed hashes, and nothing else. A backup made before somebody
was erased holds them; compared with this file, it is found out whom (`kindred doctor`) and they are erased again
(`kindred erase-again`).
"""

import json
import os
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from kindred.accounts.models import Workspace

_NAME = "erased.jsonl"


def remember(digests: Collection[str], *, workspace: Workspace, at: datetime, came_back: bool = False) -> None:
    """Write down, once the transaction has committed, that these were erased, or let come back."""
    if digests:
        row = {"at": at.isoformat(), "workspace": workspace.slug, "digests": sorted(digests)}
        line = json.dumps(row | ({"came_back": True} if came_back else {}))
        transaction.on_commit(partial(_append, line))


def erased(workspace: Workspace) -> set[str]:
    """Return the hashes of all who were erased from a workspace and not let come back."""
    found: set[str] = set()
    for line in _lines():
        row = json.loads(line)
        if row["workspace"] == workspace.slug:
            found = found - set(row["digests"]) if row.get("came_back") else found | set(row["digests"])
    return found


def _path() -> Path:
    """Return where the file is."""
    return Path(settings.DATA) / _NAME


def _append(line: str) -> None:
    """Add a line, in one write, so that two workers do not mix theirs."""
    handle = os.open(_path(), os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    try:
        os.write(handle, f"{line}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def _lines() -> Iterable[str]:
    """Return the lines there are."""
    path = _path()
    return filter(None, path.read_text(encoding="utf-8").splitlines()) if path.exists() else ()
