"""Operators on free text, in any case."""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, Value
from django.db.models.expressions import Combinable
from django.db.models.lookups import Exact
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kindred.criteria import values
from kindred.criteria.operator import Operator, empty, negated
from kindred.criteria.scope import Scope
from kindred.criteria.subject import Subject
from kindred.kit import caseless
from kindred.kit.db.caseless import Caseless, CaselessContains, CaselessEndsWith, CaselessIs, CaselessStartsWith


def _comparison(key: str, words: str | Promise, sql: type[Caseless], python: Callable[[str, str], bool]) -> Operator:
    """Return the operator that compares by one of the caseless comparisons."""

    def where(subject: Subject, value: str, _scope: Scope) -> Q:
        return Q(sql(_column(subject), value))

    def holds(present: str, value: str, _scope: Scope) -> bool:
        return python(present, value)

    return Operator(key=key, words=words, takes="text", read=values.text, where=where, holds=holds)


def _where_in(subject: Subject, sought: tuple[str, ...], _scope: Scope) -> Q:
    return reduce(or_, (Q(CaselessIs(_column(subject), value)) for value in sought))


def _holds_in(present: str, sought: tuple[str, ...], _scope: Scope) -> bool:
    return any(caseless.same(present, value) for value in sought)


def _where_empty(subject: Subject, _value: None, _scope: Scope) -> Q:
    return Q(Exact(_column(subject), Value("")))


def _holds_empty(present: str, _value: None, _scope: Scope) -> bool:
    return present == ""


def _column(subject: Subject) -> Any:
    """Return what is compared: an expression that is never NULL."""
    if not isinstance(subject.column, Combinable):
        raise TypeError(subject.key)
    return subject.column


IS = _comparison("is", _("is"), CaselessIs, caseless.same)
IN = Operator(key="in", words=_("is one of"), takes="texts", read=values.texts, where=_where_in, holds=_holds_in)
CONTAINS = _comparison("contains", _("contains"), CaselessContains, caseless.contains)
STARTS_WITH = _comparison("starts_with", _("starts with"), CaselessStartsWith, caseless.starts_with)
ENDS_WITH = _comparison("ends_with", _("ends with"), CaselessEndsWith, caseless.ends_with)
IS_EMPTY = empty(words=_("is empty"), where=_where_empty, holds=_holds_empty)

OPERATORS = (
    IS,
    negated(IS, key="is_not", words=_("is not")),
    IN,
    negated(IN, key="not_in", words=_("is none of")),
    CONTAINS,
    negated(CONTAINS, key="not_contains", words=_("does not contain")),
    STARTS_WITH,
    ENDS_WITH,
    IS_EMPTY,
    negated(IS_EMPTY, key="is_not_empty", words=_("is not empty")),
)
