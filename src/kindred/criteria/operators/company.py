"""Operators on what is known of a contact's company: asked of the companies first, of which there are fewer than contacts."""

from dataclasses import replace

from django.db.models import F, Q

from kindred.contacts.fields import COMPANY
from kindred.contacts.models import Company
from kindred.criteria.operator import Operator, negated
from kindred.criteria.operators import choice, text
from kindred.criteria.scope import Scope
from kindred.criteria.subject import Subject


def _of_company(operator: Operator) -> Operator:
    """Return the operator put to the company of a contact; it never holds of one without a company."""

    def where(subject: Subject, value: object, scope: Scope) -> Q:
        column = subject.key.removeprefix(COMPANY)
        about = replace(subject, key=column, column=F(column))
        return Q(company__in=Company.objects.filter(operator.where(about, value, scope), workspace=scope.workspace))

    return replace(operator, where=where)


def _asked(family: tuple[Operator, ...]) -> tuple[Operator, ...]:
    """Return the operators of a family, put to the company; negations hold where there is no company."""
    known = {operator.key: operator for operator in family}
    asked: list[Operator] = []
    for operator in family:
        positive = known.get(_POSITIVE.get(operator.key, ""))
        if operator.key == "is_empty":
            asked.append(negated(_of_company(known["is_not_empty"]), key="is_empty", words=operator.words))
        elif positive and operator.key != "is_not_empty":
            asked.append(negated(_of_company(positive), key=operator.key, words=operator.words))
        else:
            asked.append(_of_company(operator))
    return tuple(asked)


#: Negations → what they negate.
_POSITIVE = {"is_not": "is", "not_in": "in", "not_contains": "contains"}

OPERATORS = _asked(text.OPERATORS)
OF_CHOICES = _asked(choice.OPERATORS)
