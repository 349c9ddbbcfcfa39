"""The workflow as a document: steps with actions and rules, validated once and then read as frozen values.

The format is described in docs/workflow-format.md. Keys of steps, actions and rules are stable: contacts keep their
place by them when a workflow is edited.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kindred.workflows.errors import InvalidDefinition, Problem

FORMAT = 1
Key = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]


class Part(BaseModel):
    """A piece of the document."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Duration(Part):
    """A length of time in the words a person chose."""

    amount: int = Field(ge=0, le=100_000)
    unit: Literal["minutes", "hours", "days"]

    @property
    def delta(self) -> timedelta:
        """The length itself."""
        return timedelta(**{self.unit: self.amount})

    def say(self) -> str:
        """Return it in words: "2 days"."""
        words = {
            "minutes": ngettext("%d minute", "%d minutes", self.amount),
            "hours": ngettext("%d hour", "%d hours", self.amount),
            "days": ngettext("%d day", "%d days", self.amount),
        }
        return words[self.unit] % self.amount


class Action(Part):
    """What runs when a contact reaches a step, in order, at once or after a delay, optionally under a condition."""

    key: Key
    kind: str
    #: Counted from the action before; from reaching the step for the first.
    after: Duration | None = None
    #: Criteria; contacts that do not meet them skip the action.
    when: dict[str, Any] | None = None
    settings: dict[str, Any] = {}

    @property
    def delay(self) -> timedelta:
        """How long it waits before it runs; a `wait` action is nothing but its delay."""
        delay = self.after.delta if self.after else timedelta(0)
        return delay + Duration(**self.settings["duration"]).delta if self.kind == "wait" else delay


class Timeout(Part):
    """A time has passed since the contact reached the step."""

    kind: Literal["timeout"]
    after: Duration


class OnEvent(Part):
    """Something happened to the contact while on the step."""

    kind: Literal["event"]
    event: Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$")]


class ActionsDone(Part):
    """Every action of the step has run."""

    kind: Literal["actions_done"]


class Move(Part):
    """Go to another step."""

    kind: Literal["move"]
    step: Key


class Complete(Part):
    """Leave the workflow, its purpose reached."""

    kind: Literal["complete"]


class Exit(Part):
    """Leave the workflow."""

    kind: Literal["exit"]


class Rule(Part):
    """When something holds, then the contact moves, completes or exits."""

    key: Key
    when: Timeout | OnEvent | ActionsDone = Field(discriminator="kind")
    #: Criteria the contact must meet as well.
    condition: dict[str, Any] | None = Field(default=None, alias="if")
    then: Move | Complete | Exit = Field(discriminator="kind")


class Step(Part):
    """A place in the workflow; a column on the board."""

    key: Key
    name: Annotated[str, Field(min_length=1, max_length=80)]
    actions: tuple[Action, ...] = ()
    rules: tuple[Rule, ...] = ()

    @property
    def timeouts(self) -> tuple[tuple[timedelta, Rule], ...]:
        """Its timeout rules with their times, earliest first."""
        timed = [(rule.when.after.delta, rule) for rule in self.rules if isinstance(rule.when, Timeout)]
        return tuple(sorted(timed, key=lambda pair: pair[0]))

    @property
    def closing_rules(self) -> tuple[Rule, ...]:
        """Its rules for when all actions have run."""
        return tuple(rule for rule in self.rules if isinstance(rule.when, ActionsDone))

    def rules_on(self, event: str) -> tuple[Rule, ...]:
        """Return its rules that listen to a kind of event."""
        return tuple(rule for rule in self.rules if isinstance(rule.when, OnEvent) and rule.when.event == event)


class Definition(Part):
    """A whole workflow."""

    format: Literal[1] = 1
    #: May a contact come again? Never, or once the earlier enrollment has ended.
    reentry: Literal["never", "after_exit"] = "never"
    steps: tuple[Step, ...] = ()

    @model_validator(mode="after")
    def _coherent(self) -> "Definition":
        """Refuse keys used twice, ways to nowhere, and circles that would never rest."""
        if problems := [*_doubled_keys(self), *_ways_to_nowhere(self), *_restless_circles(self)]:
            raise InvalidDefinition(problems)
        return self

    def step(self, key: str) -> Step | None:
        """Return the step with this key."""
        return next((step for step in self.steps if step.key == key), None)

    @property
    def events(self) -> frozenset[str]:
        """The kinds of events its rules listen to."""
        rules = (rule for step in self.steps for rule in step.rules)
        return frozenset(rule.when.event for rule in rules if isinstance(rule.when, OnEvent))


def parse(document: dict[str, Any]) -> Definition:
    """Return the definition a document holds.

    Raises InvalidDefinition, whose `problems` name each place and what is wrong there.
    """
    try:
        return Definition.model_validate(document)
    except ValidationError as error:
        raise InvalidDefinition([(_document_path(e["loc"]), e["msg"]) for e in error.errors()]) from error


def _document_path(loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Return a place as it stands in the document: without the names pydantic adds for the chosen variant."""
    variants = {"timeout", "event", "actions_done", "move", "complete", "exit"}
    return tuple(
        piece for n, piece in enumerate(loc) if not (piece in variants and n and loc[n - 1] in {"when", "then"})
    )


def _doubled_keys(definition: Definition) -> Iterator[Problem]:
    """Find keys that stand twice."""
    seen: set[str] = set()
    for s, step in enumerate(definition.steps):
        places: list[tuple[tuple[str | int, ...], str]] = [(("steps", s, "key"), step.key)]
        places += [(("steps", s, "actions", a, "key"), action.key) for a, action in enumerate(step.actions)]
        places += [(("steps", s, "rules", r, "key"), rule.key) for r, rule in enumerate(step.rules)]
        for path, key in places:
            if key in seen:
                yield path, _("The key %(key)s stands twice.") % {"key": key}
            seen.add(key)


def _ways_to_nowhere(definition: Definition) -> Iterator[Problem]:
    """Find moves to a step that is not there."""
    keys = {step.key for step in definition.steps}
    text = _("Choose the step to move to.")
    for s, step in enumerate(definition.steps):
        for r, rule in enumerate(step.rules):
            if isinstance(rule.then, Move) and rule.then.step not in keys:
                yield ("steps", s, "rules", r, "then", "step"), text
        for a, action in enumerate(step.actions):
            if action.kind == "move" and action.settings.get("step") not in keys:
                yield ("steps", s, "actions", a, "settings", "step"), text


def _restless_circles(definition: Definition) -> Iterator[Problem]:
    """Find circles of steps that send every contact on at once, for ever."""
    onward = {step.key: _sends_on_at_once(step) for step in definition.steps}
    for s, step in enumerate(definition.steps):
        seen: list[str] = []
        here: str | None = step.key
        while here is not None and here not in seen:
            seen.append(here)
            here = onward.get(here)
        if here == step.key:
            names = " → ".join(found.name for key in [*seen, here] if (found := definition.step(key)))
            yield ("steps", s), _("Contacts would go round for ever: %(circle)s. Add a wait.") % {"circle": names}


def _sends_on_at_once(step: Step) -> str | None:
    """Return the step every contact is sent on to without any wait, if there is one."""
    for action in step.actions:
        if action.kind == "wait" or action.delay:
            return None
        if action.kind == "move" and action.when is None:
            return str(action.settings.get("step"))
    for rule in step.closing_rules:
        if rule.condition is None:
            return rule.then.step if isinstance(rule.then, Move) else None
    return None
