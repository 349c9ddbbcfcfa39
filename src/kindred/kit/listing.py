"""A page of a large list that was narrowed down, and how many there are, both in little time whatever was asked.

An index serves an order only where enough rows match: walking it for ten among a million looks at all of them. So a
sample is taken first. Where matches are frequent, the order is walked and the total estimated; where they are rare,
they are gathered, counted exactly and sorted.
"""

from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

from django.db import models
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from kindred.kit.db.among import Among
from kindred.kit.db.slices import slices
from kindred.kit.paging import Order, Page

Row = TypeVar("Row", bound=models.Model)

#: A list of up to so many is counted exactly.
SMALL = 50_000
#: Of a larger one, so many stretches of rows that lie together are looked at.
STRETCHES = 40
STRETCH = 50
#: So many matches among them are frequent: 1 %.
FREQUENT = 20
#: Rare matches are gathered, up to this number.
RARE = 10_000


@dataclass(frozen=True, kw_only=True)
class Total:
    """How many there are, exactly or about."""

    number: int
    is_exact: bool = True

    def __str__(self) -> str:
        """Return it in words: "1,234", "about 12,000", "about 1.2 million"."""
        if self.is_exact:
            return number_format(self.number, force_grouping=True)
        digits = len(str(self.number))
        rounded = round(self.number, 2 - digits)
        if rounded >= 1_000_000:
            return _("about %(number)s million") % {"number": number_format(f"{rounded / 1_000_000:.3g}")}
        return _("about %(number)s") % {"number": number_format(rounded, force_grouping=True)}


@dataclass(frozen=True, kw_only=True)
class Listing(Generic[Row]):
    """A page of the rows that match, and how many they are."""

    page: Page[Row]
    total: Total


def listing(
    rows: QuerySet[Row],
    *,
    among: QuerySet[Row],
    order: Order,
    cursor: str = "",
    size: int = 50,
    are_few: bool = False,
) -> Listing[Row]:
    """Return a page of `rows`, which are some or all of the rows of one list, `among`.

    The rows of a page come with what both say to fetch with them. `are_few` says that an index is known to gather
    `rows`, so that no sample is needed.
    """
    if are_few or among.order_by().values("pk")[: SMALL + 1].count() <= SMALL:
        page = order.page(rows, cursor=cursor, size=size)
        return Listing(page=page, total=Total(number=rows.order_by().count()))
    sample = Sample.of(among)
    hits = sample.hits(rows)
    if hits < FREQUENT:
        found = list(rows.order_by().values_list("pk", flat=True)[: RARE + 1])
        if len(found) <= RARE:
            few = among.filter(Among("pk", found))
            return Listing(page=order.page(few, cursor=cursor, size=size), total=Total(number=len(found)))
    estimate = sample.population * hits // len(sample.ids)
    total = Total(number=max(estimate, RARE if hits < FREQUENT else hits), is_exact=False)
    return Listing(page=order.page(rows, cursor=cursor, size=size, shown=among), total=total)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Some rows of a list, and about how many the list has."""

    ids: list[int]
    population: int

    @classmethod
    def of(cls, rows: QuerySet[Any]) -> Self:
        """Return a sample of a long list: stretches that begin at evenly spread ids.

        The same rows give the same sample, so that an estimate does not flicker from page to page.
        """
        ids = rows.order_by("pk").values_list("pk")
        ((first,),), ((last,),) = slices([ids[:1], ids.reverse()[:1]])
        starts = (first + (last - first) * n // STRETCHES for n in range(STRETCHES))
        found = slices([ids.filter(pk__gte=start)[:STRETCH] for start in starts])
        stretches = [[pk for (pk,) in stretch] for stretch in found]
        spans = sum(stretch[-1] - stretch[0] + 1 for stretch in stretches)
        seen = sum(map(len, stretches))
        return cls(
            ids=sorted({pk for stretch in stretches for pk in stretch}), population=(last - first + 1) * seen // spans
        )

    def hits(self, rows: QuerySet[Any]) -> int:
        """Return how many of the sample are among these rows."""
        return rows.order_by().filter(Among("pk", self.ids)).count()
