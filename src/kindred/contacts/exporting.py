"""Contacts as rows of a spreadsheet that an import can read again."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import Prefetch

from kindred.accounts.models import Workspace
from kindred.contacts.cleaning.point import MEDIA, said_points
from kindred.contacts.fields import FIELDS
from kindred.contacts.kinds import kinds_in
from kindred.contacts.models import Contact, ContactPoint, CustomField
from kindred.contacts.words import WORDS

#: Contacts read at once.
BATCH = 2_000
#: Cells that begin so would be run by a spreadsheet; a number with its sign would not.
_DANGEROUS = ("=", "@", "\t", "\r", "\n", "+", "-")


def columns(workspace: Workspace) -> list[str]:
    """Name the columns: the fields, what hangs on a contact, and the workspace's own fields."""
    return [*FIELDS, *MEDIA, "kinds", "owner", *WORDS, "created_at", *(field.key for field in _own(workspace))]


def rows(contacts: "models.QuerySet[Contact]", *, workspace: Workspace) -> Iterator[list[Any]]:
    """Yield the contacts as rows, in the order of their ids; memory stays flat however many there are."""
    own = _own(workspace)
    points = Prefetch("points", ContactPoint.objects.order_by("pk"))
    pool = contacts.select_related("company", "owner").prefetch_related(points, *WORDS).order_by("pk")
    last = 0
    while batch := list(pool.filter(pk__gt=last)[:BATCH]):
        for contact in batch:
            yield [*_fields(contact), *_hanging(contact), *(_own_value(contact, field) for field in own)]
        last = batch[-1].pk


def harmless(value: Any) -> Any:
    """Return the value as a spreadsheet shows it and never runs it: with an apostrophe before a formula."""
    if not isinstance(value, str) or not value.startswith(_DANGEROUS):
        return value
    is_number = value[0] in "+-" and not value[1:].strip(" 0123456789().,/-")
    return value if is_number else f"'{value}"


def _own(workspace: Workspace) -> list[CustomField]:
    """Return the workspace's own fields."""
    return list(CustomField.objects.of(workspace).select_related("workspace").order_by("key"))


def _own_value(contact: Contact, field: CustomField) -> Any:
    """Return the value of one of the workspace's own fields; numbers stay numbers."""
    value = contact.custom.get(field.key, "")
    return value if field.kind == CustomField.Kind.NUMBER else field.written(value)


def _fields(contact: Contact) -> Iterator[str]:
    """Return the values of the fields, in their order."""
    for key in FIELDS:
        value = (contact.company or "") if key == "company_name" else getattr(contact, key)
        yield "" if value is None else str(value)


def _hanging(contact: Contact) -> Iterator[str]:
    """Return further addresses, kinds and words as an import reads them, and the moment of creation."""
    for medium in MEDIA.values():
        yield said_points(point.as_point() for point in contact.points.all() if point.medium == medium)
    yield "; ".join(kind.key for kind in kinds_in(contact.kinds))
    yield contact.owner.email if contact.owner else ""
    for key in WORDS:
        yield "; ".join(sorted(word.name for word in getattr(contact, key).all()))
    yield contact.created_at.isoformat(timespec="seconds")
