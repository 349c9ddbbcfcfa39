"""What must be in place before pages are served or work is done; each thing that is not is one clear line."""

import errno
import hashlib
import socket
from pathlib import Path

import psycopg
from django.conf import settings
from django.contrib.staticfiles.finders import find, get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kindred.cli.console import warn
from kindred.cli.errors import Refused

#: Waiting connections the system holds while all threads are busy.
BACKLOG = 512
#: Seconds a database server may take to answer.
PATIENCE = 5


def check_front_end() -> None:
    """Refuse when the styles and scripts have not been built."""
    if find("dist/kindred.js") is None:
        raise Refused("The front end has not been built. Run `make front` (or `make run`, which does it for you).")


def bound_socket(host: str, port: int) -> socket.socket:
    """Return a socket that holds the address, so that a busy one is known before anything else is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(BACKLOG)
    except (OSError, OverflowError) as fault:
        bound.close()
        raise Refused(_why_not_bound(host, port, fault)) from fault
    return bound


def _why_not_bound(host: str, port: int, fault: OSError | OverflowError) -> str:
    """Say why an address cannot be had, and what to do."""
    if isinstance(fault, OSError) and fault.errno == errno.EADDRINUSE:
        return f"Port {port} is in use on {host}. Stop what uses it, or choose another: PORT={port + 1 if port < 65535 else 8000}."
    if isinstance(fault, OSError) and fault.errno == errno.EACCES:
        return f"Port {port} is kept for the system. Choose one above 1023: PORT=8000."
    return f"Kindred cannot listen at {host}, port {port}: {fault}. Check HOST and PORT."


def migrate() -> None:
    """Bring the database up to date."""
    check_database()
    if _migrations_wanted():
        call_command("migrate", verbosity=0, interactive=False)


def check_migrated() -> None:
    """Refuse to work on a database that is not up to date."""
    check_database()
    if _migrations_wanted():
        raise Refused("The database is not up to date. Start `kindred run` or `kindred web` once; it brings it there.")


def check_database() -> None:
    """Refuse when the server cannot be reached: at once, where the pool of connections would try for half a minute."""
    if connection.vendor != "postgresql":
        return
    try:
        psycopg.connect(**connection.get_connection_params() | {"connect_timeout": PATIENCE}).close()
    except psycopg.Error as fault:
        why = str(fault).partition("\n")[0]
        raise Refused(
            f"The database cannot be reached: {why}. Check DATABASE_URL, and that the server runs."
        ) from fault


def _migrations_wanted() -> int:
    """Return how many migrations have not been applied."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def collect_static() -> None:
    """Gather styles and scripts under names that hold their hashes, unless that has been done with these very files."""
    stamp = settings.STATIC_ROOT / ".stamp"
    wanted = _fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    try:
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(wanted)
    except OSError as fault:
        raise Refused(f"{settings.STATIC_ROOT} cannot be written: {fault}.") from fault


def _fingerprint() -> str:
    """Return what changes when any static file does."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            known = Path(storage.path(path)).stat()
            digest.update(f"{path} {known.st_size} {known.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def warn_of_open_door(host: str) -> None:
    """Tell whoever serves to the world without TLS that passwords travel in the clear."""
    if not settings.SECURE and not is_loopback(host):
        warn(
            "Served without TLS: put a proxy with TLS before it and set KINDRED_URL=https://… before you use it for real."
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    return host in {"localhost", "::1"} or host.startswith("127.")
