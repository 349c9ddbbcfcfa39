"""Which segments and cohorts refer to which; nobody may depend on themselves."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps

from kindred.accounts.models import Workspace
from kindred.cohorts.errors import CircularCriteria
from kindred.criteria.condition import Reference
from kindred.criteria.errors import InvalidCriteria
from kindred.criteria.language import parse


def refuse_circles(workspace: Workspace, *, start: Reference, references: Iterable[Reference]) -> None:
    """Refuse references that lead back to where they start from.

    Raises CircularCriteria with the circle.
    """
    circle = _way_back(workspace, start, references, seen={start})
    if circle:
        raise CircularCriteria([_name(workspace, one) for one in (start, *circle)])


def _way_back(
    workspace: Workspace, start: Reference, references: Iterable[Reference], *, seen: set[Reference]
) -> list[Reference]:
    """Return the references that lead back to the start, in their order; nothing where none does."""
    for reference in sorted(references, key=str):
        if reference == start:
            return [start]
        if reference in seen:
            continue
        seen.add(reference)
        further = _way_back(workspace, start, _references_of(workspace, reference), seen=seen)
        if further:
            return [reference, *further]
    return []


def _references_of(workspace: Workspace, reference: Reference) -> frozenset[Reference]:
    """Return what a segment or a cohort refers to itself."""
    found = _row(workspace, reference)
    try:
        return parse(found.criteria).refers if found and found.criteria else frozenset()
    except InvalidCriteria:
        return frozenset()


def _name(workspace: Workspace, reference: Reference) -> str:
    """Return what people call it."""
    return str(_row(workspace, reference) or reference[1])


def _row(workspace: Workspace, reference: Reference) -> Any:
    """Return the segment or the cohort that is referred to."""
    what, which = reference
    model = apps.get_model("cohorts", "Segment" if what == "segment" else "Cohort")
    return model.objects.of(workspace).filter(**{"key" if what == "segment" else "pk": which}).first()
