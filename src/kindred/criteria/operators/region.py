"""Operators on regions of business: a contact is in one whose countries include theirs."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kindred.criteria import values
from kindred.criteria.operator import Operator, negated
from kindred.criteria.scope import Scope
from kindred.criteria.subject import Subject
from kindred.taxonomy.places.gazetteer import countries_of


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
