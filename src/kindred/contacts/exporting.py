"""Contacts as rows of a spreadsheet that an import can read again."""

from collections.abc import Iterator
from typing import Any

from django.db import models

from kindred.accounts.models import Workspace
from kindred.contacts.fields import FIELDS
from kindred.contacts.kinds import kinds_in
from kindred.contacts.models import Contact

#: Contacts read at once.
BATCH = 2_000
#: Cells that begin so would be run by a spreadsheet; a number with its sign would not.
_DANGEROUS = ("=", "@", "\t", "\r", "\n", "+", "-")


def columns(workspace: Workspace) -> list[str]:
    """Name the columns: the fields, what hangs on a contact, and the workspace's own fields."""
    return [*FIELDS, "kinds", "tags", "skills", "created_at", *_own(workspace)]


def rows(contacts: "models.QuerySet[Contact]", *, workspace: Workspace) -> Iterator[list[Any]]:
    """Yield the contacts as rows, in the order of their ids; memory stays flat however many there are."""
    own = _own(workspace)
    pool = contacts.select_related("company").prefetch_related("tags", "skills").order_by("pk")
    last = 0
    while batch := list(pool.filter(pk__gt=last)[:BATCH]):
        for contact in batch:
            yield [*_fields(contact), *_hanging(contact), *(contact.custom.get(key, "") for key in own)]
        last = batch[-1].pk


def harmless(value: Any) -> Any:
    """Return the value as a spreadsheet shows it and never runs it: with an apostrophe before a formula."""
    if not isinstance(value, str) or not value.startswith(_DANGEROUS):
        return value
    is_number = value[0] in "+-" and not value[1:].strip(" 0123456789().,/-")
    return value if is_number else f"'{value}"


def _own(workspace: Workspace) -> list[str]:
    """Return the keys of the workspace's own fields."""
    return list(workspace.custom_fields.order_by("key").values_list("key", flat=True))


def _fields(contact: Contact) -> Iterator[str]:
    """Return the values of the fields, in their order."""
    for key in FIELDS:
        yield str(contact.company or "") if key == "company_name" else getattr(contact, key)


def _hanging(contact: Contact) -> Iterator[str]:
    """Return kinds, tags and skills as an import reads them, and the moment of creation."""
    yield "; ".join(kind.key for kind in kinds_in(contact.kinds))
    yield "; ".join(sorted(tag.name for tag in contact.tags.all()))
    yield "; ".join(sorted(skill.name for skill in contact.skills.all()))
    yield contact.created_at.isoformat(timespec="seconds")
