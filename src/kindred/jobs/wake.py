"""Nudging sleeping workers. A lost nudge costs a moment, never work: what is due is found from rows."""

import threading

from django.db import connection, transaction

#: The channel of LISTEN/NOTIFY.
CHANNEL = "kindred_wake"

_nudged = threading.Condition()
_nudges = 0


def wake() -> None:
    """Nudge the workers once the present transaction has committed."""
    transaction.on_commit(_nudge)


def _nudge() -> None:
    """Nudge the threads of this process and, on PostgreSQL, the workers on every host."""
    nudge_threads()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def nudge_threads() -> None:
    """Nudge the worker threads of this process."""
    global _nudges  # noqa: PLW0603 (one counter of the process, guarded by the condition)
    with _nudged:
        _nudges += 1
        _nudged.notify_all()


def nudges() -> int:
    """Return how many nudges there have been; compare before sleeping, so that none is missed."""
    return _nudges


def sleep_until_nudged(*, seen: int, seconds: float) -> None:
    """Sleep up to `seconds`, or until a nudge after the `seen` ones."""
    with _nudged:
        _nudged.wait_for(lambda: _nudges != seen, timeout=seconds)
