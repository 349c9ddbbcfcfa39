"""One key of a JSON object in a column: compared, set or taken away by the database.

Keys travel as parameters, so that none can be mistaken for a lookup or a place in an array.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, FloatField, Func, JSONField, TextField
from django.db.models.sql.compiler import SQLCompiler

Sql = tuple[str, tuple[Any, ...]]


class JSONKey(Func):
    """Something about one key of the JSON object in a column."""

    sqlite: str
    postgresql: str
    #: How often column and key stand in it.
    uses = 1

    def __init__(self, column: str, key: str, *values: Any) -> None:
        super().__init__(F(column))
        self.key, self.values = key, tuple(json.dumps(value) for value in values)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any) -> Sql:  # noqa: ARG002
        """Write it for SQLite."""
        column, params = compiler.compile(self.source_expressions[0])
        return self.sqlite.format(column), (*((*params, f"$.{json.dumps(self.key)}") * self.uses), *self.values)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any) -> Sql:  # noqa: ARG002
        """Write it for PostgreSQL."""
        column, params = compiler.compile(self.source_expressions[0])
        return self.postgresql.format(column), (*((*params, self.key) * self.uses), *self.values)


class JSONKeyIs(JSONKey):
    """Whether the key holds this value; false where there is no such key."""

    output_field = BooleanField()
    sqlite = "COALESCE(JSON_EXTRACT({}, %s) = JSON_EXTRACT(%s, '$'), false)"
    postgresql = "COALESCE(({} -> %s) = %s::jsonb, false)"


class JSONSet(JSONKey):
    """The object with the key set to a value."""

    output_field = JSONField()
    sqlite = "JSON_SET({}, %s, JSON(%s))"
    postgresql = "JSONB_SET({}, ARRAY[%s]::text[], %s::jsonb)"


class JSONRemove(JSONKey):
    """The object without the key."""

    output_field = JSONField()
    sqlite = "JSON_REMOVE({}, %s)"
    postgresql = "({} - %s::text)"


class JSONValue(JSONKey):
    """The value under the key, as JSON; null where there is none."""

    output_field = JSONField()
    sqlite = (
        "CASE JSON_TYPE({0}, %s) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'"
        " ELSE JSON_QUOTE(JSON_EXTRACT({0}, %s)) END"
    )
    postgresql = "({0} -> %s)"
    uses = 1

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any) -> Sql:
        """Write it for SQLite, which is asked twice."""
        sql, params = super().as_sqlite(compiler, connection)
        return sql, params * 2


class JSONPut(JSONKey):
    """The object with the key set to what another expression holds as JSON; without the key where that is null."""

    output_field = JSONField()

    def __init__(self, column: str, key: str, value: Any) -> None:
        super().__init__(column, key)
        self.set_source_expressions([*self.source_expressions, value])

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any) -> Sql:  # noqa: ARG002
        """Write it for SQLite."""
        return self._put(
            compiler,
            "CASE COALESCE(JSON_TYPE({value}), 'null') WHEN 'null' THEN JSON_REMOVE({column}, %s)"
            " ELSE JSON_SET({column}, %s, JSON({value})) END",
            f"$.{json.dumps(self.key)}",
        )

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any) -> Sql:  # noqa: ARG002
        """Write it for PostgreSQL."""
        return self._put(
            compiler,
            "CASE COALESCE(JSONB_TYPEOF({value}), 'null') WHEN 'null' THEN {column} - %s::text"
            " ELSE JSONB_SET({column}, ARRAY[%s]::text[], {value}) END",
            self.key,
        )

    def _put(self, compiler: SQLCompiler, template: str, key: str) -> Sql:
        """Fill the template, in which value, column, key, column, key and value stand in this order."""
        (column, column_params), (value, value_params) = map(compiler.compile, self.source_expressions)
        sql = template.format(column=column, value=value)
        return sql, (*value_params, *column_params, key, *column_params, key, *value_params)


class JSONMerge(Func):
    """The object in a column, or none, with keys set to texts; None takes a key out."""

    output_field = JSONField()

    def __init__(self, column: str, values: Mapping[str, str | None]) -> None:
        super().__init__(F(column))
        self.values = json.dumps(values)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any) -> Sql:  # noqa: ARG002
        """Write it for SQLite."""
        column, params = compiler.compile(self.source_expressions[0])
        return f"JSON_PATCH(COALESCE({column}, '{{}}'), %s)", (*params, self.values)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any) -> Sql:  # noqa: ARG002
        """Write it for PostgreSQL."""
        column, params = compiler.compile(self.source_expressions[0])
        return f"JSONB_STRIP_NULLS(COALESCE({column}, '{{}}'::jsonb) || %s::jsonb)", (*params, self.values)


class AsJSON(Func):
    """A value as JSON."""

    output_field = JSONField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Sql:
        """Write it for SQLite."""
        return self.as_sql(compiler, connection, function="JSON_QUOTE", **extra)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Sql:
        """Write it for PostgreSQL."""
        return self.as_sql(compiler, connection, function="TO_JSONB", **extra)


class FromJSON(Func):
    """The text or number that an expression holds as JSON; NULL for null."""

    output_field = TextField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Sql:
        """Write it for SQLite."""
        return self.as_sql(compiler, connection, template="JSON_EXTRACT(%(expressions)s, '$')", **extra)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> Sql:
        """Write it for PostgreSQL."""
        return self.as_sql(compiler, connection, template="(%(expressions)s #>> '{}')", **extra)


class JSONTruth(JSONKey):
    """Whether the key holds this truth; false where it holds anything else, a number too."""

    output_field = BooleanField()
    sqlite = "COALESCE(JSON_TYPE({}, %s) = %s, false)"
    postgresql = JSONKeyIs.postgresql


class JSONHas(JSONKey):
    """Whether the key holds a list with this text in it; false where it holds anything else."""

    output_field = BooleanField()
    sqlite = (
        "(JSON_TYPE({0}, %s) IS 'array' AND EXISTS (SELECT 1 FROM JSON_EACH({0}, %s) AS one"
        " WHERE one.type = 'text' AND one.value = JSON_EXTRACT(%s, '$')))"
    )
    postgresql = "COALESCE(JSONB_TYPEOF({0} -> %s) = 'array' AND ({0} -> %s) @> %s::jsonb, false)"
    uses = 2


class JSONText(JSONKey):
    """The text under the key, ordered by its code points; empty where there is none or something else."""

    output_field = TextField()
    sqlite = "CASE JSON_TYPE({0}, %s) WHEN 'text' THEN JSON_EXTRACT({0}, %s) ELSE '' END"
    postgresql = "(CASE JSONB_TYPEOF({0} -> %s) WHEN 'string' THEN {0} ->> %s ELSE '' END) COLLATE \"C\""
    uses = 2


class JSONNumber(JSONKey):
    """The number under the key; NULL where there is none or something else."""

    output_field = FloatField()
    sqlite = "CASE WHEN JSON_TYPE({0}, %s) IN ('integer', 'real') THEN JSON_EXTRACT({0}, %s) END"
    postgresql = "CASE JSONB_TYPEOF({0} -> %s) WHEN 'number' THEN ({0} ->> %s)::float8 END"
    uses = 2
