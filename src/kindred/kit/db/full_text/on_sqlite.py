"""The index of words on SQLite: FTS5, kept by triggers.

It keeps no copy of the text, so a row's old words are told to it when they go. Whole words are known, and which rows
have a word that begins with these one, two or three letters; for longer beginnings it would put all their rows together
before it gave the first, so the words that begin so are looked up instead, unless they are many.
"""
# ruff: noqa: S608 (the SQL is made of names of our own; what is sought travels as parameters)

from collections.abc import Collection

from django.db.backends.base.base import BaseDatabaseWrapper

from kindred.kit.db.full_text.text import Text

#: Lengths of beginnings whose rows are kept ready.
READY = (1, 2, 3)
#: Words with one beginning that are sought one by one.
MOST_TERMS = 32


def keep(text: Text) -> list[str]:
    """Return the statements that make the index."""
    table, words = text.table, f"{text.table}_words"
    lengths = " ".join(map(str, READY))
    settings = f"tokenize='unicode61 remove_diacritics 2', prefix='{lengths}', columnsize=0, detail=none"
    put, take = f"INSERT INTO {words} (rowid, text)", f"INSERT INTO {words} ({words}, rowid, text)"
    take_old, put_new = (
        f"{take} VALUES ('delete', old.id, {text.of_row('old')});",
        f"{put} VALUES (new.id, {text.of_row('new')});",
    )
    statements = [
        f"CREATE VIRTUAL TABLE {words} USING fts5 (text, content='', {settings})",
        f"CREATE VIRTUAL TABLE {words}_terms USING fts5vocab ({words}, row)",
        f"{put} SELECT id, {text.of_row('own')} FROM {table} own",
        f"CREATE TRIGGER {words}_insert AFTER INSERT ON {table} BEGIN {put_new} END",
        f"CREATE TRIGGER {words}_delete AFTER DELETE ON {table} BEGIN {take_old} END",
        f"CREATE TRIGGER {words}_update AFTER UPDATE OF {text.changing} ON {table} BEGIN {take_old} {put_new} END",
    ]
    for one in text.references:
        referring = f"{text.of_row('own')} FROM {table} own WHERE own.{one.column} = old.id"
        for name, event in (("update", f"UPDATE OF {one.words}"), ("delete", "DELETE")):
            trigger = f"CREATE TRIGGER {words}_{one.column}"
            statements += [
                f"{trigger}_before_{name} BEFORE {event} ON {one.table} BEGIN {take} SELECT 'delete', own.id, {referring}; END",
                f"{trigger}_after_{name} AFTER {event} ON {one.table} BEGIN {put} SELECT own.id, {referring}; END",
            ]
    return statements


def forget(table: str, connection: BaseDatabaseWrapper) -> list[str]:
    """Return the statements that take the index away."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND substr(name, 1, %s) = %s",
            [len(f"{table}_words_"), f"{table}_words_"],
        )
        triggers = [name for (name,) in cursor.fetchall()]
    return [
        *(f"DROP TRIGGER {name}" for name in triggers),
        f"DROP TABLE IF EXISTS {table}_words_terms",
        f"DROP TABLE IF EXISTS {table}_words",
    ]


def query(table: str, beginnings: Collection[Collection[str]], connection: BaseDatabaseWrapper) -> str:
    """Return what finds the rows that have, of each group, a word with one of these beginnings."""
    return " AND ".join(
        f"({' OR '.join(_words(table, beginning, connection) for beginning in group)})" for group in beginnings
    )


def _words(table: str, beginning: str, connection: BaseDatabaseWrapper) -> str:
    """Return what finds the rows that have a word with this beginning."""
    longer: list[str] = []
    if len(beginning) > max(READY):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT term FROM {table}_words_terms WHERE term >= %s AND term < %s LIMIT %s",
                [f"{beginning}\x01", f"{beginning}\U0010ffff", MOST_TERMS + 1],
            )
            longer = [term for (term,) in cursor.fetchall()]
        if len(longer) <= MOST_TERMS:
            return " OR ".join(f'"{word}"' for word in (beginning, *longer))
    return f'"{beginning}"*'


def is_beyond(most: int, table: str, sought: str, connection: BaseDatabaseWrapper) -> bool:
    """Whether the query finds more rows than this."""
    with connection.cursor() as cursor:
        few = f"SELECT 1 FROM {table}_words WHERE {table}_words MATCH %s LIMIT {most + 1}"
        cursor.execute(f"SELECT count(*) FROM ({few}) first_ones", [sought])
        return bool(cursor.fetchone()[0] > most)
