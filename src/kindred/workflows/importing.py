"""Starting the people of an import in sequences, and taking them out again; named in `config/followers.py`."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from kindred.accounts.models import User, Workspace
from kindred.contacts.models.contact import ContactQuerySet
from kindred.workflows.models import Enrollment, Sequence, Workflow


def start(
    *,
    workspace: Workspace,
    contacts: ContactQuerySet,
    data: dict[str, Any],
    at: datetime,
    by: User | None,
    **_fact: Any,
) -> None:
    """Start the people of a batch in the sequences that were chosen for the import, as far as these are at work."""
    at_work = (Sequence.Status.PUBLISHED, Sequence.Status.PAUSED)
    chosen = _chosen(workspace, data).filter(sequence__status__in=at_work, current__isnull=False)
    for workflow in chosen.select_related("workspace", "current", "sequence"):
        workflow.enroll(contacts, now=at, by=by)


def end(
    *,
    workspace: Workspace,
    contacts: ContactQuerySet,
    data: dict[str, Any],
    at: datetime,
    by: User | None,
    **_fact: Any,
) -> None:
    """Take those out who started with the batch that is taken back; what has not been sent is not sent."""
    for workflow in _chosen(workspace, data):
        begun = Enrollment.objects.live().filter(
            workflow=workflow, started_at=data["imported_at"], contact__in=contacts.order_by().values("pk")
        )
        begun.messages().cancel(now=at, by=by)
        begun.end(status=Enrollment.Status.EXITED, reason="undone", now=at, by=by)


def _chosen(workspace: Workspace, data: dict[str, Any]) -> QuerySet[Workflow]:
    """Return the workflows of the sequences that were chosen for the import."""
    return Workflow.objects.filter(workspace=workspace, sequence__in=data["into"].get("sequences", ()))
