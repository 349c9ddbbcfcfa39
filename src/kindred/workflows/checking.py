"""What must be mended before a workflow can be published, beyond the shape of its document."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from kindred.accounts.models import Workspace
from kindred.criteria.errors import InvalidCriteria
from kindred.criteria.language import parse as parse_criteria
from kindred.workflows.actions.registry import KINDS
from kindred.workflows.definition import Action, Definition
from kindred.workflows.errors import Problem


def find_problems(definition: Definition, workspace: Workspace) -> Iterator[Problem]:
    """Find settings left empty or wrong, unknown actions, and criteria that make no sense."""
    for s, step in enumerate(definition.steps):
        for a, action in enumerate(step.actions):
            for path, text in _of_action(action, workspace):
                yield ("steps", s, "actions", a, *path), text
        for r, rule in enumerate(step.rules):
            for path, text in _of_criteria(rule.condition):
                yield ("steps", s, "rules", r, "if", *path), text


def _of_action(action: Action, workspace: Workspace) -> Iterator[Problem]:
    """Find what is wrong with one action."""
    kind = KINDS.get(action.kind)
    if kind is None:
        yield ("kind",), _("There is no action called %(kind)s.") % {"kind": action.kind}
        return
    for key, text in kind.problems(action.settings, workspace):
        yield ("settings", key), text
    for path, text in _of_criteria(action.when):
        yield ("when", *path), text


def _of_criteria(document: dict[str, Any] | None) -> Iterator[Problem]:
    """Find what is wrong with a condition."""
    if document:
        try:
            parse_criteria(document)
        except InvalidCriteria as invalid:
            for place, text in invalid.problems:
                yield tuple(place.strip("/").split("/")), text
