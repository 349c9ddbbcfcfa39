"""Operators on days in a workspace's own fields: text such as 2026-12-31, which sorts as the days do."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, Value
from django.db.models.functions import Length, Substr
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from kindred.criteria import anniversaries, values
from kindred.criteria.day import Day
from kindred.criteria.operator import Operator, negated
from kindred.criteria.scope import Scope
from kindred.criteria.subject import Subject


def _where_before(subject: Subject, day: Day, scope: Scope) -> Q:
    return _there(subject) & Q(LessThan(_column(subject), _text(scope.day(day))))


def _where_until(subject: Subject, day: Day, scope: Scope) -> Q:
    return _there(subject) & Q(LessThanOrEqual(_column(subject), _text(scope.day(day))))


def _where_after(subject: Subject, day: Day, scope: Scope) -> Q:
    return Q(GreaterThan(_column(subject), _text(scope.day(day))))


def _where_since(subject: Subject, day: Day, scope: Scope) -> Q:
    return Q(GreaterThanOrEqual(_column(subject), _text(scope.day(day))))


def _where_on(subject: Subject, day: Day, scope: Scope) -> Q:
    return Q(Exact(_column(subject), _text(scope.day(day))))


def _where_between(subject: Subject, first: date, last: date) -> Q:
    column = _column(subject)
    return Q(GreaterThanOrEqual(column, _text(first))) & Q(LessThanOrEqual(column, _text(last)))


def _where_within(subject: Subject, days: int, scope: Scope) -> Q:
    return _where_between(subject, _shifted(scope.today, -days), scope.today)


def _where_in_next(subject: Subject, days: int, scope: Scope) -> Q:
    return _where_between(subject, scope.today, _shifted(scope.today, days))


def _where_anniversary_on(subject: Subject, day: Day, scope: Scope) -> Q:
    return _anniversary(subject, anniversaries.on(scope.day(day))) & _where_before(subject, day, scope)


def _where_anniversary_next(subject: Subject, days: int, scope: Scope) -> Q:
    return _anniversary(subject, anniversaries.within(scope.today, days)) & _where_before(subject, scope.today, scope)


def _anniversary(subject: Subject, meant: frozenset[anniversaries.MonthDay]) -> Q:
    """Return that it is a whole date that falls on one of these months and days."""
    column = _column(subject)
    return Q(Exact(Length(column), Value(10))) & Q(anniversaries.Among(Substr(column, 6, 5), tuple(_endings(meant))))


def _endings(meant: frozenset[anniversaries.MonthDay]) -> list[str]:
    """Return months and days as dates end with them."""
    return [f"{month:02}-{day:02}" for month, day in sorted(meant)]


def _there(subject: Subject) -> Q:
    """Return that there is a text at all."""
    return Q(GreaterThan(_column(subject), Value("")))


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


def _holds_before(present: str, day: Day, scope: Scope) -> bool:
    return "" < present < scope.day(day).isoformat()


def _holds_until(present: str, day: Day, scope: Scope) -> bool:
    return "" < present <= scope.day(day).isoformat()


def _holds_after(present: str, day: Day, scope: Scope) -> bool:
    return present > scope.day(day).isoformat()


def _holds_since(present: str, day: Day, scope: Scope) -> bool:
    return present >= scope.day(day).isoformat()


def _holds_on(present: str, day: Day, scope: Scope) -> bool:
    return present == scope.day(day).isoformat()


def _holds_within(present: str, days: int, scope: Scope) -> bool:
    return _shifted(scope.today, -days).isoformat() <= present <= scope.today.isoformat()


def _holds_in_next(present: str, days: int, scope: Scope) -> bool:
    return scope.today.isoformat() <= present <= _shifted(scope.today, days).isoformat()


def _holds_anniversary_on(present: str, day: Day, scope: Scope) -> bool:
    return _falls(present, anniversaries.on(scope.day(day))) and _holds_before(present, day, scope)


def _holds_anniversary_next(present: str, days: int, scope: Scope) -> bool:
    return _falls(present, anniversaries.within(scope.today, days)) and _holds_before(present, scope.today, scope)


def _falls(present: str, meant: frozenset[anniversaries.MonthDay]) -> bool:
    """Whether it is a whole date that falls on one of these months and days."""
    return len(present) == 10 and present[5:] in _endings(meant)


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
    Operator(
        key="since", words=_("is on or after"), takes="day", read=values.day, where=_where_since, holds=_holds_since
    ),
    Operator(
        key="until", words=_("is on or before"), takes="day", read=values.day, where=_where_until, holds=_holds_until
    ),
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
    anniversaries.asked_on(where=_where_anniversary_on, holds=_holds_anniversary_on),
    anniversaries.asked_next(where=_where_anniversary_next, holds=_holds_anniversary_next),
)
