"""Operators on words that hang on a contact (tags, skills, communities, topics), named in any case."""

from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from kindred.contacts.models.hanging import HANGING
from kindred.criteria import values
from kindred.criteria.linked import linked
from kindred.criteria.operator import Operator, empty, negated
from kindred.criteria.scope import Scope
from kindred.criteria.subject import Subject


def _read(raw: Any, subject: Subject) -> tuple[str, ...]:
    """Read names as they are compared; `present` of a contact is a set of such."""
    return tuple(dict.fromkeys(HANGING[subject.key].word.key_of(name) for name in values.texts(raw, subject)))


def _where_any(subject: Subject, names: tuple[str, ...], scope: Scope) -> Q:
    # The ids are looked up first: with them at hand the database walks one index.
    hanging = HANGING[subject.key]
    words = hanging.word.objects.filter(workspace=scope.workspace, name_key__in=names)
    having = hanging.link.objects.filter(**{f"{hanging.column}__in": list(words.values_list("pk", flat=True))})
    return linked(having)


def _where_all(subject: Subject, names: tuple[str, ...], scope: Scope) -> Q:
    return reduce(and_, (_where_any(subject, (name,), scope) for name in names))


def _where_empty(subject: Subject, _value: None, _scope: Scope) -> Q:
    return ~Q(Exists(HANGING[subject.key].link.objects.filter(contact=OuterRef("pk"))))


def _holds_any(present: set[str], names: tuple[str, ...], _scope: Scope) -> bool:
    return not present.isdisjoint(names)


def _holds_all(present: set[str], names: tuple[str, ...], _scope: Scope) -> bool:
    return present.issuperset(names)


def _holds_empty(present: set[str], _value: None, _scope: Scope) -> bool:
    return not present


ANY = Operator(key="has_any", words=_("include any of"), takes="texts", read=_read, where=_where_any, holds=_holds_any)
IS_EMPTY = empty(words=_("are empty"), where=_where_empty, holds=_holds_empty)

OPERATORS = (
    ANY,
    Operator(key="has_all", words=_("include all of"), takes="texts", read=_read, where=_where_all, holds=_holds_all),
    negated(ANY, key="has_none", words=_("include none of"), says_unknown=False),
    IS_EMPTY,
    negated(IS_EMPTY, key="is_not_empty", words=_("are not empty")),
)
