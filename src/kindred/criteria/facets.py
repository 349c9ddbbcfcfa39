"""How those who meet criteria are spread over the values of a few fields."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from kindred.contacts.models import Contact
from kindred.contacts.models.contact import ContactQuerySet
from kindred.contacts.models.hanging import HANGING
from kindred.criteria.group import Group
from kindred.criteria.scope import Scope
from kindred.criteria.top import Top

#: What is counted beside a list, in this order.
USUAL = ("department", "seniority", "region", "country", "skills", "tags", "candidate_state", "owner")
#: Values that are named of each.
MOST = 20


@dataclass(frozen=True, kw_only=True)
class Facet:
    """A field, and how many have each of its commonest values."""

    key: str
    #: Value and number, the commonest first; the value of an owner is the id of the user.
    values: tuple[tuple[Any, int], ...]


def facets(criteria: Group | Top, scope: Scope, *, keys: Sequence[str] = USUAL, most: int = MOST) -> list[Facet]:
    """Return how those who meet criteria are spread; who has no value is not counted."""
    meeting = Contact.objects.of(scope.workspace).filter(criteria.where(scope))
    return [Facet(key=key, values=_values(meeting, key, most=most)) for key in keys]


def _values(meeting: ContactQuerySet, key: str, *, most: int) -> tuple[tuple[Any, int], ...]:
    """Return the commonest values of one field."""
    if key in HANGING:
        hanging = HANGING[key]
        links = hanging.link.objects.filter(contact__in=meeting.values("pk"))
        name = f"{hanging.column}__name"
        found = links.values_list(name).annotate(number=Count("pk")).order_by("-number", name)
    else:
        blank = {f"{key}__isnull": True} if key == "owner" else {key: ""}
        found = meeting.exclude(**blank).values_list(key).annotate(number=Count("pk")).order_by("-number", key)
    return tuple(found[:most])
