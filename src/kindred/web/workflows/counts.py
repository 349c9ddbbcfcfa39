"""How many stand where: kept by the database for whole workflows and cohorts, counted afresh for what was searched for."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Self

from django.db.models import Count, Sum

from kindred.cohorts.models import MemberCount
from kindred.workflows.models import Enrollment, StepCount
from kindred.workflows.models.enrollment import EnrollmentQuerySet


@dataclass
class Standing:
    """How many live cards stand on each step of a workflow, and how many of them need a person."""

    at: dict[str, int] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, counts: Iterable[tuple[str, str, int]]) -> Self:
        """Sum up counts by step and status."""
        standing = cls()
        for step, status, number in counts:
            standing.at[step] = standing.at.get(step, 0) + number
            if status == Enrollment.Status.FAILED:
                standing.failed[step] = number
        return standing

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.at.values())

    @property
    def attention(self) -> int:
        """How many need a person."""
        return sum(self.failed.values())


def standing(workflows: Collection[int]) -> dict[int, Standing]:
    """Return how the cards of these workflows stand."""
    counts = StepCount.objects.filter(workflow__in=workflows).values_list("workflow_id", "step", "status")
    found: dict[int, list[tuple[str, str, int]]] = {}
    for workflow, step, status, number in counts.annotate(total=Sum("number")):
        found.setdefault(workflow, []).append((step, status, number))
    return {workflow: Standing.of(some) for workflow, some in found.items()}


def counted(live: EnrollmentQuerySet) -> Standing:
    """Count live enrollments of one workflow."""
    return Standing.of(live.order_by().values_list("step", "status").annotate(total=Count("pk")))


def members(cohorts: Collection[int]) -> dict[int, int]:
    """Return how many members these cohorts have."""
    counts = MemberCount.objects.filter(cohort__in=cohorts).values_list("cohort_id")
    return dict(counts.annotate(total=Sum("number")))
