"""A paused cohort stands still, whatever is done by hand meanwhile."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.test import Client

from kindred.accounts.models import User, Workspace
from kindred.contacts.models import Contact
from kindred.jobs.worker import work_until_idle
from kindred.kit.clock import utc_now
from kindred.workflows.drafting import Draft
from kindred.workflows.models import Workflow
from tests.web.cohort_pages import at_work, url

TAG = {"kind": "add_tag", "after": None, "when": None, "settings": {"tag": "hot"}}


def paused(workspace: Workspace, owner: User, contacts: list[Contact], *, now: datetime) -> Workflow:
    """Return a paused workflow whose second step tags those who reach it."""
    draft = Draft({})
    draft.add_step("New")
    draft.put_action(draft.add_step("Tagged")["key"], TAG)
    workflow = at_work(workspace, owner, contacts, now=now, draft=draft)
    workflow.pause(now=now)
    return workflow


def test_a_card_moved_while_paused_fires_nothing_until_resumed(
    as_ada: Client, workspace: Workspace, ada: User, contacts: Callable[..., list[Contact]]
) -> None:
    workflow = paused(workspace, ada, contacts(1), now=utc_now() - timedelta(hours=1))
    step = workflow.draft["steps"][1]["key"]
    data = {"cards": [workflow.enrollments.get().pk], "step": step}
    as_ada.post(url("workflow_moves", workflow=workflow.pk), data)
    work_until_idle()
    assert workflow.enrollments.get().step == step
    assert not workspace.contacts.get().tags.exists()
    as_ada.delete(url("cohort_pause", cohort=workflow.cohort_id))
    work_until_idle()
    assert [tag.name for tag in workspace.contacts.get().tags.all()] == ["hot"]


def test_publishing_changes_leaves_a_paused_cohort_paused(
    as_ada: Client, workspace: Workspace, ada: User, contacts: Callable[..., list[Contact]], now: datetime
) -> None:
    workflow = paused(workspace, ada, contacts(1), now=now)
    as_ada.post(url("cohort_publication", cohort=workflow.cohort_id))
    workflow.refresh_from_db()
    assert workflow.cohort
    assert (workflow.cohort.status, workflow.paused_at) == ("paused", now)
