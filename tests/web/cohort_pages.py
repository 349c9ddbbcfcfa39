"""What the tests of the cohort pages share: a workflow at work, and addresses."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from kindred.accounts.models import User, Workspace
from kindred.cohorts.models import Cohort, Collaborator
from kindred.contacts.models import Contact
from kindred.workflows.drafting import Draft
from kindred.workflows.models import Workflow

STEPS = ("New", "Contacted", "Talking")


def url(name: str, **place: Any) -> str:
    """Return the address of one of Acme's pages."""
    return reverse(name, kwargs={"workspace": "acme"} | place)


def a_cohort(workspace: Workspace, owner: User, *, now: datetime, name: str = "React engineers") -> Cohort:
    """Make a draft."""
    return Cohort.objects.open_for(workspace=workspace, owner=owner, name=name, now=now)


def a_draft() -> Draft:
    """Return three empty steps."""
    draft = Draft({})
    for name in STEPS:
        draft.add_step(name)
    return draft


def at_work(
    workspace: Workspace, owner: User, contacts: list[Contact], *, now: datetime, draft: Draft | None = None
) -> Workflow:
    """Publish a cohort of these contacts whose workflow has three steps."""
    cohort = a_cohort(workspace, owner, now=now)
    cohort.add(Contact.objects.filter(pk__in=[c.pk for c in contacts]), cause="hand", at=now, by=owner)
    workflow = Workflow.objects.for_cohort(cohort)
    workflow.save_draft((draft or a_draft()).document)
    workflow.publish(now=now, by=owner)
    return workflow


def shared_with(cohort: Cohort, user: User, role: Collaborator.Role) -> None:
    """Make a user a collaborator."""
    cohort.share_with(role=role, user=user)
