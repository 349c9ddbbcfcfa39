"""Paging by key: a page costs the same at the millionth row as at the first.

A cursor says "after this row" or "before this row" of one order. It is opaque and signed, so that it can stand in an
address; one that is broken, or of another order, means the first page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Row]):
    """Rows of one page, with the cursors of its neighbours; None where there is no neighbour."""

    rows: list[Row]
    previous: str | None
    next: str | None


@dataclass(frozen=True)
class Place:
    """A row to read on from, one way or the other: its value in the column of the order, and its id."""

    value: Any
    pk: int
    backwards: bool


class _Found(Protocol):
    """A row, or only what it is found by: its value in the column of the order, and its id."""

    place_value: Any
    pk: int


@dataclass(frozen=True, kw_only=True)
class Order:
    """An order of rows: by a column, then by id. Rows without a value come last, whichever way it runs."""

    #: What its cursors are known by.
    name: str
    column: str
    descending: bool = False
    #: Whether the column can be NULL.
    nullable: bool = False
    #: For a column of a related row: what further narrows those rows, so that their own index can be walked.
    related: Mapping[str, Any] = field(default_factory=dict)

    def page(
        self, rows: QuerySet[Row], *, cursor: str = "", size: int = 50, shown: QuerySet[Row] | None = None
    ) -> Page[Row]:
        """Return the page of these rows that the cursor points to; the first page for a cursor that points nowhere.

        Where many are to be walked past, `shown` is a queryset of at least these rows: then a page's rows are found by
        their keys alone, and only then read, as it says.
        """
        place = self._place(cursor)
        turn = self._backwards if place and place.backwards else self._forwards
        marked = rows.annotate(place_value=F(self.column))
        if shown is None:
            return turn(marked, place, size=size)  # type: ignore[arg-type]
        found = turn(marked.values_list("place_value", "pk", named=True), place, size=size)  # type: ignore[arg-type]
        keys = [key.pk for key in found.rows]
        read = {row.pk: row for row in shown.filter(pk__in=keys)}
        # One that somebody has deleted in this moment is left out.
        return Page(rows=[read[key] for key in keys if key in read], previous=found.previous, next=found.next)

    def _forwards(self, rows: QuerySet[Any], place: Place | None, *, size: int) -> Page[Any]:
        """Return the page after a place, or the first; the first too when nothing is left after the place."""
        found = self._find(rows, place, backwards=False, count=size + 1)
        if place and not found:
            return self._forwards(rows, None, size=size)
        shown = found[:size]
        return Page(
            rows=shown,
            previous=self._cursor(shown[0], backwards=True) if place else None,
            next=self._cursor(shown[-1], backwards=False) if len(found) > size else None,
        )

    def _backwards(self, rows: QuerySet[Any], place: Place, *, size: int) -> Page[Any]:
        """Return the page before a place; the first page, whole, when the way back ends within it."""
        found = self._find(rows, place, backwards=True, count=size + 1)
        if len(found) <= size:
            return self._forwards(rows, None, size=size)
        shown = found[size - 1 :: -1]
        return Page(
            rows=shown,
            previous=self._cursor(shown[0], backwards=True),
            next=self._cursor(shown[-1], backwards=False),
        )

    def _find(self, rows: QuerySet[Any], place: Place | None, *, backwards: bool, count: int) -> list[_Found]:
        """Return up to `count` rows beyond a place, in the order they are met on the way."""
        found: list[_Found] = []
        for stretch in self._stretches(rows, place, backwards=backwards):
            if len(found) < count:
                found += stretch[: count - len(found)]
        return found

    def _stretches(self, rows: QuerySet[Any], place: Place | None, *, backwards: bool) -> list[QuerySet[Any]]:
        """Return what lies on the way: rows with a value, and after them those without one."""
        falling = self.descending != backwards
        way = [rows.filter(**self._with_value).order_by(*_signed(self._keys, falling=falling))]
        if self.nullable:
            without = rows.filter(**{f"{self.column}__isnull": True})
            way.append(without.order_by(*_signed(("pk",), falling=falling)))
        if backwards:
            way.reverse()
        if place is None:
            return way
        if self.nullable and (place.value is None) != backwards:
            way = way[1:]
        return [way[0].filter(self._beyond(place, falling=falling)), *way[1:]]

    @property
    def _with_value(self) -> dict[str, Any]:
        """Return the condition of having a value."""
        return {f"{self.column}__isnull": False, **self.related} if self.nullable else dict(self.related)

    @property
    def _keys(self) -> tuple[str, ...]:
        """Return the columns that order the rows and tell any two apart."""
        return ("pk",) if self.column == "pk" else (self.column, "pk")

    def _beyond(self, place: Place, *, falling: bool) -> Q:
        """Return the condition of lying beyond a place, in a form that an index can serve."""
        if place.value is None or self.column == "pk":
            return Q(pk__lt=place.pk) if falling else Q(pk__gt=place.pk)
        if self.related:
            # No index spans two tables: the related one is entered at the value, and those beside it are looked at.
            way = "lt" if falling else "gt"
            at_or_beyond = Q(**{f"{self.column}__{way}e": place.value})
            return at_or_beyond & (Q(**{f"{self.column}__{way}": place.value}) | Q(**{f"pk__{way}": place.pk}))
        comparison = TupleLessThan if falling else TupleGreaterThan
        return Q(comparison((F(self.column), F("pk")), (place.value, place.pk)))

    def _cursor(self, key: _Found, *, backwards: bool) -> str:
        """Return the cursor that points beyond a row."""
        kept = {"at": key.place_value.isoformat()} if isinstance(key.place_value, datetime) else key.place_value
        return self._signer.sign_object([kept, key.pk, backwards])

    def _place(self, cursor: str) -> Place | None:
        """Return where a cursor points; None for one that is not ours."""
        try:
            value, pk, backwards = self._signer.unsign_object(cursor)
        except (BadSignature, ValueError):
            return None
        if isinstance(value, dict):
            value = datetime.fromisoformat(value["at"])
        return Place(value=value, pk=pk, backwards=backwards)

    @property
    def _signer(self) -> Signer:
        """Return what signs the cursors of this order, so that those of another mean nothing here."""
        return Signer(salt=f"kindred.kit.paging.{self.name}.{self.column}.{self.descending}")


def _signed(keys: tuple[str, ...], *, falling: bool) -> list[str]:
    """Return keys as `order_by` takes them."""
    return [f"-{key}" if falling else key for key in keys]
