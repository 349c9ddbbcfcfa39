"""Rows found by their words: by the index where they are few, one by one on any walk where they are many."""
# ruff: noqa: S608 (the SQL is made of names of our own; what is sought travels as parameters)

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, Q
from django.db.models.sql.compiler import SQLCompiler

from kindred.kit.db.full_text import on_postgresql, on_sqlite
from kindred.kit.db.full_text.words import CLOSE_MARKS

Sql = tuple[str, tuple[Any, ...]]

#: Rows found by the index are gathered up to this number. Of more, some are soon met on a walk in whatever order.
MOST_GATHERED = 25_000


@dataclass(frozen=True, kw_only=True)
class Found:
    """What was found: the condition of being among it, and whether that gathers few rows or is asked row by row."""

    condition: Q
    is_few: bool


@dataclass(frozen=True, kw_only=True)
class FullText:
    """The words of a model's rows, for which `KeepFullText` keeps an index of the same columns."""

    model: type[models.Model]
    columns: tuple[str, ...]
    along: Mapping[str, str] = field(default_factory=dict)

    def find(self, words: Collection[Collection[str]]) -> Found:
        """Find the rows that have all of these words, or words that begin as they do, whatever their case.

        Each word comes in the ways it may be written. Of the rows of all workspaces: narrow what is found to one.
        """
        if not words:
            return Found(condition=Q(), is_few=False)
        connection, table = connections[router.db_for_read(self.model)], self.model._meta.db_table
        here = on_postgresql if connection.vendor == "postgresql" else on_sqlite
        sought = here.query(table, words, connection)
        if here.is_beyond(MOST_GATHERED, table, sought, connection):
            return Found(condition=self._row_by_row(words, sought, connection), is_few=False)
        return Found(condition=Q(_Gathered(F("pk"), table=table, sought=sought)), is_few=True)

    def _row_by_row(self, words: Collection[Collection[str]], sought: str, connection: BaseDatabaseWrapper) -> Q:
        """Return the condition as it is asked of a row that is met."""
        if connection.vendor == "postgresql":
            return Q(_Matches(F("pk"), sought=sought))
        text = (*self.columns, *(f"{name}__{column}" for name, column in self.along.items()))
        return reduce(and_, (reduce(or_, (Q(_HasWord(*text, word=one)) for one in word)) for word in words))


class _Gathered(Func):
    """Whether a row is among those that the index finds; they are found first, and the rest is asked of them."""

    output_field = BooleanField()

    def __init__(self, *expressions: Any, table: str, sought: str) -> None:
        super().__init__(*expressions)
        self.table, self.sought = table, sought

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any) -> Sql:  # noqa: ARG002
        """Write it for SQLite."""
        key, params = compiler.compile(self.source_expressions[0])
        found = f"SELECT rowid FROM {self.table}_words WHERE {self.table}_words MATCH %s"
        return f"{key} IN ({found})", (*params, self.sought)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any) -> Sql:  # noqa: ARG002
        """Write it for PostgreSQL, which would rather walk an order if it were free to."""
        key, params = compiler.compile(self.source_expressions[0])
        found = f"SELECT id FROM {self.table} WHERE words @@ to_tsquery('simple', %s)"
        return f"{key} = ANY (ARRAY({found}))", (*params, self.sought)


class _Matches(Func):
    """Whether a row of PostgreSQL's has the words that are sought."""

    output_field = BooleanField()

    def __init__(self, *expressions: Any, sought: str) -> None:
        super().__init__(*expressions)
        self.sought = sought

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any) -> Sql:  # noqa: ARG002
        """Write it with the column that models do not know."""
        key, params = compiler.compile(self.source_expressions[0])
        row = key.rpartition(".")[0]
        return f"{row}.words @@ to_tsquery('simple', %s)", (*params, self.sought)


class _HasWord(Func):
    """Whether a word in a row of SQLite's begins as this one."""

    output_field = BooleanField()

    def __init__(self, *columns: str, word: str) -> None:
        super().__init__(*columns)
        self.word = word

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any) -> Sql:  # noqa: ARG002
        """Write it with LIKE, which does not mind the case."""
        compiled = [compiler.compile(column) for column in self.source_expressions]
        text = " || ' ' || ".join(f"coalesce({sql}, '')" for sql, _params in compiled)
        for mark in CLOSE_MARKS:
            text = f"replace({text}, '{mark}', ' ')"
        params = tuple(param for _sql, params in compiled for param in params)
        return f"' ' || {text} LIKE %s", (*params, f"% {self.word}%")
