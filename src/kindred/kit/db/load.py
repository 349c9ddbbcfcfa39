"""Loading rows that Python makes, as fast as the database takes them: executemany on SQLite, COPY on PostgreSQL."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.db import connections, models, router, transaction
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


@transaction.atomic
def reserve_ids(model: type[models.Model], count: int) -> int:
    """Set `count` ids aside for rows to be loaded, and return the first; nobody else gets them, then or later."""
    connection = connections[router.db_for_write(model)]
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute(
                "SELECT setval(s, nextval(s) + %s - 1) - %s + 1 FROM pg_get_serial_sequence(%s, 'id') AS s",
                [count, count, model._meta.db_table],
            )
            return int(cursor.fetchone()[0])
        # There is a line for a table from its first row on.
        cursor.execute(
            "INSERT INTO sqlite_sequence (name, seq) SELECT %s, 0"
            " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = %s)",
            [model._meta.db_table] * 2,
        )
        cursor.execute(
            "UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s RETURNING seq", [count, model._meta.db_table]
        )
        return int(cursor.fetchone()[0]) - count + 1


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
    return str(moment.astimezone(UTC))[: -len("+00:00")]


def _insert(
    connection: BaseDatabaseWrapper, model: type[models.Model], fields: Sequence[Any], rows: Sequence[Row]
) -> None:
    """Write rows; those whose words are kept by way of a table in memory, and from there in one statement.

    The index of words is written out at the end of each statement: row by row that takes fifteen times as long.
    """
    target, marks = _target(connection, model, fields), ", ".join("%s" for _field in fields)
    # Quoted names of our own; every value travels as a parameter.
    with connection.cursor() as cursor:
        words = "SELECT 1 FROM sqlite_master WHERE name = %s"
        if not cursor.execute(words, [f"{model._meta.db_table}_words"]).fetchone():
            cursor.executemany(f"INSERT INTO {target} VALUES ({marks})", rows)  # noqa: S608
            return
        names = ", ".join(f"v{n}" for n in range(len(fields)))
        cursor.execute(f"CREATE TEMPORARY TABLE kit_load ({names})")
        cursor.executemany(f"INSERT INTO kit_load VALUES ({marks})", rows)  # noqa: S608
        cursor.execute(f"INSERT INTO {target} SELECT {names} FROM kit_load")  # noqa: S608
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
