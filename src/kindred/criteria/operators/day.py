"""Operators on days in a workspace's own fields: text such as 2026-12-31, which sorts as the days do."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, Value
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from kindred.criteria import values
from kindred.criteria.operator import Operator, negated
from kindred.criteria.scope import Scope
from kindred.criteria.subject import Subject


def _where_before(subject: Subject, day: date, _scope: Scope) -> Q:
    return Q(GreaterThan(_column(subject), Value(""))) & Q(LessThan(_column(subject), _text(day)))


def _where_after(subject: Subject, day: date, _scope: Scope) -> Q:
    return Q(GreaterThan(_column(subject), _text(day)))


def _where_on(subject: Subject, day: date, _scope: Scope) -> Q:
    return Q(Exact(_column(subject), _text(day)))


def _where_between(subject: Subject, first: date, last: date) -> Q:
    column = _column(subject)
    return Q(GreaterThanOrEqual(column, _text(first))) & Q(LessThanOrEqual(column, _text(last)))


def _where_within(subject: Subject, days: int, scope: Scope) -> Q:
    return _where_between(subject, _shifted(scope.today, -days), scope.today)


def _where_in_next(subject: Subject, days: int, scope: Scope) -> Q:
    return _where_between(subject, scope.today, _shifted(scope.today, days))


def _column(subject: Subject) -> Any:
    """Return what is compared: text that is never NULL."""
    return subject.column


def _text(day: date) -> Value:
    """Return a day as it is kept."""
    return Value(day.isoformat())


def _shifted(day: date, days: int) -> date:
    """Return a day so many days later, within the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def _holds_before(present: str, day: date, _scope: Scope) -> bool:
    return "" < present < day.isoformat()


def _holds_after(present: str, day: date, _scope: Scope) -> bool:
    return present > day.isoformat()


def _holds_on(present: str, day: date, _scope: Scope) -> bool:
    return present == day.isoformat()


def _holds_within(present: str, days: int, scope: Scope) -> bool:
    return _shifted(scope.today, -days).isoformat() <= present <= scope.today.isoformat()


def _holds_in_next(present: str, days: int, scope: Scope) -> bool:
    return scope.today.isoformat() <= present <= _shifted(scope.today, days).isoformat()


WITHIN = Operator(
    key="within_days",
    words=_("is in the last"),
    takes="days",
    read=values.days,
    where=_where_within,
    holds=_holds_within,
)

OPERATORS = (
    Operator(
        key="before", words=_("is before"), takes="day", read=values.day, where=_where_before, holds=_holds_before
    ),
    Operator(key="after", words=_("is after"), takes="day", read=values.day, where=_where_after, holds=_holds_after),
    Operator(key="on", words=_("is on"), takes="day", read=values.day, where=_where_on, holds=_holds_on),
    WITHIN,
    negated(WITHIN, key="not_within_days", words=_("is not in the last")),
    Operator(
        key="in_next_days",
        words=_("is in the next"),
        takes="days",
        read=values.days,
        where=_where_in_next,
        holds=_holds_in_next,
    ),
)
