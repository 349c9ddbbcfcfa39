"""Telling open pages that something changed: topics such as "cohort/7", told after the commit, on every host.

It only says that there is something new, never what: whoever listens looks at the rows, as far as they may see them.
A lost word costs a moment of staleness, never truth.
"""

import threading
from collections import defaultdict
from collections.abc import Callable

import structlog
from django.db import DatabaseError, connection, transaction

log = structlog.get_logger()

#: The channel of LISTEN/NOTIFY.
CHANNEL = "kindred_changes"
#: The pause after the database could not be listened to.
FAULT_PAUSE = 2.0
#: How often the ear looks whether anybody still listens, in seconds.
BREATH = 1.0

Listener = Callable[[], None]

_lock = threading.Lock()
_listeners: dict[str, set[Listener]] = defaultdict(set)
_ear: threading.Thread | None = None


def changed(topic: str) -> None:
    """Tell those who listen to a topic, once the present transaction has committed."""
    transaction.on_commit(lambda: _spread(topic))


def listen(topic: str, listener: Listener) -> None:
    """Have a listener called when the topic changes: from any thread, so it must only set a flag."""
    with _lock:
        _listeners[topic].add(listener)
    if connection.vendor == "postgresql":
        _open_ear()


def forget(topic: str, listener: Listener) -> None:
    """Let a listener go."""
    with _lock:
        _listeners[topic].discard(listener)
        if not _listeners[topic]:
            del _listeners[topic]


def _spread(topic: str) -> None:
    """Tell this process and, on PostgreSQL, all others."""
    _tell(topic)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, topic])


def _tell(topic: str) -> None:
    """Call those who listen in this process."""
    with _lock:
        listeners = list(_listeners.get(topic, ()))
    for listener in listeners:
        listener()


def _open_ear() -> None:
    """Start the one thread of this process that hears what others tell, unless it is at work."""
    global _ear  # noqa: PLW0603 (one ear for the process, guarded by the lock)
    with _lock:
        if _ear is None:
            _ear = threading.Thread(target=_hear, name="changes", daemon=True)
            _ear.start()


def _hear() -> None:
    """Pass on what other processes tell, for as long as anybody here listens."""
    while not _ear_may_close():
        try:
            connection.ensure_connection()
            with connection.wrap_database_errors:
                connection.connection.execute(f"LISTEN {CHANNEL}")
                while _listeners:
                    for notice in connection.connection.notifies(timeout=BREATH):
                        _tell(notice.payload)
        except DatabaseError as fault:
            log.warning("changes.lost", error=str(fault))
            threading.Event().wait(FAULT_PAUSE)
        finally:
            connection.close()


def _ear_may_close() -> bool:
    """Whether nobody listens; then the next who does starts a new ear."""
    global _ear  # noqa: PLW0603 (one ear for the process, guarded by the lock)
    with _lock:
        if not _listeners:
            _ear = None
        return not _listeners
