"""Operators on kinds: a small set kept as the bits of one number."""

from typing import Any

from django.db.models import F, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from kindred.contacts.kinds import mask_of
from kindred.criteria import values
from kindred.criteria.operator import Operator, empty, negated
from kindred.criteria.scope import Scope
from kindred.criteria.subject import Subject


def _where_any(subject: Subject, names: tuple[str, ...], _scope: Scope) -> Q:
    return ~Q(Exact(_masked(subject, mask_of(names)), Value(0)))


def _where_all(subject: Subject, names: tuple[str, ...], _scope: Scope) -> Q:
    return Q(Exact(_masked(subject, mask_of(names)), Value(mask_of(names))))


def _where_empty(subject: Subject, _value: None, _scope: Scope) -> Q:
    return Q(**{subject.key: 0})


def _masked(subject: Subject, mask: int) -> Combinable:
    """Return the bits of the column that are in the mask."""
    return F(subject.key).bitand(mask)


def _holds_any(present: int, names: tuple[str, ...], _scope: Scope) -> bool:
    return present & mask_of(names) != 0


def _holds_all(present: int, names: tuple[str, ...], _scope: Scope) -> bool:
    return present & mask_of(names) == mask_of(names)


def _holds_empty(present: int, _value: Any, _scope: Scope) -> bool:
    return present == 0


ANY = Operator(
    key="has_any", words=_("include any of"), takes="choices", read=values.choices, where=_where_any, holds=_holds_any
)
IS_EMPTY = empty(words=_("are empty"), where=_where_empty, holds=_holds_empty)

OPERATORS = (
    ANY,
    Operator(
        key="has_all",
        words=_("include all of"),
        takes="choices",
        read=values.choices,
        where=_where_all,
        holds=_holds_all,
    ),
    negated(ANY, key="has_none", words=_("include none of"), says_unknown=False),
    IS_EMPTY,
    negated(IS_EMPTY, key="is_not_empty", words=_("are not empty")),
)
