"""Operators on fields with a fixed set of values, and on codes; an index can serve them."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kindred.criteria import values
from kindred.criteria.operator import Operator, negated
from kindred.criteria.operators.text import OPERATORS as TEXT
from kindred.criteria.scope import Scope
from kindred.criteria.subject import Subject


def _where_is(subject: Subject, value: str, _scope: Scope) -> Q:
    return Q(**{subject.key: value})


def _holds_is(present: str, value: str, _scope: Scope) -> bool:
    return present == value


def _where_in(subject: Subject, sought: tuple[str, ...], _scope: Scope) -> Q:
    return Q(**{f"{subject.key}__in": sought})


def _holds_in(present: Any, sought: tuple[str, ...], _scope: Scope) -> bool:
    return present in sought


IS = Operator(key="is", words=_("is"), takes="choice", read=values.choice, where=_where_is, holds=_holds_is)
IN = Operator(key="in", words=_("is one of"), takes="choices", read=values.choices, where=_where_in, holds=_holds_in)

OPERATORS = (
    IS,
    negated(IS, key="is_not", words=_("is not")),
    IN,
    negated(IN, key="not_in", words=_("is none of")),
    *(operator for operator in TEXT if operator.key in ("is_empty", "is_not_empty")),
)
