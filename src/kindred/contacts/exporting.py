"""Contacts as rows of a spreadsheet that an import can read again."""

from collections.abc import Callable, Collection, Iterator
from typing import IO, Any

from django.db import models
from django.db.models import Prefetch

from kindred.accounts.models import Workspace
from kindred.contacts.cleaning.point import MEDIA, said_points
from kindred.contacts.cleaning.several import joined
from kindred.contacts.errors import TooManyForFormat, UnknownColumns
from kindred.contacts.fields import FIELDS
from kindred.contacts.formats.format import Format
from kindred.contacts.kinds import kinds_in
from kindred.contacts.models import Contact, ContactPoint, CustomField
from kindred.contacts.words import WORDS

#: Contacts read at once.
BATCH = 2_000
#: Contacts between two words about how many are written.
TOLD = 1_000


def columns(workspace: Workspace) -> list[str]:
    """Name the columns: the fields, what hangs on a contact, and the workspace's own fields."""
    return [*FIELDS, *MEDIA, "kinds", "owner", *WORDS, "created_at", *(field.key for field in _own(workspace))]


def write(
    contacts: "models.QuerySet[Contact]",
    *,
    workspace: Workspace,
    format: Format,  # noqa: A002 (what it is of a file)
    file: IO[bytes],
    chosen: Collection[str] = (),
    tell: Callable[[int], None] = lambda _done: None,
) -> int:
    """Write contacts into a file and return how many there were; memory stays flat, however many there are.

    `chosen` are the columns, where it should not be all; `tell` hears now and then how many are written.
    Raises TooManyForFormat, UnknownColumns.
    """
    if format.most is not None and contacts.count() > format.most:
        raise TooManyForFormat
    every = columns(workspace)
    if unknown := [key for key in chosen if key not in every]:
        raise UnknownColumns(unknown, every)
    places = [every.index(key) for key in (dict.fromkeys(chosen) if format.has_columns else ())] or range(len(every))
    done = 0

    def told() -> Iterator[list[Any]]:
        nonlocal done
        for row in rows(contacts, workspace=workspace):
            yield [row[place] for place in places]
            done += 1
            if done % TOLD == 0:
                tell(done)

    format.write(file, [every[place] for place in places], told())
    return done


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
        yield joined(sorted(word.name for word in getattr(contact, key).all()))
    yield contact.created_at.isoformat(timespec="seconds")
