"""The workflow designer: every change is small, kept at once, and answered with the designer as it is then."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from kindred.accounts.models import User, Workspace
from kindred.contacts.models import Contact, CustomField
from kindred.messaging.models import Template
from kindred.workflows.drafting import Draft
from kindred.workflows.models import Workflow
from tests.web.cohort_pages import a_cohort, a_draft, url


@pytest.fixture
def workflow(workspace: Workspace, ada: User, now: datetime) -> Workflow:
    """The workflow of a draft with three empty steps."""
    workflow = Workflow.objects.for_cohort(a_cohort(workspace, ada, now=now))
    workflow.save_draft(a_draft().document)
    return workflow


def steps(workflow: Workflow) -> list[dict[str, Any]]:
    """Return the steps as they are kept now."""
    workflow.refresh_from_db()
    return Draft(workflow.draft).steps


def test_an_empty_workflow_begins_from_a_preset(as_ada: Client, workspace: Workspace, workflow: Workflow) -> None:
    workflow.save_draft({})
    page = as_ada.get(url("cohort_workflow", cohort=workflow.cohort_id)).content.decode()
    assert "Passive to active candidate" in page
    as_ada.post(url("workflow_preset", workflow=workflow.pk), {"preset": "passive-active"})
    assert [step["name"] for step in steps(workflow)][:2] == ["Reaching out", "Following up"]
    as_ada.post(url("workflow_preset", workflow=workflow.pk), {"preset": "event"})
    assert steps(workflow)[0]["name"] == "Reaching out"
    assert as_ada.post(url("workflow_preset", workflow=workflow.pk), {"preset": "no such"}).status_code == 404


def test_steps_are_added_named_moved_and_removed(as_ada: Client, workflow: Workflow) -> None:
    as_ada.post(url("workflow_steps", workflow=workflow.pk))
    *others, new = steps(workflow)
    as_ada.post(url("workflow_step", workflow=workflow.pk, key=new["key"]), {"name": "Placed"})
    as_ada.post(url("workflow_step_place", workflow=workflow.pk, key=new["key"]), {"after": others[0]["key"]})
    as_ada.delete(url("workflow_step", workflow=workflow.pk, key=others[2]["key"]))
    as_ada.post(url("workflow_step_copies", workflow=workflow.pk, key=others[0]["key"]))
    assert [step["name"] for step in steps(workflow)] == ["New", "New (copy)", "Placed", "Contacted"]


def test_an_action_is_asked_for_by_the_form_its_kind_declares(as_ada: Client, workflow: Workflow) -> None:
    address = url("workflow_actions", workflow=workflow.pk, key=steps(workflow)[0]["key"])
    page = as_ada.get(address, {"kind": "create_task"}).content.decode()
    assert "What is to be done" in page
    refused = as_ada.post(address, {"kind": "create_task"})
    assert (refused.status_code, refused["HX-Retarget"]) == (422, "#dialog")
    data = {
        "kind": "create_task",
        "set-title": "Call",
        "set-due_in_days": "2",
        "after_amount": "3",
        "after_unit": "days",
    }
    answer = as_ada.post(address, data)
    assert answer["HX-Trigger"] == "dialog:close"
    (action,) = steps(workflow)[0]["actions"]
    assert action["settings"] == {"title": "Call", "due_in_days": 2}
    assert action["after"] == {"amount": 3, "unit": "days"}
    assert "after 3 days" in answer.content.decode()


@pytest.mark.parametrize(
    "kind",
    [
        "add_tag",
        "add_to_cohort",
        "create_task",
        "move",
        "notify",
        "remove_tag",
        "send_email",
        "set_field",
        "wait",
        "webhook",
    ],
)
def test_every_kind_of_action_has_a_form(as_ada: Client, workflow: Workflow, kind: str) -> None:
    address = url("workflow_actions", workflow=workflow.pk, key=steps(workflow)[0]["key"])
    assert as_ada.get(address, {"kind": kind}).status_code == 200
    assert as_ada.post(address, {"kind": kind}).status_code in {200, 422}
    assert as_ada.get(address, {"kind": "levitate"}).status_code == 404


def test_the_values_offered_are_those_of_the_chosen_field(as_ada: Client, workflow: Workflow) -> None:
    address = url("workflow_actions", workflow=workflow.pk, key=steps(workflow)[0]["key"])
    page = as_ada.post(address, {"kind": "set_field", "set-field": "candidate_state", "look": "1"})
    assert (page.status_code, "Silver medalist" in page.content.decode()) == (200, True)
    as_ada.post(address, {"kind": "set_field", "set-field": "candidate_state", "set-value": "engaged"})
    assert steps(workflow)[0]["actions"][0]["settings"] == {"field": "candidate_state", "value": "engaged"}


def test_a_field_of_ones_own_is_set_to_one_of_its_choices(
    as_ada: Client, workspace: Workspace, workflow: Workflow
) -> None:
    options = [{"key": "gold", "label": "Gold plan"}]
    CustomField.objects.create(workspace=workspace, key="plan", label="Plan", kind="choice", options=options)
    address = url("workflow_actions", workflow=workflow.pk, key=steps(workflow)[0]["key"])
    page = as_ada.post(address, {"kind": "set_field", "set-field": "custom:plan", "look": "1"}).content.decode()
    assert "Gold plan" in page
    as_ada.post(address, {"kind": "set_field", "set-field": "custom:plan", "set-value": "gold"})
    assert steps(workflow)[0]["actions"][0]["settings"] == {"field": "custom:plan", "value": "gold"}


def test_an_email_is_written_on_the_spot_and_previewed(
    as_ada: Client, workspace: Workspace, workflow: Workflow
) -> None:
    Contact.objects.create(workspace=workspace, first_name="Ana", name="Ana Berg", email="ana@pool.example")
    words = {"new_subject": "Hello {{ contact.first_name }}", "new_body": "I read your talk.\n\nShall we talk?"}
    preview = as_ada.post(url("workflow_template", workflow=workflow.pk), words).content.decode()
    assert "Hello Ana" in preview
    assert "Shall we talk?" in preview
    address = url("workflow_actions", workflow=workflow.pk, key=steps(workflow)[0]["key"])
    assert as_ada.post(address, {"kind": "send_email", "set-template": "new"}).status_code == 422
    as_ada.post(address, {"kind": "send_email", "set-template": "new", "new_name": "Hello", **words})
    template = Template.objects.get()
    assert steps(workflow)[0]["actions"][0]["settings"] == {"template": template.pk}
    chosen = as_ada.get(url("workflow_template", workflow=workflow.pk), {"set-template": template.pk})
    assert "Hello Ana" in chosen.content.decode()


def test_a_faulty_template_says_what_is_wrong(as_ada: Client, workspace: Workspace, workflow: Workflow) -> None:
    words = {"new_subject": "Hello {{ contact.nickname }}", "new_body": "…"}
    assert "contact.nickname" in as_ada.post(url("workflow_template", workflow=workflow.pk), words).content.decode()


def test_an_action_is_changed_moved_and_removed(as_ada: Client, workflow: Workflow) -> None:
    first, second, _third = steps(workflow)
    for title in ("One", "Two"):
        as_ada.post(
            url("workflow_actions", workflow=workflow.pk, key=first["key"]), {"kind": "create_task", "set-title": title}
        )
    one, two = steps(workflow)[0]["actions"]
    as_ada.post(url("workflow_action", workflow=workflow.pk, key=one["key"]), {"set-title": "Uno"})
    place = {"step": first["key"], "after": two["key"]}
    as_ada.post(url("workflow_action_place", workflow=workflow.pk, key=one["key"]), place)
    as_ada.post(
        url("workflow_action_place", workflow=workflow.pk, key=two["key"]), {"step": second["key"], "after": ""}
    )
    titles = [[action["settings"]["title"] for action in step["actions"]] for step in steps(workflow)]
    assert titles == [["Uno"], ["Two"], []]
    as_ada.delete(url("workflow_action", workflow=workflow.pk, key=two["key"]))
    assert as_ada.get(url("workflow_action", workflow=workflow.pk, key=two["key"])).status_code == 404


def test_rules_read_as_sentences(as_ada: Client, workflow: Workflow) -> None:
    first, second, third = steps(workflow)
    address = url("workflow_rules", workflow=workflow.pk, key=first["key"])
    asked = [
        {"kind": "timeout", "time_amount": "3", "time_unit": "days", "then": f"move:{second['key']}"},
        {"kind": "event", "event": "message.replied", "then": f"move:{third['key']}"},
        {"kind": "actions_done", "then": "complete"},
    ]
    for data in asked:
        page = as_ada.post(address, data).content.decode()
    for sentence in ("After 3 days on this step", "When they reply to a message", "Complete the workflow"):
        assert sentence in page
    assert workflow.problems() == []
    assert as_ada.post(address, {"kind": "timeout", "time_amount": "", "then": "complete"}).status_code == 422
    assert as_ada.post(address, {"kind": "event", "event": "moon.rose", "then": "complete"}).status_code == 422
    assert as_ada.get(address, {"kind": "wish"}).status_code == 404


def test_a_rule_can_be_for_some_contacts_only(as_ada: Client, workflow: Workflow) -> None:
    data = {
        "kind": "actions_done",
        "then": "complete",
        "condition": '{"format": 1, "all": [{"field": "seniority", "is": "is", "value": "vp"}]}',
    }
    page = as_ada.post(url("workflow_rules", workflow=workflow.pk, key=steps(workflow)[0]["key"]), data)
    assert "only if Seniority is VP" in page.content.decode()
    (rule,) = steps(workflow)[0]["rules"]
    assert "vp" in as_ada.get(url("workflow_rule", workflow=workflow.pk, key=rule["key"])).content.decode()


def test_what_two_people_change_at_once_adds_up(as_ada: Client, as_bob: Client, workflow: Workflow, bob: User) -> None:
    assert workflow.cohort
    workflow.cohort.share_with(user=bob, role="editor")
    first, second, _third = steps(workflow)
    as_ada.post(url("workflow_step", workflow=workflow.pk, key=first["key"]), {"name": "Ada's"})
    as_bob.post(url("workflow_step", workflow=workflow.pk, key=second["key"]), {"name": "Bob's"})
    assert [step["name"] for step in steps(workflow)] == ["Ada's", "Bob's", "Talking"]


def test_a_viewer_reads_the_workflow_and_is_offered_nothing(as_vera: Client, workflow: Workflow) -> None:
    page = as_vera.get(url("cohort_workflow", cohort=workflow.cohort_id)).content.decode()
    assert "Contacted" in page
    assert "Add action" not in page
    assert as_vera.post(url("workflow_steps", workflow=workflow.pk)).status_code == 403


def test_another_workspaces_workflow_does_not_exist(as_mallory: Client, workflow: Workflow) -> None:
    assert as_mallory.get(url("workflow_design", workflow=workflow.pk)).status_code == 404
    elsewhere = url("workflow_design", workflow=workflow.pk).replace("acme", "elsewhere")
    assert as_mallory.get(elsewhere).status_code == 404
