"""`kindred backup`: a copy of a SQLite database while it is in use."""

from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.db import connection

from kindred.cli.console import say
from kindred.cli.errors import Refused
from kindred.kit.clock import utc_now


def backup(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Where to; else a dated file in DATA/backups.")
    ] = None,
) -> None:
    """Copy the database into a file, also while Kindred runs. The keys beside the database are not in it."""
    if connection.vendor != "sqlite":
        raise Refused("This database is not SQLite. Use pg_dump with your DATABASE_URL.")
    target = file or settings.DATA / "backups" / f"kindred-{utc_now():%Y-%m-%d-%H%M%S}.sqlite3"
    if target.exists():
        raise Refused(f"{target} exists already. Choose another name.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])
    except OSError as fault:
        raise Refused(f"{target} cannot be written: {fault.strerror}.") from fault
    # It holds all that the database holds: nobody else on this machine needs to read it.
    target.chmod(0o600)
    say(f"{target} ({target.stat().st_size / 1_000_000:,.1f} MB)")
    say(f"Keep {settings.DATA / 'encryption.key'} with it: without that key, stored passwords cannot be read.")
    say("It holds whoever is erased later: after restoring it, call kindred erase-again. Delete old ones in time.")
