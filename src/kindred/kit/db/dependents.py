"""What hangs on the rows of a model: the rows that go when they go, found from the foreign keys."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models.fields.reverse_related import ForeignObjectRel

Model = type[models.Model]


def references_to(model: Model, *, on_delete: Any) -> "Iterator[models.ForeignKey[Any, Any]]":
    """Yield the foreign keys to a model that act in this way when its rows go."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and isinstance(relation.field, models.ForeignKey):
            field = relation.field
            if field.remote_field.on_delete is on_delete and field.model._meta.managed:
                yield field


def with_dependents(model: Model) -> list[Model]:
    """Return a model and all whose rows go with its rows; each after those it belongs to."""
    found: list[Model] = []

    def visit(one: Model, above: tuple[Model, ...]) -> None:
        for reference in references_to(one, on_delete=models.CASCADE):
            if reference.model not in (*found, *above, one):
                visit(reference.model, (*above, one))
        found.insert(0, one)

    visit(model, ())
    return found
