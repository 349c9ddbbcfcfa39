"""Whole rows as JSON, and JSON as rows again, many in one statement; whatever columns a table has.

What was kept before a migration can still be put back after it: a column that has gone is left out, one that has come
gets its default.
"""
# ruff: noqa: S608 (the SQL is made of names of our own and of what Django compiled; values travel as parameters)

from collections.abc import Iterator
from typing import Any

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, JSONField
from django.db.models.fields import NOT_PROVIDED
from django.db.models.sql.compiler import SQLCompiler

Sql = tuple[str, tuple[Any, ...]]

#: SQLite's functions take 127 arguments; a column needs two.
_AT_ONCE = 60


class RowAsJSON(Func):
    """All columns of a row of the model a queryset is of, as a JSON object."""

    output_field = JSONField()

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__()
        self.model = model

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any) -> Sql:
        """Write it for SQLite: objects of some columns each, their texts joined into one."""
        quote = connection.ops.quote_name
        row = quote(compiler.query.get_initial_alias() or "")
        pairs = [
            f"'{field.column}', {_exactly(field, f'{row}.{quote(field.column)}')}" for field in _columns(self.model)
        ]
        parts = [", ".join(pairs[n : n + _AT_ONCE]) for n in range(0, len(pairs), _AT_ONCE)]
        inner = " || ',' || ".join(_inside(f"JSON_OBJECT({part})") for part in parts)
        return f"'{{' || {inner} || '}}'" if len(parts) > 1 else f"JSON_OBJECT({parts[0]})", ()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any) -> Sql:
        """Write it for PostgreSQL."""
        return f"TO_JSONB({connection.ops.quote_name(compiler.query.get_initial_alias() or '')})", ()


def insert_from_json(model: type[models.Model], kept: "models.QuerySet[Any, Any]") -> int:
    """Insert the rows that were kept, and return how many; `kept` yields their JSON as its one value.

    Left out are rows that would stand beside another where only one may be, and those that belong to a row that is no
    longer there; a reference to such a row that may be empty becomes empty.
    """
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    fields = _columns(model)
    source, params = kept.query.get_compiler(connection=connection).as_sql()
    values: list[str] = []
    given: list[Any] = []
    for field in fields:
        value, defaults = _value(field, connection)
        values.append(value)
        given += defaults
    table, names = quote(model._meta.db_table), ", ".join(quote(field.column) for field in fields)
    if connection.vendor == "postgresql":
        rows = f"SELECT r.* FROM ({source}) k (kept_row), LATERAL JSONB_POPULATE_RECORD(NULL::{table}, k.kept_row) r"
    else:
        extracts = ", ".join(f"JSON_EXTRACT(kept_row, '$.\"{f.column}\"') AS {quote(f.column)}" for f in fields)
        rows = f"WITH k (kept_row) AS ({source}) SELECT {extracts} FROM k"
    there = " AND ".join(["1 = 1", *_belonging(fields, connection)])
    sql = (
        f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM ({rows}) r WHERE {there} ON CONFLICT DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*given, *params])
        return int(cursor.rowcount)


def _columns(model: type[models.Model]) -> list[Any]:
    """Return the fields of a model that have a column."""
    return list(model._meta.local_concrete_fields)


def _exactly(field: Any, column: str) -> str:
    """Return a column as SQLite writes it into JSON without loss: a fraction with all its digits."""
    if isinstance(field, models.FloatField):
        return f"CASE WHEN {column} IS NOT NULL THEN PRINTF('%%!.17g', {column}) END"
    return column


def _value(field: Any, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
    """Return what is inserted into a column: what was kept, or else its default, or nothing."""
    column = f"r.{connection.ops.quote_name(field.column)}"
    if field.null:
        return (f"CASE WHEN {_exists(field, connection)} THEN {column} END" if _refers(field) else column), []
    if field.primary_key or (field.default is NOT_PROVIDED and not field.empty_strings_allowed) or _refers(field):
        return column, []
    return f"COALESCE({column}, %s)", [field.get_db_prep_save(field.get_default(), connection)]


def _belonging(fields: list[Any], connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Yield the condition, for each reference that may not be empty, that what it refers to is there."""
    return (_exists(field, connection) for field in fields if _refers(field) and not field.null)


def _refers(field: Any) -> bool:
    """Whether the database sees to it that what a column refers to is there."""
    return bool(field.remote_field and field.db_constraint)


def _exists(field: Any, connection: BaseDatabaseWrapper) -> str:
    """Return the condition that what a column of the kept row refers to is there."""
    quote, target = connection.ops.quote_name, field.target_field
    table = quote(target.model._meta.db_table)
    return f"EXISTS (SELECT 1 FROM {table} t WHERE t.{quote(target.column)} = r.{quote(field.column)})"


def _inside(text: str) -> str:
    """Return the text of an object without its braces."""
    return f"SUBSTR({text}, 2, LENGTH({text}) - 2)"
