"""Loading rows that Python makes, as fast as the database takes them: executemany on SQLite, COPY on PostgreSQL."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper

#: Rows handed to the database at once.
BATCH = 20_000

Row = Sequence[Any]

#: `json.dumps` would make an encoder for each value.
_as_json = json.JSONEncoder(ensure_ascii=False).encode


def load(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> int:
    """Insert rows, whose values stand in the order of the field names, and return how many there were.

    Every field without a database default must be named; nothing is validated and no event is recorded.
    """
    fields = [model._meta.get_field(name) for name in names]
    connection = connections[router.db_for_write(model)]
    write = _copy if connection.vendor == "postgresql" else _insert
    prepared, written = _prepared(connection, fields, iter(rows)), 0
    while batch := list(islice(prepared, BATCH)):
        write(connection, model, fields, batch)
        written += len(batch)
    return written


def reserve_ids(model: type[models.Model], count: int) -> int:
    """Set `count` ids aside for rows to be loaded, and return the first. Call it inside the transaction that loads them.

    SQLite has one writer at a time; on PostgreSQL the table is locked against other writers until the transaction ends.
    """
    connection = connections[router.db_for_write(model)]
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute(
                "SELECT setval(s, nextval(s) + %s - 1) - %s + 1 FROM pg_get_serial_sequence(%s, 'id') AS s",
                [count, count, model._meta.db_table],
            )
        else:
            # Never an id that was given once: whoever had it may be put back.
            cursor.execute(
                f"SELECT MAX(COALESCE((SELECT MAX(id) FROM {table}), 0),"  # noqa: S608 (a quoted name of our own)
                " COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0)) + 1",
                [model._meta.db_table],
            )
        return int(cursor.fetchone()[0])


def _prepared(connection: BaseDatabaseWrapper, fields: Sequence[Any], rows: Iterator[Row]) -> Iterator[Row]:
    """Turn values into what the database takes; only columns whose values differ there cost anything."""
    adapters = [(n, _remembering(adapt)) for n, field in enumerate(fields) if (adapt := _adapter(connection, field))]
    if not adapters:
        yield from rows
        return
    for row in rows:
        values = list(row)
        for n, adapt in adapters:
            if values[n] is not None:
                values[n] = adapt(values[n])
        yield values


def _adapter(connection: BaseDatabaseWrapper, field: Any) -> Callable[[Any], Any] | None:
    """Return how values of a field are written, or None where they are written as they are."""
    if isinstance(field, models.JSONField):
        return _as_json
    if isinstance(field, models.DateTimeField) and connection.vendor == "sqlite":
        return _without_zone
    return None


def _remembering(adapt: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return an adapter that knows what it was given the last time: rows often share a moment, or a fact."""
    last: list[Any] = [None, None]

    def adapted(value: Any) -> Any:
        if last[0] is not value:
            last[:] = value, adapt(value)
        return last[1]

    return adapted


def _without_zone(moment: datetime) -> str:
    """Return a moment as Django writes it on SQLite: in UTC, and without saying so."""
    return str(moment.astimezone(UTC).replace(tzinfo=None))


def _insert(
    connection: BaseDatabaseWrapper, model: type[models.Model], fields: Sequence[Any], rows: Sequence[Row]
) -> None:
    """Write rows; those of a table with triggers by way of one in memory, and from there in one statement.

    The index of words is kept by triggers, and it is written out at the end of each statement: row by row that takes
    fifteen times as long.
    """
    names = ", ".join(f"v{n}" for n in range(len(fields)))
    marks = ", ".join("%s" for _field in fields)
    # Quoted names of our own; every value travels as a parameter.
    with connection.cursor() as cursor:
        triggers = "SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
        if not cursor.execute(triggers, [model._meta.db_table]).fetchone():
            cursor.executemany(f"INSERT INTO {_target(connection, model, fields)} VALUES ({marks})", rows)  # noqa: S608
            return
        cursor.execute(f"CREATE TEMPORARY TABLE kit_load ({names})")
        cursor.executemany(f"INSERT INTO kit_load VALUES ({marks})", rows)  # noqa: S608
        cursor.execute(f"INSERT INTO {_target(connection, model, fields)} SELECT {names} FROM kit_load")  # noqa: S608
        cursor.execute("DROP TABLE kit_load")


def _copy(
    connection: BaseDatabaseWrapper, model: type[models.Model], fields: Sequence[Any], rows: Sequence[Row]
) -> None:
    """Write rows by COPY."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {_target(connection, model, fields)} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _target(connection: BaseDatabaseWrapper, model: type[models.Model], fields: Sequence[Any]) -> str:
    """Return the table and its columns."""
    quote = connection.ops.quote_name
    return f"{quote(model._meta.db_table)} ({', '.join(quote(field.column) for field in fields)})"


def rewrite(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Give rows new values: each is its primary key and then the values, in the order of the field names."""
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    changed = [(*values, row[0]) for row in rows for values in _prepared(connection, fields, iter([row[1:]]))]
    if changed:
        with connection.cursor() as cursor:
            # Quoted names of our own; every value travels as a parameter.
            cursor.executemany(f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE id = %s", changed)  # noqa: S608
