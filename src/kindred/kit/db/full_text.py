"""Finding rows by words that begin as those sought, at any size: FTS5 on SQLite, GIN on PostgreSQL.

The database keeps the index itself, so that no way of writing rows can forget it. On SQLite that takes triggers, which
go away when a later migration of Django's remakes the table: such a migration adds `KeepFullText` again at its end.
"""
# ruff: noqa: S608, S611 (the SQL is made of names of our own; what is sought travels as parameters)

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from unicodedata import normalize

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import BooleanField, Exists, Func, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.sql.compiler import SQLCompiler

Sql = tuple[str, tuple[Any, ...]]

#: What may stand in a word; anything else parts words.
_WORD = re.compile(r"[^\W_]+")
#: Marks that PostgreSQL would take for parts of addresses and numbers; to it, too, they part words.
MARKS = "@.,;:-_+/\\'\"()[]{}<>|&!?*~#=^`$"
#: A word that more rows have is sought row by row: it is found soon, and gathering all who have it takes long.
COMMON = 5_000
#: Words that short are common without asking.
SHORT = 2


class KeepFullText(Operation):
    """Keep an index of the words in some columns of a model."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model: str, columns: Sequence[str]) -> None:
        self.model, self.columns = model, list(columns)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing: models do not know the index."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Make the index anew from the rows there are."""
        self.database_backwards(app_label, schema_editor, to_state, from_state)
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        for statement in _statements(schema_editor.connection.vendor, table, self.columns):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,  # noqa: ARG002 (Django's own signature)
    ) -> None:
        """Take the index away."""
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX IF EXISTS {table}_words")
            return
        for event in ("insert", "delete", "update"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_words_{event}")
        schema_editor.execute(f"DROP TABLE IF EXISTS {table}_words")

    def describe(self) -> str:
        """Say it for the list of migrations."""
        return f"Keep an index of the words in {', '.join(self.columns)} of {self.model}"


def _statements(vendor: str, table: str, columns: Sequence[str]) -> list[str]:
    """Return the statements that make the index."""
    if vendor == "postgresql":
        return [f"CREATE INDEX {table}_words ON {table} USING gin ({_vector(columns)})"]
    names = ", ".join(columns)
    new, old = (", ".join(f"{row}.{column}" for column in columns) for row in ("new", "old"))
    put = f"INSERT INTO {table}_words (rowid, {names}) VALUES (new.id, {new});"
    take = f"INSERT INTO {table}_words ({table}_words, rowid, {names}) VALUES ('delete', old.id, {old});"
    settings = "tokenize='unicode61 remove_diacritics 2', prefix='2 3', columnsize=0, detail=none"
    return [
        f"CREATE VIRTUAL TABLE {table}_words USING fts5 ({names}, content='{table}', content_rowid='id', {settings})",
        f"INSERT INTO {table}_words ({table}_words) VALUES ('rebuild')",
        f"CREATE TRIGGER {table}_words_insert AFTER INSERT ON {table} BEGIN {put} END",
        f"CREATE TRIGGER {table}_words_delete AFTER DELETE ON {table} BEGIN {take} END",
        f"CREATE TRIGGER {table}_words_update AFTER UPDATE OF {names} ON {table} BEGIN {take} {put} END",
    ]


def _text(columns: Sequence[str]) -> str:
    """Return the text of a row."""
    return " || ' ' || ".join(f"coalesce({column}, '')" for column in columns)


def _vector(columns: Sequence[str]) -> str:
    """Return the words of a row for PostgreSQL; an index serves only the very expression it was made on."""
    marks = MARKS.replace("'", "''")
    return f"to_tsvector('simple', translate({_text(columns)}, '{marks}', '{' ' * len(MARKS)}'))"


def words_of(text: str) -> list[str]:
    """Return the words of a text as they can be sought, each once."""
    return list(dict.fromkeys(_WORD.findall(normalize("NFKC", text).casefold())))


@dataclass(frozen=True, kw_only=True)
class FullText:
    """The words of some columns of a model, for which `KeepFullText` keeps an index."""

    model: type[models.Model]
    columns: tuple[str, ...]

    @property
    def table(self) -> str:
        """Return the table of the model."""
        return self.model._meta.db_table

    @property
    def is_postgresql(self) -> bool:
        """Whether PostgreSQL answers."""
        return connections[router.db_for_read(self.model)].vendor == "postgresql"

    def ids(self, spellings: Sequence[str]) -> tuple[str, list[str]]:
        """Return the query, by the index, for the ids of the rows with a word that begins as one of these."""
        if self.is_postgresql:
            found = f"{_vector(self.columns)} @@ to_tsquery('simple', %s)"
            return f"SELECT id FROM {self.table} WHERE {found}", [" | ".join(f"{word}:*" for word in spellings)]
        found = f"{self.table}_words MATCH %s"
        return f"SELECT rowid AS id FROM {self.table}_words WHERE {found}", [
            " OR ".join(f'"{word}"*' for word in spellings)
        ]

    def has(self, spellings: Sequence[str]) -> Q:
        """Return the condition, row by row, of having a word that begins as one of these."""
        return reduce(or_, (Q(HasWord(*self.columns, word=word)) for word in spellings))


class HasWord(Func):
    """Whether a word in some columns begins as this one; no index serves it."""

    output_field = BooleanField()

    def __init__(self, *columns: str, word: str) -> None:
        super().__init__(*columns)
        self.sought = f"% {word}%"

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any) -> Sql:  # noqa: ARG002
        """Write it for SQLite, whose LIKE does not mind the case."""
        text, params = self._text(compiler)
        for mark in "@.-_":
            text = f"replace({text}, '{mark}', ' ')"
        return f"' ' || {text} LIKE %s", (*params, self.sought)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any) -> Sql:  # noqa: ARG002
        """Write it for PostgreSQL."""
        text, params = self._text(compiler)
        return f"LOWER(' ' || translate({text}, '@.-_', '    ') COLLATE \"C\") LIKE %s", (*params, self.sought)

    def _text(self, compiler: SQLCompiler) -> Sql:
        """Return the text of a row."""
        compiled = [compiler.compile(column) for column in self.source_expressions]
        return f"({_text([sql for sql, _params in compiled])})", tuple(
            param for _sql, params in compiled for param in params
        )


@dataclass(frozen=True, kw_only=True)
class Search:
    """Looking for words in rows of a model, and in rows they refer to by a column."""

    own: FullText
    related: FullText
    column: str

    def having(self, *spellings: str) -> Q:
        """Return the condition of having, or referring to, a word that begins as one of these, whatever its case."""
        if min(map(len, spellings)) <= SHORT or self._is_common(spellings):
            referred = self.related.model._default_manager.filter(self.related.has(spellings), pk=OuterRef(self.column))
            return self.own.has(spellings) | Q(Exists(referred))
        return Q(pk__in=RawSQL(*self._ids(spellings, union="UNION")))

    def _ids(self, spellings: Sequence[str], *, union: str) -> tuple[str, list[str]]:
        """Return the query for the ids, by the indexes: a union, which the planner may start from, as not from an OR."""
        own, own_params = self.own.ids(spellings)
        theirs, their_params = self.related.ids(spellings)
        referring = f"SELECT id FROM {self.own.table} WHERE {self.column} IN ({theirs})"
        return f"{own} {union} {referring}", [*own_params, *their_params]

    def _is_common(self, spellings: Sequence[str]) -> bool:
        """Whether many rows have the word."""
        query, params = self._ids(spellings, union="UNION ALL")
        connection = connections[router.db_for_read(self.own.model)]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM (SELECT 1 FROM ({query}) found LIMIT {COMMON}) first_ones", params)
            return bool(cursor.fetchone()[0] == COMMON)
