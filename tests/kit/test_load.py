"""Rows that Python makes, loaded in bulk."""

from datetime import UTC, datetime, timedelta, timezone

from django.db import transaction

from kindred.accounts.models import User, Workspace
from kindred.contacts.models import Contact, Event
from kindred.kit.db.load import load, reserve_ids


def _contact(workspace: Workspace) -> Contact:
    return Contact.objects.create(workspace=workspace, name="Pat", name_key="pat")


def test_values_arrive_as_they_were(workspace: Workspace, ada: User) -> None:
    contact = _contact(workspace)
    at = datetime(2026, 3, 1, 8, 30, 15, 250, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    row = (workspace.pk, contact.pk, "note.added", at, None, {"text": "Grüße „drüben“\n\t\\N"})
    assert load(Event, ("workspace", "contact", "kind", "at", "by", "data"), [row]) == 1
    event = Event.objects.get()
    assert event.at == at
    assert event.at.tzinfo == UTC
    assert event.data == {"text": "Grüße „drüben“\n\t\\N"}
    assert event.by is None


def test_reserved_ids_are_given_to_nobody_else(workspace: Workspace) -> None:
    _contact(workspace)
    with transaction.atomic():
        first = reserve_ids(Contact, 3)
        names = ("id", "workspace", "name", "name_key", "custom", "created_at", "updated_at", "kinds", "derived")
        blank = [f.name for f in Contact._meta.local_concrete_fields if f.name not in names and not f.null]
        now = datetime(2026, 3, 1, tzinfo=UTC)
        load(
            Contact,
            (*names, *blank),
            (
                (pk, workspace.pk, "A", "a", {}, now, now, 1, 0, *("" for _name in blank))
                for pk in range(first, first + 3)
            ),
        )
    assert _contact(workspace).pk >= first + 3
    assert Contact.objects.count() == 5


def test_what_is_loaded_can_be_searched(workspace: Workspace) -> None:
    with transaction.atomic():
        first = reserve_ids(Contact, 1)
        names = ("id", "workspace", "name", "name_key", "custom", "created_at", "updated_at", "kinds", "derived")
        blank = [f.name for f in Contact._meta.local_concrete_fields if f.name not in names and not f.null]
        now = datetime(2026, 3, 1, tzinfo=UTC)
        load(
            Contact,
            (*names, *blank),
            [(first, workspace.pk, "Zuse", "zuse", {}, now, now, 1, 0, *("" for _name in blank))],
        )
    assert Contact.objects.of(workspace).search("zus").count() == 1
