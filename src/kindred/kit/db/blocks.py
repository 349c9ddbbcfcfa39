"""Blocks: rows that share a key, found in the order of the keys by one walk over an index; nobody is joined to everybody."""
# ruff: noqa: S608 (the SQL is made of names of our own; values travel as parameters)

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connections, models, router

Block = tuple[int, list[int]]


@dataclass(frozen=True, kw_only=True)
class Blocks:
    """The blocks of a table of keys within one scope; an index leads with scope, key and member."""

    model: type[models.Model]
    scope: str
    scope_id: int
    key: str
    member: str

    def after(self, key: int, *, limit: int) -> list[Block]:
        """Return the next blocks of more than one member, by key, each with its members by id."""
        shared = (
            f"SELECT {self._key} AS k FROM {self._table} WHERE {self._scope} = %s AND {self._key} > %s "
            f"GROUP BY {self._key} HAVING COUNT(*) > 1 ORDER BY {self._key} LIMIT %s"
        )
        return self._blocks(shared, [self.scope_id, key, limit])

    def of(self, keys: Sequence[int], *, most: int) -> tuple[list[Block], list[int]]:
        """Return the blocks of these keys, and the keys of those with more than `most` members."""
        if not keys:
            return [], []
        among, params = self._among(keys)
        counted = (
            f"SELECT {self._key} AS k FROM {self._table} WHERE {self._scope} = %s AND {self._key} {among} "
            f"GROUP BY {self._key} HAVING COUNT(*)"
        )
        small = self._blocks(f"{counted} BETWEEN 2 AND %s", [self.scope_id, *params, most])
        with self._connection.cursor() as cursor:
            cursor.execute(f"{counted} > %s", [self.scope_id, *params, most])
            return small, [row[0] for row in cursor.fetchall()]

    def _blocks(self, shared: str, params: list[Any]) -> list[Block]:
        """Return the blocks of the keys that a query names."""
        sql = (
            f"SELECT m.{self._key}, m.{self._member} FROM ({shared}) s JOIN {self._table} m "
            f"ON m.{self._scope} = %s AND m.{self._key} = s.k ORDER BY m.{self._key}, m.{self._member}"
        )
        with self._connection.cursor() as cursor:
            cursor.execute(sql, [*params, self.scope_id])
            return list(_grouped(cursor.fetchall()))

    def _among(self, keys: Sequence[int]) -> tuple[str, list[Any]]:
        """Return the condition of being one of these keys, with one parameter however many they are."""
        if self._connection.vendor == "postgresql":
            return "= ANY(%s)", [list(keys)]
        return "IN (SELECT value FROM JSON_EACH(%s))", [str(list(keys))]

    @property
    def _connection(self) -> Any:
        return connections[router.db_for_read(self.model)]

    def _quoted(self, name: str) -> str:
        column = self.model._meta.get_field(name).column  # type: ignore[union-attr]
        return str(self._connection.ops.quote_name(column))

    @property
    def _table(self) -> str:
        return str(self._connection.ops.quote_name(self.model._meta.db_table))

    @property
    def _scope(self) -> str:
        return self._quoted(self.scope)

    @property
    def _key(self) -> str:
        return self._quoted(self.key)

    @property
    def _member(self) -> str:
        return self._quoted(self.member)


def _grouped(rows: Iterable[tuple[int, int]]) -> Iterator[Block]:
    """Yield rows, sorted by key, as blocks."""
    for key, members in groupby(rows, key=itemgetter(0)):
        yield key, [member for _key, member in members]
