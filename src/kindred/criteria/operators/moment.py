"""Operators on moments, which may be missing; days begin at midnight in the workspace's time zone."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.db.models.functions import ExtractDay, ExtractMonth
from django.utils.translation import gettext_lazy as _

from kindred.criteria import anniversaries, values
from kindred.criteria.day import Day
from kindred.criteria.operator import Operator, empty, negated
from kindred.criteria.scope import Scope
from kindred.criteria.subject import Subject


def _where(subject: Subject, **bounds: Any) -> Q:
    """Return that there is a moment within bounds; that there is one is asked first, so that no negation meets NULL."""
    if subject.bounded:
        return subject.bounded(bounds)
    there = Q(**{f"{subject.key}__isnull": False})
    return there & Q(**{f"{subject.key}__{bound}": moment for bound, moment in bounds.items()})


def _where_before(subject: Subject, day: Day, scope: Scope) -> Q:
    return _where(subject, lt=scope.start_of(day))


def _where_until(subject: Subject, day: Day, scope: Scope) -> Q:
    return _where(subject, lt=scope.start_of(day, later=1))


def _where_after(subject: Subject, day: Day, scope: Scope) -> Q:
    return _where(subject, gte=scope.start_of(day, later=1))


def _where_since(subject: Subject, day: Day, scope: Scope) -> Q:
    return _where(subject, gte=scope.start_of(day))


def _where_on(subject: Subject, day: Day, scope: Scope) -> Q:
    return _where(subject, gte=scope.start_of(day), lt=scope.start_of(day, later=1))


def _where_within(subject: Subject, days: int, scope: Scope) -> Q:
    return _where(subject, gte=scope.ago(days=days), lte=scope.now)


def _where_anniversary_on(subject: Subject, day: Day, scope: Scope) -> Q:
    return _anniversary(subject, anniversaries.on(scope.day(day)), _where(subject, lt=scope.start_of(day)), scope)


def _where_anniversary_next(subject: Subject, days: int, scope: Scope) -> Q:
    past = _where(subject, lt=scope.start_of(scope.today))
    return _anniversary(subject, anniversaries.within(scope.today, days), past, scope)


def _anniversary(subject: Subject, meant: frozenset[tuple[int, int]], past: Q, scope: Scope) -> Q:
    """Return that a past moment fell on one of these months and days."""
    by_month: dict[int, list[int]] = {}
    for month, day in sorted(meant):
        by_month.setdefault(month, []).append(day)
    fell = Q(pk__in=[])
    for month, days in by_month.items():
        fell |= Q(anniversaries.Among(ExtractMonth(subject.key, tzinfo=scope.zone), (month,))) & Q(
            anniversaries.Among(ExtractDay(subject.key, tzinfo=scope.zone), tuple(days))
        )
    return past & fell


def _where_empty(subject: Subject, _value: None, _scope: Scope) -> Q:
    return ~subject.bounded({}) if subject.bounded else Q(**{f"{subject.key}__isnull": True})


def _holds_before(present: datetime | None, day: Day, scope: Scope) -> bool:
    return present is not None and present < scope.start_of(day)


def _holds_until(present: datetime | None, day: Day, scope: Scope) -> bool:
    return present is not None and present < scope.start_of(day, later=1)


def _holds_after(present: datetime | None, day: Day, scope: Scope) -> bool:
    return present is not None and present >= scope.start_of(day, later=1)


def _holds_since(present: datetime | None, day: Day, scope: Scope) -> bool:
    return present is not None and present >= scope.start_of(day)


def _holds_on(present: datetime | None, day: Day, scope: Scope) -> bool:
    return _holds_since(present, day, scope) and _holds_until(present, day, scope)


def _holds_within(present: datetime | None, days: int, scope: Scope) -> bool:
    return present is not None and scope.ago(days=days) <= present <= scope.now


def _holds_anniversary_on(present: datetime | None, day: Day, scope: Scope) -> bool:
    if present is None or present >= scope.start_of(day):
        return False
    return anniversaries.falls(scope.local_day(present), anniversaries.on(scope.day(day)))


def _holds_anniversary_next(present: datetime | None, days: int, scope: Scope) -> bool:
    if present is None or present >= scope.start_of(scope.today):
        return False
    return anniversaries.falls(scope.local_day(present), anniversaries.within(scope.today, days))


def _holds_empty(present: datetime | None, _value: None, _scope: Scope) -> bool:
    return present is None


WITHIN = Operator(
    key="within_days",
    words=_("is in the last"),
    takes="days",
    read=values.days,
    where=_where_within,
    holds=_holds_within,
)
IS_EMPTY = empty(words=_("is empty"), where=_where_empty, holds=_holds_empty)

#: Those on moments that are no column.
WITHOUT_COLUMN = (
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
    IS_EMPTY,
    negated(IS_EMPTY, key="is_not_empty", words=_("is not empty")),
)
OPERATORS = (
    *WITHOUT_COLUMN[:-2],
    anniversaries.asked_on(where=_where_anniversary_on, holds=_holds_anniversary_on),
    anniversaries.asked_next(where=_where_anniversary_next, holds=_holds_anniversary_next),
    *WITHOUT_COLUMN[-2:],
)
