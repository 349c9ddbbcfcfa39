"""Finding rows by words that begin as those sought, at any size: FTS5 on SQLite, GIN on PostgreSQL.

The database keeps the index itself, so that no way of writing rows can forget it. On SQLite that takes triggers, which
go away when a later migration of Django's remakes the table: such a migration adds `KeepFullText` again at its end.
"""
# ruff: noqa: S608, S611 (the SQL is made of names of our own; what is sought travels as parameters)

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

from django.db import connections, models, router
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

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

    def ids(self, word: str) -> tuple[str, list[str]]:
        """Return the query, by the index, for the ids of the rows with a word that begins as this one."""
        if self.is_postgresql:
            return f"SELECT id FROM {self.table} WHERE {_vector(self.columns)} @@ to_tsquery('simple', %s)", [
                f"{word}:*"
            ]
        return f"SELECT rowid AS id FROM {self.table}_words WHERE {self.table}_words MATCH %s", [f'"{word}"*']

    def has(self, word: str) -> tuple[str, list[str]]:
        """Return the condition, row by row, of having a word that begins as this one."""
        text = _text([f"{self.table}.{column}" for column in self.columns])
        if self.is_postgresql:
            return f"LOWER((' ' || translate({text}, '@.-_', '    ')) COLLATE \"C\") LIKE %s", [f"% {word}%"]
        for mark in "@.-_":
            text = f"replace({text}, '{mark}', ' ')"
        return f"' ' || {text} LIKE %s", [f"% {word}%"]


@dataclass(frozen=True, kw_only=True)
class Search:
    """Looking for words in rows of a model, and in rows they refer to by a column."""

    own: FullText
    related: FullText
    column: str

    def having(self, word: str) -> Q:
        """Return the condition of having, or referring to, a word that begins as this one, whatever its case."""
        if len(word) <= SHORT or self._is_common(word):
            return Q(self._row_by_row(word))
        return Q(pk__in=RawSQL(*self._ids(word, union="UNION")))

    def _ids(self, word: str, *, union: str) -> tuple[str, list[str]]:
        """Return the query for the ids, by the indexes: a union, which the planner may start from, as not from an OR."""
        own, own_params = self.own.ids(word)
        theirs, their_params = self.related.ids(word)
        referring = f"SELECT id FROM {self.own.table} WHERE {self.column} IN ({theirs})"
        return f"{own} {union} {referring}", [*own_params, *their_params]

    def _is_common(self, word: str) -> bool:
        """Whether many rows have the word."""
        query, params = self._ids(word, union="UNION ALL")
        connection = connections[router.db_for_read(self.own.model)]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM (SELECT 1 FROM ({query}) found LIMIT {COMMON}) first_ones", params)
            return bool(cursor.fetchone()[0] == COMMON)

    def _row_by_row(self, word: str) -> RawSQL:
        """Return the condition on a row."""
        own, own_params = self.own.has(word)
        theirs, their_params = self.related.has(word)
        referred = f"{self.related.table}.id = {self.own.table}.{self.column} AND {theirs}"
        exists = f"EXISTS (SELECT 1 FROM {self.related.table} WHERE {referred})"
        return RawSQL(f"({own} OR {exists})", [*own_params, *their_params], output_field=BooleanField())
