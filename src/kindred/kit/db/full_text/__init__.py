"""Finding rows by words that begin as those sought, at any size: FTS5 on SQLite, GIN on PostgreSQL.

A row's words are those of some columns of its own and of rows it refers to, so that a person is found by the name of the
company too: one index answers whatever is sought together. The database keeps the index itself, so that no way of
writing rows can forget it.
"""

from kindred.kit.db.full_text.keeping import ForgetFullText, KeepFullText
from kindred.kit.db.full_text.search import Found, FullText
from kindred.kit.db.full_text.words import words_of

__all__ = ["ForgetFullText", "Found", "FullText", "KeepFullText", "words_of"]
