"""INSERT … SELECT for querysets: the database writes thousands of rows without Python seeing one."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet, FieldDoesNotExist
from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Value
from django.db.models.expressions import BaseExpression
from django.db.models.sql.compiler import SQLCompiler


class Constant(Value):
    """A constant whose type the database is told, because PostgreSQL takes a bare one in a SELECT for text."""

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Write the constant with a cast to its column's type."""
        sql, params = super().as_sql(compiler, connection)
        return f"({sql})::{self.output_field.db_type(connection)}", tuple(params)


def insert_select(
    model: type[models.Model],
    source: models.QuerySet[Any, Any],
    values: Mapping[str, Any],
    *,
    ignore_conflicts: bool = False,
) -> int:
    """Insert a row of `model` for each row of `source` and return how many were inserted.

    `values` maps a field's name to a constant or to an expression over the source (`F("contact_id")`).
    Every field without a database default must be named.
    """
    fields = [_column(model, name) for name in values]
    expressions = [
        value if isinstance(value, BaseExpression | F) else Constant(value, output_field=field)
        for field, value in zip(fields, values.values(), strict=True)
    ]
    rows = source.annotate(**{f"value_{n}": e for n, e in enumerate(expressions)}).values_list(
        *(f"value_{n}" for n in range(len(expressions)))
    )
    connection = connections[router.db_for_write(model)]
    try:
        select, params = rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        # Django sees without asking that there are no such rows.
        return 0
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column or "") for field in fields)
    if ignore_conflicts:
        # SQLite takes ON for a join where the SELECT has no WHERE of its own.
        select = f"SELECT * FROM ({select}) AS source WHERE 1 = 1 ON CONFLICT DO NOTHING"  # noqa: S608
    # The pieces are quoted names and SQL that Django compiled; every value travels as a parameter.
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) {select}"
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def _column(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    """Return a field that has a column."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise FieldDoesNotExist(name)
    return field
