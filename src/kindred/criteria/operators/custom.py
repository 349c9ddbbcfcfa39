"""Operators on whether a workspace's own field has a value, whatever its kind."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kindred.criteria.operator import empty, negated
from kindred.criteria.scope import Scope
from kindred.criteria.subject import Subject


def _where_empty(subject: Subject, _value: None, _scope: Scope) -> Q:
    return ~Q(custom__has_key=subject.key.partition(":")[2])


def _holds_empty(present: object, _value: None, _scope: Scope) -> bool:
    return not present


IS_EMPTY = empty(words=_("is empty"), where=_where_empty, holds=_holds_empty)

OPERATORS = (IS_EMPTY, negated(IS_EMPTY, key="is_not_empty", words=_("is not empty")))
