"""The comparisons of `kit/caseless.py` in SQL."""

import re
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func
from django.db.models.expressions import Combinable
from django.db.models.sql.compiler import SQLCompiler

from kindred.kit.caseless import variants

Sql = tuple[str, tuple[Any, ...]]


class Caseless(Func):
    """Whether a text, which must not be NULL, holds the sought one where `before` and `after` allow other text."""

    output_field = BooleanField()
    before = after = False

    def __init__(self, text: Combinable, sought: str) -> None:
        super().__init__(text)
        self.sought = sought

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any) -> Sql:  # noqa: ARG002
        """Write it for SQLite: LIKE folds a to z; for other letters GLOB is given both cases."""
        text, params = compiler.compile(self.source_expressions[0])
        if self.sought.isascii():
            return f"{text} LIKE %s ESCAPE '\\'", (*params, self._like())
        return f"{text} GLOB %s", (*params, self._surrounded("".join(map(_glob, self.sought)), anything="*"))

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any) -> Sql:  # noqa: ARG002
        """Write it for PostgreSQL: LOWER in the C collation folds a to z; other letters take a pattern."""
        text, params = compiler.compile(self.source_expressions[0])
        if self.sought.isascii():
            return f"""LOWER(({text}) COLLATE "C") LIKE %s ESCAPE '\\'""", (*params, self._like().lower())
        sought = "".join(f"(?:{'|'.join(map(_literal, variants(letter)))})" for letter in self.sought)
        whole = f"{'' if self.before else '^'}{sought}{'' if self.after else '$'}"
        # ***: an advanced pattern, whatever the server is set to.
        return f"({text}) ~ %s", (*params, f"***:{whole}")

    def _like(self) -> str:
        """Return the pattern for LIKE."""
        return self._surrounded(re.sub(r"([\\%_])", r"\\\1", self.sought), anything="%")

    def _surrounded(self, sought: str, *, anything: str) -> str:
        """Return the pattern with what may stand before and after it."""
        return f"{anything if self.before else ''}{sought}{anything if self.after else ''}"


def _glob(letter: str) -> str:
    """Return a letter in all its cases for GLOB."""
    # ] must come first in its brackets, and ^ and - have a meaning there unless they stand alone.
    return letter if letter in "^-]" else f"[{variants(letter)}]"


def _literal(letter: str) -> str:
    """Return a letter that stands for itself in a pattern of PostgreSQL."""
    return letter if letter.isalnum() or ord(letter) > 127 else f"\\u{ord(letter):04x}"


class CaselessIs(Caseless):
    """Whether the text is the sought one."""


class CaselessContains(Caseless):
    """Whether the sought text stands in it."""

    before = after = True


class CaselessStartsWith(Caseless):
    """Whether it begins with the sought text."""

    after = True


class CaselessEndsWith(Caseless):
    """Whether it ends with the sought text."""

    before = True
