"""How many stand where: counted in SQL for many workflows at once, and kept for a moment.

The more there are, the longer a count is kept: two seconds for a few, twenty for a million, where nobody sees the
difference. Who moves cards sees the new count at once (`recount`).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.core.cache import cache
from django.db.models import Count

from kindred.cohorts.models import Membership
from kindred.workflows.models import Enrollment, Workflow
from kindred.workflows.models.enrollment import EnrollmentQuerySet

#: Seconds a count is kept, and how many more of what is counted add one more.
KEPT_FOR, PER_SECOND = 2, 50_000

Counted = TypeVar("Counted", "Standing", int)


@dataclass
class Standing:
    """How many live cards stand on each step of a workflow, and how many of them need a person."""

    at: dict[str, int] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.at.values())

    @property
    def attention(self) -> int:
        """How many need a person."""
        return sum(self.failed.values())


def standing(workflows: Collection[int]) -> Mapping[int, Standing]:
    """Return how the cards of these workflows stand."""

    def count(missing: Collection[int]) -> dict[int, Standing]:
        return counted(Enrollment.objects.filter(workflow__in=missing).live())

    return _kept("standing", workflows, count, size=lambda one: one.total)


def counted(live: EnrollmentQuerySet) -> dict[int, Standing]:
    """Count live enrollments by workflow and step."""
    found: dict[int, Standing] = {}
    places = ("workflow", "step")
    for workflow, step, number in live.order_by().values_list(*places).annotate(Count("pk")):
        found.setdefault(workflow, Standing()).at[step] = number
    for workflow, step, number in live.parked().order_by().values_list(*places).annotate(Count("pk")):
        found.setdefault(workflow, Standing()).failed[step] = number
    return found


def members(cohorts: Collection[int]) -> Mapping[int, int]:
    """Return how many members these cohorts have."""

    def count(missing: Collection[int]) -> dict[int, int]:
        stays = Membership.objects.filter(cohort__in=missing, left_at=None).order_by()
        return dict(stays.values_list("cohort").annotate(Count("pk")))

    return _kept("members", cohorts, count, size=lambda number: number)


def recount(workflow: Workflow) -> None:
    """Forget what was counted: somebody has just changed it and wants to see it."""
    cache.delete_many([f"standing/{workflow.pk}", f"members/{workflow.cohort_id}"])


def _kept(
    kind: str,
    ids: Collection[int],
    count: Callable[[Collection[int]], dict[int, Counted]],
    *,
    size: Callable[[Counted], int],
) -> dict[int, Counted]:
    """Return what is kept, and count the rest together."""
    keys = {f"{kind}/{one}": one for one in ids}
    found: dict[int, Counted] = {keys[key]: value for key, value in cache.get_many(keys).items()}
    if missing := [one for one in ids if one not in found]:
        fresh = count(missing)
        for one, value in fresh.items():
            cache.set(f"{kind}/{one}", value, KEPT_FOR + size(value) // PER_SECOND)
        found |= fresh
    return found
