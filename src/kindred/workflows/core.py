"""What happens next: a pure function of a place in a workflow, with no database and no clock.

The runner asks it once for all contacts that stand at the same place and applies the answer to thousands of rows; a
simulation asks the same questions for contacts in memory. A decision that depends on the contact is an `Ask`.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from kindred.workflows.definition import Action, Complete, Definition, Exit, Move, Rule, Step

#: What an implicit rule on every step listens to: the goal of the cohort is reached.
GOAL_MET: Final = "goal.met"


@dataclass(frozen=True)
class Place:
    """Where an enrollment stands."""

    step: str
    #: The next action, counted from 0.
    position: int = 0
    #: The next timeout rule, earliest first, counted from 0.
    timer: int = 0


@dataclass(frozen=True)
class Run:
    """Perform an action for the contacts that meet its condition."""

    action: Action
    #: What follows for those it was performed for, and for those it was not.
    done: "Decision"
    skipped: "Decision"


@dataclass(frozen=True)
class Go:
    """Go on from a place, whose action needs no more waiting for those who come by here."""

    place: Place


@dataclass(frozen=True)
class Ask:
    """Decide by the contact."""

    criteria: dict[str, Any]
    yes: "Decision"
    no: "Decision"


@dataclass(frozen=True)
class Enter:
    """Reach a step: a new entry, at its first action."""

    step: str


@dataclass(frozen=True)
class Rest:
    """Stay here until the next action or the next timeout falls due, or something happens."""

    place: Place
    #: Time from now until the next action; None: there is none.
    action_in: timedelta | None
    #: Time from reaching the step until the next timeout; None: there is none.
    timeout_at: timedelta | None
    #: Leave the moment of the next action as it is.
    keep_action: bool = False


@dataclass(frozen=True)
class End:
    """Leave the workflow."""

    status: str
    reason: str


@dataclass(frozen=True)
class Stay:
    """Nothing changes."""


@dataclass(frozen=True)
class Lost:
    """The place does not exist: the enrollment is parked for a person to look at."""

    reason: str


Decision = Run | Go | Ask | Enter | Rest | End | Stay | Lost


def arrive(definition: Definition, place: Place) -> Decision:
    """Decide for contacts that have just come to a place: its action waits for its delay, if it has one."""
    step = definition.step(place.step)
    if step is None:
        return Lost("step_gone")
    if place.position < len(step.actions) and (delay := step.actions[place.position].delay):
        return Rest(place, action_in=delay, timeout_at=_timeout_at(step, place))
    return act(definition, place)


def act(definition: Definition, place: Place) -> Decision:
    """Decide for contacts whose next action is due now; past the last action, for those who have done all."""
    step = definition.step(place.step)
    if step is None:
        return Lost("step_gone")
    if place.position >= len(step.actions):
        return _first_that_holds(step.closing_rules, Rest(place, action_in=None, timeout_at=_timeout_at(step, place)))
    action = step.actions[place.position]
    onward = Go(replace(place, position=place.position + 1))
    if action.kind == "move":
        return Run(action, done=Enter(action.settings["step"]), skipped=onward)
    return Run(action, done=onward, skipped=onward)


def time_out(definition: Definition, place: Place) -> Decision:
    """Decide for contacts whose next timeout is due now."""
    step = definition.step(place.step)
    if step is None:
        return Lost("step_gone")
    if place.timer >= len(step.timeouts):
        return Rest(place, action_in=None, timeout_at=None, keep_action=True)
    _after, rule = step.timeouts[place.timer]
    later = replace(place, timer=place.timer + 1)
    waiting_on = Rest(later, action_in=None, timeout_at=_timeout_at(step, later), keep_action=True)
    return _first_that_holds((rule,), waiting_on)


def hear(definition: Definition, place: Place, event: str) -> Decision:
    """Decide for contacts to whom something happened while they stood here."""
    if event == GOAL_MET:
        return End("completed", "goal_met")
    step = definition.step(place.step)
    return Stay() if step is None else _first_that_holds(step.rules_on(event), Stay())


def _first_that_holds(rules: tuple[Rule, ...], otherwise: Decision) -> Decision:
    """Return what the first rule whose condition holds says; `otherwise` where none does."""
    for rule in reversed(rules):
        says = _consequence(rule)
        otherwise = says if rule.condition is None else Ask(rule.condition, yes=says, no=otherwise)
    return otherwise


def _consequence(rule: Rule) -> Decision:
    """Return what a rule brings about."""
    match rule.then:
        case Move(step=step):
            return Enter(step)
        case Complete():
            return End("completed", "completed_by_rule")
        case Exit():
            return End("exited", "exited_by_rule")


def _timeout_at(step: Step, place: Place) -> timedelta | None:
    """Return the time of the next timeout, counted from reaching the step."""
    return step.timeouts[place.timer][0] if place.timer < len(step.timeouts) else None
