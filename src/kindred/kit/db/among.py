"""Being one of many values, with one parameter however many they are."""

import json
from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, Q
from django.db.models.sql.compiler import SQLCompiler

Sql = tuple[str, tuple[Any, ...]]


class Among(Func):
    """Whether a column holds one of these numbers, or texts."""

    output_field = BooleanField()

    def __init__(self, column: str, values: Iterable[int] | Iterable[str]) -> None:
        super().__init__(F(column))
        self.values = list(values)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any) -> Sql:  # noqa: ARG002
        """Write it for SQLite."""
        column, params = compiler.compile(self.source_expressions[0])
        return f"{column} IN (SELECT value FROM JSON_EACH(%s))", (*params, json.dumps(self.values))  # noqa: S608

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any) -> Sql:  # noqa: ARG002
        """Write it for PostgreSQL."""
        column, params = compiler.compile(self.source_expressions[0])
        return f"{column} = ANY(%s)", (*params, self.values)


def among(column: str, values: Iterable[int] | Iterable[str]) -> Q:
    """Return the condition of a column holding one of these numbers, or texts."""
    return Q(Among(column, values))
