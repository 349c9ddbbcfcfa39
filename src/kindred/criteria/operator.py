"""What a condition can say about its subject."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise

from kindred.criteria.scope import Scope
from kindred.criteria.subject import Subject
from kindred.criteria.values import nothing

#: Raises ValueError with what is wrong.
Reader = Callable[[Any, Subject], Any]
Where = Callable[[Subject, Any, Scope], Q]
Holds = Callable[[Any, Any, Scope], bool]


@dataclass(frozen=True, kw_only=True)
class Operator:
    """One comparison: read from the document, put to the database, to one contact, and into words.

    Both ways of asking must agree, also about what is not there: "is not X" holds where there is no value.
    """

    key: str
    words: str | Promise
    #: What kind of value a form asks for: nothing, text, texts, choice, choices, days, day, number.
    takes: str
    read: Reader = field(repr=False)
    where: Where = field(repr=False)
    holds: Holds = field(repr=False)
    #: Whether it holds of a contact without a value, so that the sentence says so.
    says_unknown: bool = False

    @property
    def drifts(self) -> bool:
        """Whether time alone can turn it."""
        return self.takes == "days"


def negated(operator: Operator, *, key: str, words: str | Promise, says_unknown: bool = True) -> Operator:
    """Return the operator that holds exactly where this one does not."""

    def where(subject: Subject, value: Any, scope: Scope) -> Q:
        return ~operator.where(subject, value, scope)

    def holds(present: Any, value: Any, scope: Scope) -> bool:
        return not operator.holds(present, value, scope)

    return Operator(
        key=key,
        words=words,
        takes=operator.takes,
        read=operator.read,
        where=where,
        holds=holds,
        says_unknown=says_unknown and operator.key != "is_empty",
    )


def empty(*, words: str | Promise, where: Where, holds: Holds) -> Operator:
    """Return the operator that asks whether there is no value."""
    return Operator(key="is_empty", words=words, takes="nothing", read=nothing, where=where, holds=holds)
