"""The designer: a workflow's steps from left to right, as they will be on the board, each with its actions and rules."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kindred.accounts.models import Workspace
from kindred.criteria.language import say as criteria_said
from kindred.web.workflows.access import WorkflowRequest, in_workflow
from kindred.web.workflows.powers import Powers
from kindred.workflows import sentences
from kindred.workflows.actions.registry import KINDS
from kindred.workflows.drafting import Draft
from kindred.workflows.models import Workflow
from kindred.workflows.presets import PRESETS

Path = tuple[str | int, ...]
Problems = dict[Path, list[str]]


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """Where a part goes when it is moved one place up or down: the key it then stands behind; None: nowhere."""

    up: str | None
    down: str | None

    @classmethod
    def of(cls, keys: Sequence[str], place: int) -> "Neighbours":
        """Return the neighbours of the part at a place."""
        before = None if place == 0 else keys[place - 2] if place > 1 else ""
        return cls(up=before, down=keys[place + 1] if place + 1 < len(keys) else None)


@dataclass(frozen=True, kw_only=True)
class Line:
    """An action or a rule as one line of the designer."""

    key: str
    icon: str
    #: What comes before the sentence: the delay of an action, what a rule waits for.
    lead: str
    text: str
    condition: str
    problems: list[str]
    neighbours: Neighbours
    #: The step a rule or an action leads to.
    leads_to: str = ""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A step of the designer."""

    key: str
    name: str
    actions: list[Line]
    rules: list[Line]
    problems: list[str]
    neighbours: Neighbours

    @property
    def has_problems(self) -> bool:
        """Whether anything in it needs mending."""
        return bool(self.problems) or any(line.problems for line in (*self.actions, *self.rules))


@dataclass(frozen=True, kw_only=True)
class Design:
    """A draft laid out for the designer."""

    workflow: Workflow
    columns: list[Column]
    #: What is wrong with the whole.
    problems: list[str]

    @property
    def problem_count(self) -> int:
        """How many things need mending before it can be published."""
        lines = [line for column in self.columns for line in (*column.actions, *column.rules)]
        return sum(map(len, (self.problems, *(c.problems for c in self.columns), *(line.problems for line in lines))))

    @property
    def is_changed(self) -> bool:
        """Whether the draft differs from what runs."""
        current = self.workflow.current
        return current is None or Draft(self.workflow.draft).document != Draft(current.definition).document


def design_of(workflow: Workflow) -> Design:
    """Lay out a workflow's draft."""
    draft = Draft(workflow.draft)
    problems = problems_of(workflow)
    names = {step["key"]: step["name"] for step in draft.steps}
    keys = list(names)
    columns = [
        Column(
            key=step["key"],
            name=step["name"],
            actions=list(_actions(step, ("steps", n), problems, names, workflow)),
            rules=list(_rules(step, ("steps", n), problems, names, workflow)),
            problems=problems.get(("steps", n), []) + problems.get(("steps", n, "name"), []),
            neighbours=Neighbours.of(keys, n),
        )
        for n, step in enumerate(draft.steps)
    ]
    return Design(workflow=workflow, columns=columns, problems=problems.get((), []))


def problems_of(workflow: Workflow) -> Problems:
    """Find what must be mended before a draft can be published, by place: a step, an action or a rule.

    Settings are looked at even where the document itself has gaps, so that all problems show at once.
    """
    found: Problems = defaultdict(list)
    document = Draft(workflow.draft).document
    for path, text in (*workflow.problems(), *_settings_problems(document, workflow)):
        place = path[:4] if len(path) > 3 else path
        if (said := _plainly(document, path, text)) not in found[place]:
            found[place].append(said)
    return found


def _settings_problems(document: dict[str, Any], workflow: Workflow) -> Iterator[tuple[Path, str]]:
    """Find settings that are left empty or wrong."""
    for s, step in enumerate(document["steps"]):
        for a, action in enumerate(step["actions"]):
            if kind := KINDS.get(action["kind"]):
                for key, text in kind.problems(action["settings"], workflow.workspace):
                    yield ("steps", s, "actions", a, "settings", key), text


def _plainly(document: dict[str, Any], path: Path, text: str) -> str:
    """Say a problem in the words of the designer."""
    if path and path[-1] == "step":
        return _("Choose the step to move to.")
    if path and path[-1] == "name":
        return _("Give the step a name of up to 80 letters.")
    if len(path) == 6 and path[4] == "settings":
        kind = KINDS[document["steps"][path[1]]["actions"][path[3]]["kind"]]
        label = next((str(setting.label) for setting in kind.settings if setting.key == path[5]), "")
        return f"{label}: {text}" if label else text
    return text


def _actions(
    step: dict[str, Any], path: Path, problems: Problems, names: dict[str, str], workflow: Workflow
) -> Iterator[Line]:
    keys = [action["key"] for action in step["actions"]]
    for place, action in enumerate(step["actions"]):
        kind = KINDS.get(action["kind"])
        yield Line(
            key=action["key"],
            icon=kind.icon if kind else "circle-help",
            lead=sentences.delay(action.get("after")),
            text=action_said(action, names, workflow.workspace),
            condition=condition_said(action.get("when"), workflow.workspace),
            problems=problems.get((*path, "actions", place), []),
            neighbours=Neighbours.of(keys, place),
            leads_to=action["settings"].get("step", "") if action["kind"] == "move" else "",
        )


def _rules(
    step: dict[str, Any], path: Path, problems: Problems, names: dict[str, str], workflow: Workflow
) -> Iterator[Line]:
    keys = [rule["key"] for rule in step["rules"]]
    for place, rule in enumerate(step["rules"]):
        yield Line(
            key=rule["key"],
            icon={"timeout": "timer", "event": "zap", "actions_done": "list-checks"}[rule["when"]["kind"]],
            lead=sentences.when(rule),
            text=sentences.then(rule, names),
            condition=condition_said(rule.get("if"), workflow.workspace),
            problems=problems.get((*path, "rules", place), []),
            neighbours=Neighbours.of(keys, place),
            leads_to=rule["then"].get("step", ""),
        )


def action_said(action: dict[str, Any], names: dict[str, str], workspace: Workspace) -> str:
    """Say what an action does; one that is not filled in yet is only named."""
    kind = KINDS.get(action["kind"])
    if kind and kind.problems(action["settings"], workspace):
        return str(kind.label)
    return sentences.action(action | {"when": None}, names, workspace)


def condition_said(criteria: dict[str, Any] | None, workspace: Workspace) -> str:
    """Say whom an action or a rule is for, where it is not for everybody."""
    if not criteria:
        return ""
    return _("only if %(condition)s") % {"condition": criteria_said(criteria, workspace=workspace)}


def laid_out(workflow: Workflow, powers: Powers) -> dict[str, Any]:
    """Return what the designer's templates show."""
    return {"design": design_of(workflow), "powers": powers, "kinds": KINDS, "presets": PRESETS}


def shown(request: HttpRequest, workflow: Workflow, powers: Powers) -> HttpResponse:
    """Answer with the designer as it stands now."""
    return render(request, "workflows/_designer_again.html", laid_out(workflow, powers))


@require_safe
@in_workflow()
def design(request: WorkflowRequest) -> HttpResponse:
    """Show the designer again, as it is after somebody's change."""
    return shown(request, request.workflow, request.powers)
