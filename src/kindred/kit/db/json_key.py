"""One key of a JSON object in a column: compared, set or taken away by the database.

Keys travel as parameters, so that none can be mistaken for a lookup or a place in an array.
"""

import json
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
