"""Operators on the company's name: asked of the companies first, of which there are fewer than contacts."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kindred.contacts.models import Company
from kindred.criteria.operator import Operator, negated
from kindred.criteria.operators import text
from kindred.criteria.scope import Scope
from kindred.criteria.subject import Subject

#: The name, as a subject among companies.
_NAME = Subject(key="name", label=_("Company"), kind="text", column=F("name"), value_of=str)


def _of_company(operator: Operator) -> Operator:
    """Return the operator put to the company of a contact; it never holds of one without a company."""

    def where(_subject: Subject, value: object, scope: Scope) -> Q:
        return Q(company__in=Company.objects.filter(operator.where(_NAME, value, scope), workspace=scope.workspace))

    return Operator(
        key=operator.key,
        words=operator.words,
        takes=operator.takes,
        read=operator.read,
        where=where,
        holds=operator.holds,
    )


def _where_empty(_subject: Subject, _value: None, _scope: Scope) -> Q:
    return Q(company__isnull=True)


IS, IN, CONTAINS = _of_company(text.IS), _of_company(text.IN), _of_company(text.CONTAINS)
IS_EMPTY = Operator(
    key="is_empty",
    words=text.IS_EMPTY.words,
    takes="nothing",
    read=text.IS_EMPTY.read,
    where=_where_empty,
    holds=text.IS_EMPTY.holds,
)

OPERATORS = (
    IS,
    negated(IS, key="is_not", words=_("is not")),
    IN,
    negated(IN, key="not_in", words=_("is none of")),
    CONTAINS,
    negated(CONTAINS, key="not_contains", words=_("does not contain")),
    _of_company(text.STARTS_WITH),
    _of_company(text.ENDS_WITH),
    IS_EMPTY,
    negated(IS_EMPTY, key="is_not_empty", words=_("is not empty")),
)
