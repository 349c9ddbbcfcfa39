"""Taking merges back: what was done to each row (MergeEntry) is undone, whatever table it is in."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F, OuterRef, Subquery

from kindred.contacts.models.contact import Contact
from kindred.contacts.models.merge_entry import MergeEntry
from kindred.kit.db.rows import as_kept, kept, put_back
from kindred.kit.db.update_rows import update_rows

Verb = MergeEntry.Verb
#: Columns that only tell of the values in others: they are not counted among the values that stay.
_ABOUT_VALUES = {"provenance"}


def restore(merges: Iterable[int]) -> int:
    """Undo what these merges did and return how many values stay, because somebody has changed them since.

    Call it inside a transaction. References may be broken on the way; the database looks at them at its end.
    """
    entries = MergeEntry.objects.filter(merge__in=list(merges))
    # The survivors first, for they may hold an address that a contact that comes back had.
    stayed = _change_back(entries.filter(table=Contact._meta.label))
    _bring_back(entries.filter(table=Contact._meta.label))
    others = entries.exclude(table=Contact._meta.label)
    _take_away(others)
    _move_back(others)
    stayed += _change_back(others)
    _bring_back(others)
    # Once more, for rows that had been moved before they were removed.
    _move_back(others)
    return stayed


def _tables(entries: models.QuerySet[MergeEntry], verb: str) -> list[str]:
    """Return the tables to which this was done."""
    found = entries.filter(verb=verb).order_by("table").values_list("table", flat=True)
    return list(found.distinct())


def _take_away(entries: models.QuerySet[MergeEntry]) -> None:
    """Remove the rows that were made."""
    for table in _tables(entries, Verb.MADE):
        model, made = apps.get_model(table), entries.filter(verb=Verb.MADE, table=table)
        rows = model._default_manager.all()
        if ids := list(made.exclude(row_id=None).values_list("row_id", flat=True)):
            rows.filter(pk__in=ids).delete()
        columns = [field.attname for field in model._meta.pk_fields]
        for whole in made.filter(row_id=None).values_list("after", flat=True).iterator():
            rows.filter(**{column: (whole or {}).get(column) for column in columns}).delete()


def _move_back(entries: models.QuerySet[MergeEntry]) -> None:
    """Give rows back to those they were moved from; what has been given to somebody else since stays there."""
    for table in _tables(entries, Verb.MOVED):
        label, name = table.rsplit(".", 1)
        moved = MergeEntry.objects.filter(
            pk__in=entries.values("pk"), verb=Verb.MOVED, table=table, row_id=OuterRef("pk")
        )
        there = apps.get_model(label)._default_manager.annotate(of=Subquery(moved.values("merge__survivor_id")[:1]))
        there.filter(pk__in=entries.filter(verb=Verb.MOVED, table=table).values("row_id")).filter(
            **{f"{name}_id": F("of")}
        ).update(**{name: Subquery(moved.values("contact_id")[:1])})


def _change_back(entries: models.QuerySet[MergeEntry]) -> int:
    """Give rows the values they had; a value that is no longer the merge's stays, and is counted."""
    stayed = 0
    for table in _tables(entries, Verb.CHANGED):
        model = apps.get_model(table)
        back: dict[int, dict[str, Any]] = defaultdict(dict)
        # The newest first: where several merges changed a value, the oldest one's is what was.
        notes = list(entries.filter(verb=Verb.CHANGED, table=table).order_by("-pk"))
        rows = model._default_manager.in_bulk([note.row_id for note in notes])
        for note in notes:
            row, pk = rows.get(note.row_id), note.row_id or 0
            for column, value in (note.before or {}).items() if row else ():
                now = back[pk].get(column, kept(row, columns=[column])[column])
                if now == (note.after or {}).get(column):
                    back[pk][column] = value
                else:
                    stayed += column not in _ABOUT_VALUES
        update_rows(model, {pk: _of_columns(model, values) for pk, values in back.items() if values})
    return stayed


def _of_columns(model: type[models.Model], values: dict[str, Any]) -> dict[str, Any]:
    """Return kept values as the columns hold them; a reference whose row is gone is emptied."""
    found: dict[str, Any] = {}
    for column, value in values.items():
        field = model._meta.get_field(column)
        lost = (
            isinstance(field, models.ForeignKey)
            and value is not None
            and not field.related_model._default_manager.filter(pk=value).exists()
        )
        if not lost or field.null:
            found[column] = None if lost else as_kept(model, column, value)
    return found


def _bring_back(entries: models.QuerySet[MergeEntry]) -> None:
    """Insert the rows that were removed."""
    for table in _tables(entries, Verb.REMOVED):
        removed = entries.filter(verb=Verb.REMOVED, table=table).order_by("pk")
        put_back(apps.get_model(table), [row or {} for row in removed.values_list("before", flat=True)])
