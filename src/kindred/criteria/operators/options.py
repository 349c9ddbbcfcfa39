"""Operators on choices in a workspace's own fields: one, several, or yes and no."""

from dataclasses import replace
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kindred.criteria import values
from kindred.criteria.operator import Operator, negated
from kindred.criteria.operators import custom, text
from kindred.criteria.scope import Scope
from kindred.criteria.subject import Subject
from kindred.kit.db.json_key import JSONHas, JSONTruth

_YES, _NO = (True,), (False,)


def _own(subject: Subject) -> str:
    """Return the key of the workspace's own field."""
    return subject.key.partition(":")[2]


def _where_any(subject: Subject, keys: tuple[str, ...], _scope: Scope) -> Q:
    return reduce(or_, (Q(JSONHas("custom", _own(subject), key)) for key in keys))


def _where_all(subject: Subject, keys: tuple[str, ...], _scope: Scope) -> Q:
    return reduce(and_, (Q(JSONHas("custom", _own(subject), key)) for key in keys))


def _where_yes(subject: Subject, _value: None, _scope: Scope) -> Q:
    return Q(JSONTruth("custom", _own(subject), *_YES))


def _where_no(subject: Subject, _value: None, _scope: Scope) -> Q:
    return Q(JSONTruth("custom", _own(subject), *_NO))


def _holds_any(present: Any, keys: tuple[str, ...], _scope: Scope) -> bool:
    return isinstance(present, list) and any(key in present for key in keys)


def _holds_all(present: Any, keys: tuple[str, ...], _scope: Scope) -> bool:
    return isinstance(present, list) and all(key in present for key in keys)


def _holds_yes(present: Any, _value: None, _scope: Scope) -> bool:
    return present is True


def _holds_no(present: Any, _value: None, _scope: Scope) -> bool:
    return present is False


_EMPTY = custom.OPERATORS
ANY = Operator(
    key="has_any", words=_("include any of"), takes="choices", read=values.choices, where=_where_any, holds=_holds_any
)
#: Of fields with several choices, kept as a list.
SEVERAL = (
    ANY,
    Operator(
        key="has_all",
        words=_("include all of"),
        takes="choices",
        read=values.choices,
        where=_where_all,
        holds=_holds_all,
    ),
    negated(ANY, key="has_none", words=_("include none of")),
)
#: Of fields that say yes or no; "is not yes" includes those of whom nothing is known.
YES_NO = tuple(
    Operator(key=key, words=words, takes="nothing", read=values.nothing, where=where, holds=holds)
    for key, words, where, holds in (
        ("is_yes", _("is yes"), _where_yes, _holds_yes),
        ("is_no", _("is no"), _where_no, _holds_no),
    )
)
IS = replace(text.IS, takes="choice", read=values.choice)
IN = replace(text.IN, takes="choices", read=values.choices)
#: Of fields with one choice, kept as text; documents read as text, forms offer the choices.
ONE = (
    IN,
    negated(IN, key="not_in", words=_("is none of")),
    IS,
    negated(IS, key="is_not", words=_("is not")),
    *_EMPTY,
)
SEVERAL_OR_NONE = (*SEVERAL, *_EMPTY)
YES_NO_OR_NONE = (*YES_NO, *_EMPTY)
