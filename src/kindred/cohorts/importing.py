"""Putting the people of an import into cohorts, and taking them out again; named in `config/followers.py`."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from kindred.accounts.models import User, Workspace
from kindred.cohorts.models import Cohort, Membership
from kindred.contacts.models.contact import ContactQuerySet
from kindred.kit.db.held import held


def enter(
    *,
    workspace: Workspace,
    contacts: ContactQuerySet,
    data: dict[str, Any],
    at: datetime,
    by: User | None,
    **_fact: Any,
) -> None:
    """Add the people of a batch to the cohorts that were chosen for the import."""
    for cohort in _chosen(workspace, data).exclude(status=Cohort.Status.ARCHIVED):
        cohort.add(contacts, cause=Membership.Cause.IMPORT, at=at, by=by)


def leave(*, workspace: Workspace, contacts: ContactQuerySet, data: dict[str, Any], at: datetime, **_fact: Any) -> None:
    """Take those out whose stay began with the batch that is taken back."""
    for cohort in _chosen(workspace, data):
        stay = cohort.memberships.filter(
            contact=OuterRef("pk"), left_at=None, cause=Membership.Cause.IMPORT, entered_at=data["imported_at"]
        )
        with held(contacts.filter(Exists(stay))) as leaving:
            cohort.remove(leaving, at=at)


def _chosen(workspace: Workspace, data: dict[str, Any]) -> QuerySet[Cohort]:
    """Return the cohorts that were chosen for the import."""
    return Cohort.objects.of(workspace).filter(pk__in=data["into"].get("cohorts", ()))
