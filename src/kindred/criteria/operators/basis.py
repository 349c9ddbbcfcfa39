"""Operators on what allows to use a contact's data: consent and other legal bases."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kindred.contacts.models import Basis
from kindred.contacts.models.basis import holding
from kindred.criteria import values
from kindred.criteria.operator import Operator, empty, negated
from kindred.criteria.scope import Scope
from kindred.criteria.subject import Subject

#: The rows of a contact's ledger.
Rows = Sequence[Basis]


def _theirs(scope: Scope) -> "QuerySet[Basis]":
    return Basis.objects.filter(contact=OuterRef("pk")).in_force(scope.now)


def _where_any(_subject: Subject, purposes: tuple[str, ...], scope: Scope) -> Q:
    return Q(Exists(_theirs(scope).filter(purpose__in=purposes)))


def _where_withdrawn(_subject: Subject, purposes: tuple[str, ...], scope: Scope) -> Q:
    last = Basis.objects.filter(contact=OuterRef("pk")).current()
    return Q(Exists(last.filter(purpose__in=purposes, state=Basis.State.WITHDRAWN, at__lte=scope.now)))


def _where_ending(_subject: Subject, days: int, scope: Scope) -> Q:
    return Q(Exists(_theirs(scope).filter(expires_at__lte=scope.now + timedelta(days=days))))


def _where_empty(_subject: Subject, _value: None, scope: Scope) -> Q:
    return ~Q(Exists(_theirs(scope)))


def _holds_any(present: Rows, purposes: tuple[str, ...], scope: Scope) -> bool:
    return any(row.purpose in purposes for row in holding(present, scope.now))


def _holds_withdrawn(present: Rows, purposes: tuple[str, ...], scope: Scope) -> bool:
    return any(
        row.is_latest and row.state == Basis.State.WITHDRAWN and row.purpose in purposes and row.at <= scope.now
        for row in present
    )


def _holds_ending(present: Rows, days: int, scope: Scope) -> bool:
    until = scope.now + timedelta(days=days)
    return any(row.expires_at is not None and row.expires_at <= until for row in holding(present, scope.now))


def _holds_empty(present: Rows, _value: None, scope: Scope) -> bool:
    return not holding(present, scope.now)


ANY = Operator(
    key="allows_any", words=_("allows any of"), takes="choices", read=values.choices, where=_where_any, holds=_holds_any
)
IS_EMPTY = empty(words=_("is missing"), where=_where_empty, holds=_holds_empty)

OPERATORS = (
    ANY,
    negated(ANY, key="allows_none", words=_("allows none of")),
    Operator(
        key="withdrawn_any",
        words=_("was withdrawn for any of"),
        takes="choices",
        read=values.choices,
        where=_where_withdrawn,
        holds=_holds_withdrawn,
    ),
    Operator(
        key="in_next_days",
        words=_("ends in the next"),
        takes="days",
        read=values.days,
        where=_where_ending,
        holds=_holds_ending,
    ),
    IS_EMPTY,
    negated(IS_EMPTY, key="is_not_empty", words=_("is on record")),
)
