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


def referring_to(workspace: Workspace, reference: Reference) -> list[Any]:
    """Return the segments and cohorts whose criteria refer to this one: those being edited, or those that are followed."""
    segments = apps.get_model("cohorts", "Segment").objects.of(workspace).order_by("name_key")
    cohorts = apps.get_model("cohorts", "Cohort").objects.of(workspace).order_by("name", "pk")
    return [
        *(one for one in segments if _refers(one.criteria, reference)),
        *(
            one
            for one in cohorts
            if _refers(one.criteria, reference) or _refers(one.following and one.following["criteria"], reference)
        ),
    ]


def _refers(criteria: Any, reference: Reference) -> bool:
    """Whether criteria refer to this one; those that cannot be read refer to nothing."""
    try:
        return criteria is not None and reference in parse(criteria).refers
    except InvalidCriteria:
        return False


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
