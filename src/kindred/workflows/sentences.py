"""A workflow read aloud: delays, rules and conditions in plain sentences, also where a draft still has gaps."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kindred.accounts.models import Workspace
from kindred.criteria.language import say
from kindred.workflows.actions.registry import KINDS
from kindred.workflows.definition import Duration

#: What rules can listen to, as the end of a sentence that begins with "When".
EVENTS: dict[str, str | Promise] = {
    "message.replied": gettext_lazy("they reply to a message"),
    "message.clicked": gettext_lazy("they click a link in a message"),
    "message.opened": gettext_lazy("they open a message"),
    "message.sent": gettext_lazy("a message to them has been sent"),
    "message.bounced": gettext_lazy("a message to them bounces"),
    "message.suppressed": gettext_lazy("a message to them is held back"),
    "contact.unsubscribed": gettext_lazy("they unsubscribe"),
    "stage.reached": gettext_lazy("their candidate state or lifecycle stage changes"),
    "tag.added": gettext_lazy("a tag is put on them"),
    "tag.removed": gettext_lazy("a tag is taken off them"),
    "field.changed": gettext_lazy("one of their fields changes"),
    "task.done": gettext_lazy("a task about them is done"),
    "note.added": gettext_lazy("somebody writes a note about them"),
}

Part = Mapping[str, Any]


def delay(after: Part | None) -> str:
    """Say how long an action waits; nothing where it does not."""
    return _("after %(time)s") % {"time": duration(after)} if after and after.get("amount") else ""


def duration(length: Part) -> str:
    """Say a length of time: "2 days"."""
    return Duration(amount=length["amount"], unit=length["unit"]).say()


def when(rule: Part) -> str:
    """Say what a rule waits for."""
    what = rule["when"]
    if what["kind"] == "timeout":
        return _("After %(time)s on this step") % {"time": duration(what["after"])}
    if what["kind"] == "event":
        return _("When %(happening)s") % {"happening": EVENTS.get(what["event"], what["event"])}
    return _("When all actions are done")


def then(rule: Part, steps: Mapping[str, str]) -> str:
    """Say what a rule brings about; `steps` are the names of the steps by key."""
    what = rule["then"]
    if what["kind"] == "complete":
        return _("complete the workflow")
    if what["kind"] == "exit":
        return _("leave the workflow")
    name = steps.get(what.get("step", ""))
    return _("move to “%(step)s”") % {"step": name} if name else _("move to …")


def rule(part: Part, steps: Mapping[str, str], workspace: Workspace) -> str:
    """Say a whole rule: "After 3 days on this step: move to “Follow-up”"."""
    sentence = _("%(when)s: %(then)s") % {"when": when(part), "then": then(part, steps)}
    return _only_if(sentence, part.get("if"), workspace)


def action(part: Part, steps: Mapping[str, str], workspace: Workspace) -> str:
    """Say what an action does, without its delay."""
    kind = KINDS.get(part["kind"])
    sentence = kind.say(part["settings"], workspace) if kind else part["kind"]
    if part["kind"] == "move":
        sentence = then({"then": {"kind": "move", "step": part["settings"].get("step", "")}}, steps)
    return _only_if(sentence, part.get("when"), workspace)


def _only_if(sentence: str, criteria: Any, workspace: Workspace) -> str:
    """Add a condition to a sentence, if there is one."""
    return (
        _("%(sentence)s, if %(condition)s") % {"sentence": sentence, "condition": say(criteria, workspace=workspace)}
        if criteria
        else sentence
    )
