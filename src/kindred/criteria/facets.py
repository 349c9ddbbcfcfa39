"""How contacts are spread over the values of a field: beside a list, and where values are to be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F

from kindred.contacts.fields import COMPANY, COMPANY_FIELDS, CUSTOM, FIELDS
from kindred.contacts.kinds import Kind
from kindred.contacts.models import Contact
from kindred.contacts.models.contact import ContactQuerySet
from kindred.contacts.models.hanging import HANGING
from kindred.criteria.group import Group
from kindred.criteria.scope import Scope
from kindred.criteria.top import Top
from kindred.kit.db.json_key import JSONText

#: What is counted beside a list, in this order.
USUAL = ("department", "seniority", "region", "country", "skills", "tags", "candidate_state", "owner")
#: Values that are named of each.
MOST = 20
#: A value, and how many contacts have it; the value of an owner is the id of the user.
Counted = tuple[tuple[Any, int], ...]


@dataclass(frozen=True, kw_only=True)
class Facet:
    """A field, and how many have each of its commonest values."""

    key: str
    #: The commonest first.
    values: Counted


def facets(criteria: Group | Top, scope: Scope, *, keys: Sequence[str] = USUAL, most: int = MOST) -> list[Facet]:
    """Return how those who meet criteria are spread; who has no value is not counted."""
    meeting = Contact.objects.of(scope.workspace).filter(criteria.where(scope))
    return [Facet(key=key, values=spread(meeting, key, most=most)) for key in keys]


def spread(contacts: ContactQuerySet, key: str, *, most: int, like: str = "") -> Counted:
    """Return the commonest values of one field among contacts, or of those values that hold what is typed."""
    if key in HANGING:
        return _words(contacts, key, most=most, like=like)
    if key == "kinds":
        return _kinds(contacts, most=most)
    column = _column(key)
    if not column:
        return ()
    if column == "custom":
        valued = contacts.annotate(valued=JSONText("custom", key.removeprefix(CUSTOM)))
    else:
        valued = contacts.annotate(valued=F(column))
    valued = (
        valued.exclude(valued__isnull=True)
        if key == "owner"
        else valued.exclude(valued__isnull=True).exclude(valued="")
    )
    if like:
        valued = valued.filter(valued__icontains=like)
    return tuple(
        valued.order_by().values_list("valued").annotate(number=Count("pk")).order_by("-number", "valued")[:most]
    )


def _words(contacts: ContactQuerySet, key: str, *, most: int, like: str) -> Counted:
    """Count the words of a family."""
    hanging = HANGING[key]
    name = f"{hanging.column}__name"
    links = hanging.link.objects.filter(contact__in=contacts.order_by().values("pk"))
    if like:
        links = links.filter(**{f"{name}__icontains": like})
    return tuple(links.values_list(name).annotate(number=Count("pk")).order_by("-number", name)[:most])


def _kinds(contacts: ContactQuerySet, *, most: int) -> Counted:
    """Count the kinds, of which one contact may have several."""
    found = [(kind.key, contacts.alias(bit=F("kinds").bitand(kind.value)).exclude(bit=0).count()) for kind in Kind]
    return tuple(sorted((one for one in found if one[1]), key=lambda one: -one[1])[:most])


def _column(key: str) -> str:
    """Return the column a field is kept in; nothing where its values are not worth counting."""
    if key == "owner" or (key in FIELDS and key != "company_name"):
        return "" if key in FIELDS and FIELDS[key].is_number else key
    if key == "company_name" or key in COMPANY_FIELDS or f"{COMPANY}{key}" in COMPANY_FIELDS:
        return f"company__{key.removeprefix(COMPANY)}"
    if key == "business_region":
        return ""
    return "custom" if key.startswith(CUSTOM) else ""
