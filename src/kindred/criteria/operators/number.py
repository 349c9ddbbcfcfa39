"""Operators on numbers, in columns and in a workspace's own fields; a number may be missing."""

from collections.abc import Callable
from operator import eq, ge, gt, le, lt
from typing import Any

from django.db.models import Q, Value
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, IsNull, LessThan, LessThanOrEqual, Lookup
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kindred.criteria import values
from kindred.criteria.operator import Operator, empty, negated
from kindred.criteria.scope import Scope
from kindred.criteria.subject import Subject
from kindred.kit.db.json_key import JSONNumber


def _comparison(
    key: str, words: str | Promise, sql: "type[Lookup[float]]", python: Callable[[float, float], bool]
) -> Operator:
    """Return the operator that compares one way."""

    def where(subject: Subject, value: float, _scope: Scope) -> Q:
        number = _column(subject)
        # That there is one is asked first, so that no negation meets NULL.
        return Q(IsNull(number, False)) & Q(sql(number, Value(value)))  # noqa: FBT003 (Django's own signature)

    def holds(present: object, value: float, _scope: Scope) -> bool:
        return _is_number(present) and python(float(present), value)  # type: ignore[arg-type]

    return Operator(key=key, words=words, takes="number", read=values.number, where=where, holds=holds)


def _column(subject: Subject) -> Any:
    """Return the column, or the number under the key of the workspace's own field."""
    return subject.column or JSONNumber("custom", subject.key.partition(":")[2])


def _where_empty(subject: Subject, _value: None, _scope: Scope) -> Q:
    return Q(IsNull(_column(subject), True))  # noqa: FBT003 (Django's own signature)


def _holds_empty(present: object, _value: None, _scope: Scope) -> bool:
    return present is None


def _is_number(present: object) -> bool:
    """Whether the value is a number; to JSON, true and false are not."""
    return isinstance(present, int | float) and not isinstance(present, bool)


IS = _comparison("is", _("is"), Exact, eq)

OPERATORS = (
    IS,
    negated(IS, key="is_not", words=_("is not")),
    _comparison("more_than", _("is more than"), GreaterThan, gt),
    _comparison("less_than", _("is less than"), LessThan, lt),
    _comparison("at_least", _("is at least"), GreaterThanOrEqual, ge),
    _comparison("at_most", _("is at most"), LessThanOrEqual, le),
)

IS_EMPTY = empty(words=_("is empty"), where=_where_empty, holds=_holds_empty)
#: Of numbers in columns; whether an own field has a value is asked whatever its kind.
OF_COLUMNS = (*OPERATORS, IS_EMPTY, negated(IS_EMPTY, key="is_not_empty", words=_("is not empty")))
