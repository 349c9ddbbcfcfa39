"""A cohort at work, and a way to let time pass."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from kindred.accounts.models import User, Workspace
from kindred.cohorts.models import Cohort
from kindred.contacts.models import Contact
from kindred.workflows.engine.work import work
from kindred.workflows.models import Enrollment, Workflow

Publish = Callable[..., Workflow]
WorkUntil = Callable[[datetime], int]


@pytest.fixture
def cohort(workspace: Workspace, ada: User, now: datetime) -> Cohort:
    """React people in Berlin, whose owner is Ada."""
    return Cohort.objects.open_for(workspace=workspace, owner=ada, name="React people in Berlin", now=now)


@pytest.fixture
def publish(cohort: Cohort, ada: User, now: datetime) -> Publish:
    """A way to publish steps as the cohort's workflow: `publish({"key": "new", "name": "New", …}, …)`."""

    def published(*steps: dict[str, Any], at: datetime = now, **document: Any) -> Workflow:
        workflow = Workflow.objects.for_cohort(cohort)
        destinations = document.pop("destinations", None)
        workflow.save_draft({"format": 1, "steps": list(steps)} | document)
        workflow.publish(now=at, by=ada, destinations=destinations)
        return workflow

    return published


@pytest.fixture
def work_until() -> WorkUntil:
    """A way to do all that is due at a moment, batch by batch; returns how much that was."""

    def do(moment: datetime) -> int:
        total = 0
        while done := work(moment, "test").done:
            total += done
        return total

    return do


@pytest.fixture
def add(cohort: Cohort, contacts: Callable[..., list[Contact]], now: datetime) -> Callable[..., list[Contact]]:
    """A way to put new contacts into the cohort."""

    def added(count: int = 1, *, at: datetime = now, **fields: object) -> list[Contact]:
        people = contacts(count, **fields)
        cohort.add(Contact.objects.filter(pk__in=[person.pk for person in people]), cause="hand", at=at)
        return people

    return added


@pytest.fixture
def card() -> Callable[[Contact], Enrollment]:
    """A way to see how a contact stands now."""
    return lambda contact: Enrollment.objects.filter(contact=contact).latest("started_at", "pk")
