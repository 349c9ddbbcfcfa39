"""Operators on regions: a contact is in one whose countries include theirs, or that was written down for them."""

from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kindred.criteria import values
from kindred.criteria.operator import Operator, negated
from kindred.criteria.operators import text
from kindred.criteria.scope import Scope
from kindred.criteria.subject import Subject
from kindred.criteria.whereabouts import Written
from kindred.taxonomy.places.gazetteer import countries_called, countries_of


def _where_in(_subject: Subject, names: tuple[str, ...], _scope: Scope) -> Q:
    return Q(country__in=_countries(names))


def _holds_in(present: str, names: tuple[str, ...], _scope: Scope) -> bool:
    return present in _countries(names)


def _where_is(subject: Subject, name: str, scope: Scope) -> Q:
    return _where_in(subject, (name,), scope)


def _holds_is(present: str, name: str, scope: Scope) -> bool:
    return _holds_in(present, (name,), scope)


def _countries(names: tuple[str, ...]) -> list[str]:
    """Return the countries of these regions."""
    return sorted({country for name in names for country in countries_of(name)})


IS = Operator(key="is", words=_("is"), takes="choice", read=values.choice, where=_where_is, holds=_holds_is)
IN = Operator(key="in", words=_("is one of"), takes="choices", read=values.choices, where=_where_in, holds=_holds_in)

OPERATORS = (IN, negated(IN, key="not_in", words=_("is none of")), IS, negated(IS, key="is_not", words=_("is not")))


def _where_there(subject: Subject, name: str, scope: Scope) -> Q:
    there = countries_called(name)
    written = text.IS.where(subject, name, scope)
    return written | Q(country__in=sorted(there)) if there else written


def _holds_there(present: Written, name: str, scope: Scope) -> bool:
    return text.IS.holds(present, name, scope) or present.country in countries_called(name)


def _where_in_any(subject: Subject, names: tuple[str, ...], scope: Scope) -> Q:
    return reduce(or_, (_where_there(subject, name, scope) for name in names))


def _holds_in_any(present: Written, names: tuple[str, ...], scope: Scope) -> bool:
    return any(_holds_there(present, name, scope) for name in names)


_IS_THERE = Operator(key="is", words=_("is"), takes="text", read=values.text, where=_where_there, holds=_holds_there)
_IS_IN_ANY = Operator(
    key="in", words=_("is one of"), takes="texts", read=values.texts, where=_where_in_any, holds=_holds_in_any
)
_THERE = {
    operator.key: operator
    for operator in (
        _IS_THERE,
        negated(_IS_THERE, key="is_not", words=_("is not")),
        _IS_IN_ANY,
        negated(_IS_IN_ANY, key="not_in", words=_("is none of")),
    )
}

#: Of the region as it is written: by name it means every country in it, by a part of the name what is written.
OF_WRITTEN = tuple(_THERE.get(operator.key, operator) for operator in text.OPERATORS)
