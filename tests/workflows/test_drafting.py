"""Changing a workflow that is being designed, and the workflows to begin with."""

import pytest

from kindred.accounts.models import Workspace
from kindred.messaging.models import Template
from kindred.workflows.definition import parse
from kindred.workflows.drafting import Draft, NoSuchPart
from kindred.workflows.models import Sequence, Workflow
from kindred.workflows.presets import PRESETS, Preset, preset

WAIT = {"kind": "wait", "after": None, "when": None, "settings": {"duration": {"amount": 1, "unit": "days"}}}


def names(draft: Draft) -> list[str]:
    """Return the names of the steps, in order."""
    return [step["name"] for step in draft.steps]


def test_steps_are_added_moved_copied_and_removed() -> None:
    draft = Draft({})
    one, two, three = (draft.add_step(name) for name in ("One", "Two", "Three"))
    draft.move_step(three["key"], after="")
    assert names(draft) == ["Three", "One", "Two"]
    draft.move_step(three["key"], after=one["key"])
    draft.rename_step(two["key"], "  ")
    draft.remove_step(one["key"])
    draft.copy_step(three["key"])
    assert names(draft) == ["Three", "Three (copy)", "Two"]


def test_a_copied_step_has_keys_of_its_own() -> None:
    draft = Draft({})
    step = draft.add_step("One")
    draft.put_action(step["key"], WAIT)
    copy = draft.copy_step(step["key"])
    assert copy["actions"][0]["settings"] == step["actions"][0]["settings"]
    assert {copy["key"], copy["actions"][0]["key"]}.isdisjoint({step["key"], step["actions"][0]["key"]})


def test_what_led_to_a_removed_step_leads_nowhere() -> None:
    draft = Draft({})
    one, two = draft.add_step("One"), draft.add_step("Two")
    rule = draft.put_rule(
        one["key"], {"when": {"kind": "actions_done"}, "if": None, "then": {"kind": "move", "step": two["key"]}}
    )
    draft.remove_step(two["key"])
    assert draft.rule(rule["key"])["then"]["step"] == ""


def test_actions_move_between_steps_and_keep_their_key() -> None:
    draft = Draft({})
    one, two = draft.add_step("One"), draft.add_step("Two")
    first, second = draft.put_action(one["key"], WAIT), draft.put_action(one["key"], WAIT)
    draft.move_action(first["key"], step=one["key"], after=second["key"])
    assert [action["key"] for action in one["actions"]] == [second["key"], first["key"]]
    draft.move_action(second["key"], step=two["key"], after="")
    assert draft.step_of(second["key"])["name"] == "Two"
    draft.put_action(two["key"], WAIT | {"after": {"amount": 2, "unit": "hours"}}, key=second["key"])
    assert draft.action(second["key"])["after"] == {"amount": 2, "unit": "hours"}
    draft.remove_action(second["key"])
    with pytest.raises(NoSuchPart):
        draft.action(second["key"])


def test_the_document_it_was_made_of_is_left_alone() -> None:
    document = Draft({}).document
    Draft(document).add_step("One")
    assert document["steps"] == []


@pytest.mark.parametrize("chosen", PRESETS, ids=lambda one: one.key)
def test_every_preset_can_be_published_as_it_is(workspace: Workspace, chosen: Preset) -> None:
    document = chosen.document(workspace=workspace)
    sequence = Sequence.objects.create(workspace=workspace, name="Preset")
    workflow = Workflow.objects.for_sequence(sequence)
    workflow.save_draft(document)
    assert workflow.problems() == []
    assert [step.name for step in parse(document).steps] == [str(name) for name in chosen.steps]


def test_a_preset_uses_the_template_there_is(workspace: Workspace) -> None:
    chosen = preset("event")
    assert chosen
    chosen.document(workspace=workspace)
    Template.objects.update(subject="Changed by hand")
    chosen.document(workspace=workspace)
    assert set(Template.objects.values_list("subject", flat=True)) == {"Changed by hand"}
