"""The index of words on PostgreSQL: a column beside the model's own, with GIN, kept by a trigger."""
# ruff: noqa: S608 (the SQL is made of names of our own; what is sought travels as parameters)

import json
from collections.abc import Collection

from django.db.backends.base.base import BaseDatabaseWrapper

from kindred.kit.db.full_text.text import Text
from kindred.kit.db.full_text.words import MARKS


def keep(text: Text) -> list[str]:
    """Return the statements that make the index."""
    table, words = text.table, f"{text.table}_words"
    marks, spaces = MARKS.replace("'", "''"), " " * len(MARKS)
    spaced = f"translate({text.of_row('NEW')}, '{marks}', '{spaces}')"
    statements = [
        f"ALTER TABLE {table} ADD COLUMN words tsvector",
        _function(words, f"NEW.words := to_tsvector('simple', {spaced}); RETURN NEW;"),
        _trigger(words, f"BEFORE INSERT OR UPDATE OF {text.changing} ON {table}"),
        f"UPDATE {table} SET {text.columns[0]} = {text.columns[0]}",
        f"CREATE INDEX {words} ON {table} USING gin (words)",
    ]
    for one in text.references:
        again = f"UPDATE {table} SET {one.column} = {one.column} WHERE {one.column} = NEW.id; RETURN NULL;"
        statements += [
            _function(f"{words}_{one.column}", again),
            _trigger(f"{words}_{one.column}", f"AFTER UPDATE OF {one.words} ON {one.table}"),
        ]
    return statements


def _function(name: str, body: str) -> str:
    """Return the statement that makes what a trigger does."""
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def _trigger(name: str, event: str) -> str:
    """Return the statement that makes it happen."""
    return f"CREATE TRIGGER {name} {event} FOR EACH ROW EXECUTE FUNCTION {name}()"


def forget(table: str, connection: BaseDatabaseWrapper) -> list[str]:
    """Return the statements that take the index away."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
            " AND (proname = %s OR starts_with(proname, %s))",
            [f"{table}_words", f"{table}_words_"],
        )
        functions = [name for (name,) in cursor.fetchall()]
    return [
        *(f"DROP FUNCTION {name}() CASCADE" for name in functions),
        f"DROP INDEX IF EXISTS {table}_words",
        f"ALTER TABLE {table} DROP COLUMN IF EXISTS words",
    ]


def query(_table: str, beginnings: Collection[Collection[str]], _connection: BaseDatabaseWrapper) -> str:
    """Return what finds the rows that have, of each group, a word with one of these beginnings."""
    return " & ".join(f"({' | '.join(f'{beginning}:*' for beginning in group)})" for group in beginnings)


def is_beyond(most: int, table: str, sought: str, connection: BaseDatabaseWrapper) -> bool:
    """Whether the query finds more rows than this, as the planner sees it: counting them would mean finding them all."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"EXPLAIN (FORMAT JSON) SELECT id FROM {table} WHERE words @@ to_tsquery('simple', %s)", [sought]
        )
        plan = cursor.fetchone()[0]
    (told,) = plan if isinstance(plan, list) else json.loads(plan)
    return bool(told["Plan"]["Plan Rows"] > most)
