"""Sequences share the designer and the board with cohorts."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.cache import cache
from django.test import Client

from kindred.accounts.models import User, Workspace
from kindred.contacts.models import Contact
from kindred.workflows.models import Sequence, Workflow
from tests.web.cohort_pages import a_draft, url


@pytest.fixture
def sequence(workspace: Workspace, ada: User, now: datetime) -> Sequence:
    """A published sequence of three steps."""
    cache.clear()
    sequence = Sequence.objects.create(workspace=workspace, owner=ada, name="Warm introduction")
    workflow = Workflow.objects.for_sequence(sequence)
    workflow.save_draft(a_draft().document)
    workflow.publish(now=now, by=ada)
    return sequence


def test_a_sequence_is_made_designed_and_published(as_bob: Client, workspace: Workspace) -> None:
    assert "Write to people step by step" in as_bob.get(url("sequences")).content.decode()
    assert as_bob.post(url("sequence_new"), {"name": " "}).status_code == 422
    as_bob.post(url("sequence_new"), {"name": "Reconnect"})
    sequence = Sequence.objects.get()
    assert as_bob.get(url("sequence", sequence=sequence.pk))["Location"] == url(
        "sequence_workflow", sequence=sequence.pk
    )
    as_bob.post(url("workflow_preset", workflow=sequence.workflow.pk), {"preset": "event"})
    as_bob.post(url("sequence_publication", sequence=sequence.pk))
    sequence.refresh_from_db()
    assert sequence.status == "published"
    assert "Met at the event" in as_bob.get(url("sequence", sequence=sequence.pk)).content.decode()


def test_contacts_are_started_once(as_ada: Client, sequence: Sequence, contacts: Callable[..., list[Contact]]) -> None:
    chosen = [contact.pk for contact in contacts(2)]
    assert len(as_ada.get(url("sequence_suggestions", sequence=sequence.pk), {"q": "pat"}).json()) == 2
    for _again in range(2):
        as_ada.post(url("sequence_starts", sequence=sequence.pk), {"contacts": chosen})
    assert sequence.workflow.enrollments.live().count() == 2
    (row,) = as_ada.get(url("sequences")).context["rows"]
    assert row["steps"] == [("New", 2), ("Contacted", 0), ("Talking", 0)]


def test_a_sequence_is_paused_resumed_and_archived(as_ada: Client, sequence: Sequence) -> None:
    states = []
    for method, name in (("post", "sequence_pause"), ("delete", "sequence_pause"), ("post", "sequence_archive")):
        getattr(as_ada, method)(url(name, sequence=sequence.pk))
        sequence.refresh_from_db()
        states.append(sequence.status)
    assert states == ["paused", "published", "archived"]


def test_taking_a_card_out_ends_it_here_only(
    as_ada: Client, sequence: Sequence, contacts: Callable[..., list[Contact]]
) -> None:
    as_ada.post(url("sequence_starts", sequence=sequence.pk), {"contacts": [contacts(1)[0].pk]})
    card = sequence.workflow.enrollments.get()
    as_ada.post(url("workflow_exits", workflow=sequence.workflow.pk), {"cards": [card.pk]})
    assert sequence.workflow.enrollments.get().reason == "removed"


def test_a_viewer_looks_on_and_strangers_see_nothing(as_vera: Client, as_mallory: Client, sequence: Sequence) -> None:
    assert as_vera.get(url("sequence", sequence=sequence.pk)).status_code == 200
    assert as_vera.post(url("sequence_starts", sequence=sequence.pk)).status_code == 403
    assert as_vera.get(url("sequence_new")).status_code == 403
    assert as_mallory.get(url("sequence", sequence=sequence.pk)).status_code == 404
    assert as_mallory.get(url("sequence", sequence=sequence.pk).replace("acme", "elsewhere")).status_code == 404
