"""The form of a rule: when something holds, then the contact moves on."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kindred.accounts.models import Workspace
from kindred.web.criteria.field import CriteriaField
from kindred.web.workflows.duration_field import DurationField
from kindred.workflows.drafting import Draft, Part
from kindred.workflows.sentences import EVENTS

WHENS = {
    "timeout": gettext_lazy("After a time"),
    "event": gettext_lazy("When something happens"),
    "actions_done": gettext_lazy("When all actions are done"),
}


class RuleForm(forms.Form):
    """When a rule holds, for whom, and what follows."""

    time = DurationField(required=False, label=gettext_lazy("How long on this step"))
    event = forms.ChoiceField(required=False, label=gettext_lazy("When"))
    then = forms.ChoiceField(label=gettext_lazy("Then"))
    condition = CriteriaField(required=False, label=gettext_lazy("Only for some contacts"))

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        kind: str,
        workspace: Workspace,
        draft: Draft,
        step: str,
        rule: Part | None = None,
    ) -> None:
        self.kind = kind
        super().__init__(data, initial=_initial(rule) if rule else {"time": {"amount": 3, "unit": "days"}})
        self.fields["condition"].workspace = workspace  # type: ignore[attr-defined]
        steps = [
            (f"move:{s['key']}", _("Move to “%(step)s”") % {"step": s["name"]}) for s in draft.steps if s["key"] != step
        ]
        ends = [("complete", _("Complete the workflow")), ("exit", _("Leave the workflow"))]
        self.fields["then"].choices = [("", _("Choose…")), *steps, *ends]  # type: ignore[attr-defined]
        self.fields["event"].choices = [("", _("Choose…")), *EVENTS.items()]  # type: ignore[attr-defined]
        for name, needed in (("time", "timeout"), ("event", "event")):
            if kind == needed:
                self.fields[name].required = True
            else:
                del self.fields[name]

    @property
    def title(self) -> str:
        """What kind of rule it is."""
        return str(WHENS[self.kind])

    def rule(self) -> Part:
        """Return the rule as the workflow format has it."""
        cleaned = self.cleaned_data
        when: dict[str, Any] = {"kind": self.kind}
        if self.kind == "timeout":
            when["after"] = cleaned["time"]
        elif self.kind == "event":
            when["event"] = cleaned["event"]
        what, _colon, step = cleaned["then"].partition(":")
        then = {"kind": what, "step": step} if step else {"kind": what}
        return {"when": when, "if": cleaned["condition"], "then": then}


def _initial(rule: Part) -> dict[str, Any]:
    """Return what the form shows of a rule."""
    when, then = rule["when"], rule["then"]
    target = f"move:{then.get('step', '')}" if then["kind"] == "move" else then["kind"]
    return {"time": when.get("after"), "event": when.get("event", ""), "then": target, "condition": rule.get("if")}
