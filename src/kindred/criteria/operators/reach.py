"""Operators on all addresses, numbers or pages of a contact: of the primary one and those beside it, any may be meant."""

from dataclasses import replace

from django.db.models import F, Q

from kindred.contacts.cleaning.point import MEDIA
from kindred.contacts.models import ContactPoint
from kindred.criteria.operator import Operator, negated
from kindred.criteria.operators import text
from kindred.criteria.scope import Scope
from kindred.criteria.subject import Subject


def _any(operator: Operator) -> Operator:
    """Return the operator that holds where it does of one of them."""

    def where(subject: Subject, value: object, scope: Scope) -> Q:
        medium = MEDIA[subject.key]
        primary = operator.where(replace(subject, column=F(medium)), value, scope)
        further = ContactPoint.objects.filter(workspace=scope.workspace, medium=medium)
        having = further.filter(operator.where(replace(subject, column=F("value")), value, scope))
        return primary | Q(pk__in=having.values("contact"))

    def holds(present: tuple[str, ...], value: object, scope: Scope) -> bool:
        return any(operator.holds(one, value, scope) for one in present)

    return replace(operator, where=where, holds=holds)


IS, IN, CONTAINS = _any(text.IS), _any(text.IN), _any(text.CONTAINS)
#: Nothing is further where nothing is primary.
IS_EMPTY = negated(
    _any(negated(text.IS_EMPTY, key="is_not_empty", words="")), key="is_empty", words=text.IS_EMPTY.words
)
_NEGATED = {operator.key: operator.words for operator in text.OPERATORS}

OPERATORS = (
    CONTAINS,
    negated(CONTAINS, key="not_contains", words=_NEGATED["not_contains"]),
    _any(text.STARTS_WITH),
    _any(text.ENDS_WITH),
    IS,
    negated(IS, key="is_not", words=_NEGATED["is_not"]),
    IN,
    negated(IN, key="not_in", words=_NEGATED["not_in"]),
    IS_EMPTY,
    negated(IS_EMPTY, key="is_not_empty", words=_NEGATED["is_not_empty"]),
)
