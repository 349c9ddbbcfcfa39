"""Changing a workflow that is being designed: each change is small, so that what two people do at once adds up."""

import secrets
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from django.utils.translation import gettext as _

from kindred.kit.errors import KindredError
from kindred.workflows.definition import FORMAT

Part = dict[str, Any]


class NoSuchPart(KindredError):
    """This part of the workflow is no longer there: somebody else took it out. Reload the page to see what is."""


class Draft:
    """A definition in the making: it may have gaps, which publishing will name."""

    def __init__(self, document: Part) -> None:
        self.document: Part = {"format": FORMAT, "reentry": "never", "steps": []} | deepcopy(document)
        for step in self.steps:
            step |= {"actions": step.get("actions", []), "rules": step.get("rules", [])}
            for action in step["actions"]:
                action.setdefault("settings", {})

    @property
    def steps(self) -> list[Part]:
        """Its steps, as they stand on the board."""
        steps: list[Part] = self.document["steps"]
        return steps

    def step(self, key: str) -> Part:
        """Return the step with this key.

        Raises NoSuchPart.
        """
        return _found(self.steps, key)

    def action(self, key: str) -> Part:
        """Return the action with this key, wherever it stands.

        Raises NoSuchPart.
        """
        return _found(_list_holding(self._lists("actions"), key), key)

    def rule(self, key: str) -> Part:
        """Return the rule with this key, wherever it stands.

        Raises NoSuchPart.
        """
        return _found(_list_holding(self._lists("rules"), key), key)

    def step_of(self, key: str) -> Part:
        """Return the step in which an action or a rule stands.

        Raises NoSuchPart.
        """
        for step in self.steps:
            if any(part["key"] == key for part in (*step["actions"], *step["rules"])):
                return step
        raise NoSuchPart

    def add_step(self, name: str, *, at: int | None = None) -> Part:
        """Add an empty step at a place, or at the end."""
        step = {"key": new_key("s"), "name": name.strip()[:80] or _("New step"), "actions": [], "rules": []}
        self.steps.insert(len(self.steps) if at is None else at, step)
        return step

    def copy_step(self, key: str) -> Part:
        """Put a copy of a step, with all it holds, behind it."""
        original = self.step(key)
        copy = deepcopy(original)
        copy |= {"key": new_key("s"), "name": _("%(name)s (copy)") % {"name": original["name"][:70]}}
        for prefix, part in ("a", "actions"), ("r", "rules"):
            for piece in copy[part]:
                piece["key"] = new_key(prefix)
        self.steps.insert(self.steps.index(original) + 1, copy)
        return copy

    def rename_step(self, key: str, name: str) -> None:
        """Call a step something else; an empty name changes nothing."""
        if name.strip():
            self.step(key)["name"] = name.strip()[:80]

    def move_step(self, key: str, *, after: str) -> None:
        """Put a step behind another one; behind none means first."""
        _move(self.steps, self.steps, key, after)

    def remove_step(self, key: str) -> None:
        """Take a step out; what led to it leads nowhere until another step is chosen."""
        self.steps.remove(self.step(key))
        for rule in self._parts("rules"):
            if rule["then"].get("step") == key:
                rule["then"]["step"] = ""
        for action in self._parts("actions"):
            if action["settings"].get("step") == key:
                action["settings"]["step"] = ""

    def put_action(self, step: str, action: Part, *, key: str = "") -> Part:
        """Add an action at the end of a step, or replace the one with this key where it stands."""
        return _put(self.step(step)["actions"], action, key, "a")

    def move_action(self, key: str, *, step: str, after: str) -> None:
        """Put an action behind another one, in this or another step; behind none means first."""
        _move(_list_holding(self._lists("actions"), key), self.step(step)["actions"], key, after)

    def remove_action(self, key: str) -> None:
        """Take an action out."""
        actions = _list_holding(self._lists("actions"), key)
        actions.remove(_found(actions, key))

    def put_rule(self, step: str, rule: Part, *, key: str = "") -> Part:
        """Add a rule at the end of a step, or replace the one with this key where it stands."""
        return _put(self.step(step)["rules"], rule, key, "r")

    def move_rule(self, key: str, *, step: str, after: str) -> None:
        """Put a rule behind another one, in this or another step; the first that holds decides."""
        _move(_list_holding(self._lists("rules"), key), self.step(step)["rules"], key, after)

    def remove_rule(self, key: str) -> None:
        """Take a rule out."""
        rules = _list_holding(self._lists("rules"), key)
        rules.remove(_found(rules, key))

    def _lists(self, name: str) -> Iterator[list[Part]]:
        """Go through the lists of actions, or of rules, of all steps."""
        return (step[name] for step in self.steps)

    def _parts(self, name: str) -> Iterator[Part]:
        """Go through all actions, or all rules."""
        return (part for parts in self._lists(name) for part in parts)


def new_key(prefix: str) -> str:
    """Return a key that no other part has had."""
    return f"{prefix}-{secrets.token_hex(4)}"


def _found(parts: list[Part], key: str) -> Part:
    """Return the part with this key."""
    for part in parts:
        if part["key"] == key:
            return part
    raise NoSuchPart


def _list_holding(lists: Iterator[list[Part]], key: str) -> list[Part]:
    """Return the list in which the part with this key stands."""
    for parts in lists:
        if any(part["key"] == key for part in parts):
            return parts
    raise NoSuchPart


def _put(parts: list[Part], part: Part, key: str, prefix: str) -> Part:
    """Replace the part with this key, or add it under a new one."""
    if not key:
        placed = part | {"key": new_key(prefix)}
        parts.append(placed)
        return placed
    place = parts.index(_found(parts, key))
    parts[place] = part | {"key": key}
    return parts[place]


def _move(source: list[Part], target: list[Part], key: str, after: str) -> None:
    """Move a part from one list into the same or another one."""
    part = _found(source, key)
    source.remove(part)
    target.insert(target.index(_found(target, after)) + 1 if after else 0, part)
