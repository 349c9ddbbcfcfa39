"""Everything that refers to contacts, row by row, to be compared before and after."""

from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model

from kindred.cohorts.models import Recheck
from kindred.contacts.models import Contact, MatchKey, Merge, Unmatched

#: What keeps the merge itself, and what is made anew from the contacts.
LEFT_OUT: set[type[Model]] = {Merge, MatchKey, Unmatched, Recheck}


def referring() -> list[tuple[type[Model], str]]:
    """Return the models of ours that refer to contacts, and by what."""
    return [
        (model, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model is Contact and model._meta.managed
    ]


def snapshot(*more: type[Model]) -> dict[str, list[dict[str, Any]]]:
    """Return all rows of contacts, of what refers to them, and of `more`."""
    models: set[Any] = {Contact, *(model for model, _name in referring()), *more} - LEFT_OUT
    return {
        model._meta.label: sorted(
            model._default_manager.values(), key=lambda row: sorted((k, str(v)) for k, v in row.items())
        )
        for model in sorted(models, key=lambda model: model._meta.label)
    }
