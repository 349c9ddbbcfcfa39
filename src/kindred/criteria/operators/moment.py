"""Operators on moments, which may be missing; days begin at midnight in the workspace's time zone."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kindred.criteria import values
from kindred.criteria.operator import Operator, negated
from kindred.criteria.scope import Scope
from kindred.criteria.subject import Subject


def _where(subject: Subject, **bounds: Any) -> Q:
    """Return that there is a moment within bounds; that there is one is asked first, so that no negation meets NULL."""
    there = Q(**{f"{subject.key}__isnull": False})
    return there & Q(**{f"{subject.key}__{bound}": moment for bound, moment in bounds.items()})


def _where_before(subject: Subject, day: date, scope: Scope) -> Q:
    return _where(subject, lt=scope.start_of(day))


def _where_after(subject: Subject, day: date, scope: Scope) -> Q:
    return _where(subject, gte=scope.start_of(day + timedelta(days=1)))


def _where_on(subject: Subject, day: date, scope: Scope) -> Q:
    return _where(subject, gte=scope.start_of(day), lt=scope.start_of(day + timedelta(days=1)))


def _where_within(subject: Subject, days: int, scope: Scope) -> Q:
    return _where(subject, gte=scope.ago(days=days), lte=scope.now)


def _where_empty(subject: Subject, _value: None, _scope: Scope) -> Q:
    return Q(**{f"{subject.key}__isnull": True})


def _holds_before(present: datetime | None, day: date, scope: Scope) -> bool:
    return present is not None and present < scope.start_of(day)


def _holds_after(present: datetime | None, day: date, scope: Scope) -> bool:
    return present is not None and present >= scope.start_of(day + timedelta(days=1))


def _holds_on(present: datetime | None, day: date, scope: Scope) -> bool:
    return not _holds_before(present, day, scope) and not _holds_after(present, day, scope) and present is not None


def _holds_within(present: datetime | None, days: int, scope: Scope) -> bool:
    return present is not None and scope.ago(days=days) <= present <= scope.now


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
IS_EMPTY = Operator(
    key="is_empty",
    words=_("is empty"),
    takes="nothing",
    read=values.nothing,
    where=_where_empty,
    holds=_holds_empty,
)

OPERATORS = (
    Operator(
        key="before", words=_("is before"), takes="day", read=values.day, where=_where_before, holds=_holds_before
    ),
    Operator(key="after", words=_("is after"), takes="day", read=values.day, where=_where_after, holds=_holds_after),
    Operator(key="on", words=_("is on"), takes="day", read=values.day, where=_where_on, holds=_holds_on),
    WITHIN,
    negated(WITHIN, key="not_within_days", words=_("is not in the last")),
    IS_EMPTY,
    negated(IS_EMPTY, key="is_not_empty", words=_("is not empty")),
)
