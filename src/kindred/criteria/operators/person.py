"""Operators on a member of the workspace, named by the id of the user."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kindred.criteria import values
from kindred.criteria.operator import Operator, empty, negated
from kindred.criteria.scope import Scope
from kindred.criteria.subject import Subject


def _read(raw: Any, subject: Subject) -> str:
    """Read the id of a user."""
    read = values.choice(raw, subject)
    if not (read.isascii() and read.isdecimal() and len(read) < 18):
        raise ValueError(_now("Choose a member of the workspace."))
    return read


def _read_several(raw: Any, subject: Subject) -> tuple[str, ...]:
    """Read ids of users."""
    return tuple(_read(one, subject) for one in values.choices(raw, subject))


def _where_is(subject: Subject, user: str, scope: Scope) -> Q:
    return _where_in(subject, (user,), scope)


def _where_in(subject: Subject, users: tuple[str, ...], _scope: Scope) -> Q:
    there = Q(**{f"{subject.key}__isnull": False})
    return there & Q(**{f"{subject.key}__in": [int(user) for user in users]})


def _where_empty(subject: Subject, _value: None, _scope: Scope) -> Q:
    return Q(**{f"{subject.key}__isnull": True})


def _holds_is(present: str, user: str, _scope: Scope) -> bool:
    return present == user


def _holds_in(present: str, users: tuple[str, ...], _scope: Scope) -> bool:
    return present in users


def _holds_empty(present: str, _value: None, _scope: Scope) -> bool:
    return present == ""


IS = Operator(key="is", words=_("is"), takes="choice", read=_read, where=_where_is, holds=_holds_is)
IN = Operator(key="in", words=_("is one of"), takes="choices", read=_read_several, where=_where_in, holds=_holds_in)
IS_EMPTY = empty(words=_("is empty"), where=_where_empty, holds=_holds_empty)

OPERATORS = (
    IS,
    negated(IS, key="is_not", words=_("is not")),
    IN,
    negated(IN, key="not_in", words=_("is none of")),
    IS_EMPTY,
    negated(IS_EMPTY, key="is_not_empty", words=_("is not empty")),
)
