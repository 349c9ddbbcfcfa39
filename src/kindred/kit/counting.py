"""Counting rows without making people wait: exactly while there are few, else by a fair guess."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Min, QuerySet

#: Up to here the count is exact; it takes some tens of milliseconds.
EXACT_UP_TO = 100_000


@dataclass(frozen=True, kw_only=True)
class Total:
    """How many rows there are."""

    number: int
    is_exact: bool


def total(rows: QuerySet[Any], *, among: QuerySet[Any], exact_up_to: int = EXACT_UP_TO) -> Total:
    """Count rows; beyond `exact_up_to` their number is guessed from how densely they stand among all rows.

    `among` is all rows that `rows` were narrowed from. Ids grow with time, so what is said of the first hundred
    thousand is roughly true of the rest; the guess is rounded to two figures, so that it does not look like more.
    """
    counted = rows.order_by()[: exact_up_to + 1].values("pk")
    number = counted.count()
    if number <= exact_up_to:
        return Total(number=number, is_exact=True)
    reached = rows.order_by("pk").values_list("pk", flat=True)[exact_up_to]
    ends = among.order_by().aggregate(first=Min("pk"), last=Max("pk"))
    share = (reached - ends["first"] + 1) / (ends["last"] - ends["first"] + 1)
    return Total(number=_rounded(number / min(share, 1)), is_exact=False)


def _rounded(number: float) -> int:
    """Round to two figures."""
    size: int = 10 ** (len(str(int(number))) - 2)
    return round(number / size) * size
