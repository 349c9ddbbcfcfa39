"""What must hold of contacts that became one with another."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.apps import apps
from django.db.models import Exists, ForeignKey, Model, OuterRef

from kindred.cli.doctor.check import PATIENCE, Check, Rows
from kindred.contacts.models import Contact, DuplicateSearch, MergedContact, MergeRun


def _references() -> Iterator[tuple[type[Model], str]]:
    """Yield every table of ours that refers to contacts, and by what."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if isinstance(field, ForeignKey) and field.related_model is Contact and model._meta.managed:
                yield model, field.name


def _without_contact(_now: datetime, *, model: type[Model], name: str) -> Rows:
    there = Contact.objects.filter(pk=OuterRef(f"{name}_id"))
    return model._default_manager.exclude(**{name: None}).exclude(Exists(there))


def _still_there(_now: datetime) -> Rows:
    standing = MergedContact.objects.filter(gone=OuterRef("pk"), merge__undone_at=None)
    return Contact.objects.filter(Exists(standing))


def _stalled_searches(now: datetime) -> Rows:
    return DuplicateSearch.objects.unfinished().filter(started_at__lt=now - PATIENCE, claimed_until__lt=now - PATIENCE)


def _stalled_runs(now: datetime) -> Rows:
    return MergeRun.objects.unfinished().filter(started_at__lt=now - PATIENCE)


CHECKS = (
    *(
        Check(
            rule=f"No {model._meta.verbose_name} refers to a contact that is gone"
            + ("" if name == "contact" else f" ({name})"),
            offenders=partial(_without_contact, model=model, name=name),
        )
        for model, name in _references()
    ),
    Check(rule="Who has become part of another contact is not in the pool", offenders=_still_there),
    Check(
        rule="No search for duplicates stands still",
        offenders=_stalled_searches,
        remedy="Is a worker running? `kindred run` has one, or start `kindred worker`.",
    ),
    Check(
        rule="No bulk merge stands still",
        offenders=_stalled_runs,
        remedy="Is a worker running? `kindred run` has one, or start `kindred worker`.",
    ),
)
