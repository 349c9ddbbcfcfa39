"""What workflows do when something happens below; named in `config/followers.py`."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from kindred.accounts.models import User, Workspace
from kindred.cohorts.models import Cohort
from kindred.contacts.models.contact import ContactQuerySet
from kindred.jobs.wake import wake
from kindred.kit.db.insert_select import insert_select
from kindred.workflows.core import GOAL_MET
from kindred.workflows.models import Enrollment, WaitingEvent, Workflow


def enroll(*, contacts: ContactQuerySet, data: dict[str, Any], at: datetime, by: User | None, **_fact: Any) -> None:
    """Start those who entered a cohort in its workflow, if it is at work."""
    workflow = Workflow.objects.select_related("workspace", "cohort", "current").filter(cohort=data["cohort"]).first()
    if workflow and workflow.current and workflow.cohort and workflow.cohort.status in {"published", "paused"}:
        workflow.enroll(contacts, now=at, by=by, by_entering=True)


def release(*, contacts: ContactQuerySet, data: dict[str, Any], at: datetime, by: User | None, **_fact: Any) -> None:
    """End the enrollments of those who left a cohort."""
    Enrollment.objects.filter(workflow__cohort=data["cohort"], contact__in=contacts.order_by().values("pk")).end(
        status=Enrollment.Status.EXITED, reason="left_cohort", now=at, by=by
    )


def hear(
    *, workspace: Workspace, kind: str, contacts: ContactQuerySet, data: dict[str, Any], at: datetime, **_fact: Any
) -> None:
    """Let the engine know of an event some rule listens to, for contacts that are in such a workflow."""
    listening = [
        workflow_id
        for workflow_id, kinds in workspace.workflows.exclude(listens_to=[]).values_list("pk", "listens_to")
        if kind in kinds
    ]
    if listening:
        _wait(contacts, Enrollment.objects.live().filter(workflow__in=listening), kind=kind, at=at, data=data)


def meet_goal(
    *, workspace: Workspace, contacts: ContactQuerySet, data: dict[str, Any], at: datetime, **_fact: Any
) -> None:
    """Note that members of cohorts reached their goal, which completes their enrollments there."""
    for cohort in Cohort.objects.of(workspace).published().filter(goal__field=data["ladder"], goal__becomes=data["to"]):
        members = contacts.filter(Exists(cohort.memberships.filter(contact=OuterRef("pk"), left_at=None)))
        members.record(GOAL_MET, at=at, data={"cohort": cohort.pk, "name": cohort.name})
        inside = Enrollment.objects.live().filter(workflow__cohort=cohort)
        _wait(members, inside, kind=GOAL_MET, at=at, data={"cohort": cohort.pk})


def _wait(
    contacts: ContactQuerySet, enrollments: QuerySet[Enrollment], *, kind: str, at: datetime, data: dict[str, Any]
) -> None:
    """Put an event into the engine's queue for the contacts that have one of these enrollments."""
    concerned = contacts.filter(Exists(enrollments.filter(contact=OuterRef("pk"))))
    insert_select(WaitingEvent, concerned.order_by("pk"), {"contact": F("pk"), "kind": kind, "at": at, "data": data})
    wake()
