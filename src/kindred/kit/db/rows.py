"""Whole rows as JSON and back, loss-free: to keep what a verb takes away, and to put it back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from django.db import models

from kindred.kit.db.load import load


def columns_of(model: type[models.Model]) -> list[str]:
    """Return the names of the columns of a model, as attributes of its rows."""
    return [field.attname for field in _fields(model)]


def _fields(model: type[models.Model]) -> list[Any]:
    """Return the fields that have a column."""
    return [field for field in model._meta.local_concrete_fields if field.column]


def kept(row: models.Model, *, columns: Iterable[str] = ()) -> dict[str, Any]:
    """Return the values of a row, or of some of its columns, as JSON holds them."""
    return {column: _as_json(row.__dict__[column]) for column in columns or columns_of(type(row))}


def _as_json(value: Any) -> Any:
    """Return a value as JSON holds it; moments keep their microseconds."""
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(UTC).isoformat()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float | bool | list | dict):
        return value
    return str(value)


def as_kept(model: type[models.Model], column: str, value: Any) -> Any:
    """Return a value that was kept as the column holds it."""
    field: Any = model._meta.get_field(column)
    return value if isinstance(field, models.JSONField) else field.to_python(value)


def put_back(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert rows that were kept, and return how many.

    What a row refers to may be gone by now: then the reference is emptied, or, where the row cannot do without it, the
    row stays away. Columns that came later take their default.
    """
    whole = [row for kept_row in rows if (row := dict(kept_row))]
    for field in model._meta.local_concrete_fields:
        if isinstance(field, models.ForeignKey):
            whole = list(_with_reference(field, whole))
    fields = _fields(model)
    load(
        model,
        [field.attname for field in fields],
        (
            [
                as_kept(model, field.attname, row[field.attname]) if field.attname in row else field.get_default()
                for field in fields
            ]
            for row in whole
        ),
    )
    return len(whole)


def _with_reference(field: Any, rows: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Yield the rows whose reference leads somewhere, or may lead nowhere."""
    asked = {row[field.attname] for row in rows if row.get(field.attname) is not None}
    there = set(field.related_model._default_manager.filter(pk__in=asked).values_list("pk", flat=True) if asked else ())
    for row in rows:
        if row.get(field.attname) is None or row[field.attname] in there:
            yield row
        elif field.null:
            yield row | {field.attname: None}
