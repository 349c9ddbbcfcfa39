"""Days that come round every year; who was born on 29 February celebrates on the 28th in other years."""

from calendar import isleap
from datetime import date, timedelta
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext_lazy as _

from kindred.criteria import values
from kindred.criteria.operator import Holds, Operator, Where

#: Month and day.
MonthDay = tuple[int, int]
Sql = tuple[str, tuple[Any, ...]]


def on(day: date) -> frozenset[MonthDay]:
    """Return the months and days whose anniversary is on a day."""
    return within(day, 0)


def within(first: date, days: int) -> frozenset[MonthDay]:
    """Return the months and days whose anniversary is on a day or one of so many days after it."""
    coming = [first + timedelta(days=n) for n in range(min(days, 366) + 1) if n <= (date.max - first).days]
    meant = {(day.month, day.day) for day in coming}
    if any((day.month, day.day) == (2, 28) and not isleap(day.year) for day in coming):
        meant.add((2, 29))
    return frozenset(meant)


def falls(day: date, meant: frozenset[MonthDay]) -> bool:
    """Whether a day's anniversary is among these."""
    return (day.month, day.day) in meant


class Among(Func):
    """Whether an expression is one of a few whole numbers or texts."""

    output_field = BooleanField()

    def __init__(self, expression: Any, values: tuple[Any, ...]) -> None:
        super().__init__(expression)
        self.values = values

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any) -> Sql:  # noqa: ARG002
        """Write it as IN."""
        sql, params = compiler.compile(self.source_expressions[0])
        return f"({sql}) IN ({', '.join(['%s'] * len(self.values))})", (*params, *self.values)

    as_postgresql = as_sqlite


def asked_on(*, where: Where, holds: Holds) -> Operator:
    """Return the operator that asks whether the anniversary is on a day."""
    words = _("has its anniversary on")
    return Operator(key="anniversary_on", words=words, takes="day", read=values.day, where=where, holds=holds)


def asked_next(*, where: Where, holds: Holds) -> Operator:
    """Return the operator that asks whether the anniversary is in the next so many days."""
    words = _("has its anniversary in the next")
    return Operator(
        key="anniversary_in_next_days", words=words, takes="days", read=values.days, where=where, holds=holds
    )
