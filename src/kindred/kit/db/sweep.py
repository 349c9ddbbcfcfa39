"""Overwriting what deleted rows leave behind: in the index of words, and in the log of recent writes.

SQLite overwrites the rows themselves as it deletes them (PRAGMA secure_delete, in the settings). On PostgreSQL the
server's autovacuum does all of it, in its own time.
"""

from django.db import connection

#: Pages merged at once: a moment in which nobody else writes.
_PAGES = 500


def sweep() -> None:
    """Rewrite indexes of words without the words of deleted rows, and empty the log; call it outside a transaction."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%USING fts5 (%'")
        for (table,) in cursor.fetchall():
            _merge(cursor, connection.ops.quote_name(table))
        if not connection.in_atomic_block:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _merge(cursor: object, table: str) -> None:
    """Merge an index of words into one part, step by step, which drops what was deleted from it."""
    pages = -_PAGES
    while True:
        before = _changes(cursor)
        # A quoted name of our own.
        cursor.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', %s)", [pages])  # type: ignore[attr-defined]  # noqa: S608
        if _changes(cursor) - before < 2:
            return
        pages = _PAGES


def _changes(cursor: object) -> int:
    """Return how many changes this connection has made."""
    cursor.execute("SELECT total_changes()")  # type: ignore[attr-defined]
    return int(cursor.fetchone()[0])  # type: ignore[attr-defined]
