"""Commits that outlive a power cut."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def durable() -> Iterator[None]:
    """Run a transaction that is on the disk when the context ends.

    SQLite's usual setting here may forget the last commits when the power fails; for most rows that costs a moment's
    work, but a forgotten hand-over would send a message twice. PostgreSQL commits durably by itself.
    """
    stricter = connection.vendor == "sqlite" and not connection.in_atomic_block
    if stricter:
        _execute("PRAGMA synchronous=FULL")
    try:
        with transaction.atomic():
            yield
    finally:
        if stricter:
            _execute("PRAGMA synchronous=NORMAL")


def _execute(statement: str) -> None:
    """Execute a statement that returns nothing."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
