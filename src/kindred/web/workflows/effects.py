"""What publishing a draft would bring about: who starts, what leaves, and which steps with people on them go away."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef
from django.http import QueryDict

from kindred.cohorts.models import Cohort
from kindred.contacts.models import Contact
from kindred.criteria.language import filter as criteria_filter
from kindred.workflows.actions.registry import KINDS
from kindred.workflows.drafting import Draft
from kindred.workflows.models import Enrollment, Workflow


@dataclass(frozen=True, kw_only=True)
class Entering:
    """How many start when the cohort is published."""

    #: Members who have no place in the workflow yet.
    members: int
    #: Contacts who meet the criteria and are no members yet.
    by_criteria: int
    #: Those among both that have no e-mail address.
    without_address: int

    @property
    def total(self) -> int:
        """How many in all."""
        return self.members + self.by_criteria


@dataclass(frozen=True, kw_only=True)
class Vacated:
    """A step with people on it that the draft does not have any more."""

    key: str
    name: str
    people: int


def destinations(posted: QueryDict) -> dict[str, str]:
    """Read where those go who stand on steps that go away: fields named "to-" and the step's key."""
    named = ((name.removeprefix("to-"), posted.get(name, "")) for name in posted if name.startswith("to-"))
    return {gone: step for gone, step in named if step}


def entering(cohort: Cohort, workflow: Workflow, *, now: datetime) -> Entering:
    """Count who would start."""
    inside = Enrollment.objects.filter(workflow=workflow, contact=OuterRef("pk"))
    members = cohort.members().filter(~Exists(inside))
    others = Contact.objects.none()
    if cohort.criteria:
        stays = cohort.memberships.filter(contact=OuterRef("pk"), left_at=None)
        meeting = criteria_filter(cohort.criteria, workspace=cohort.workspace, now=now)
        others = Contact.objects.of(cohort.workspace).filter(meeting).exclude(Exists(stays))
    without = members.filter(email="").count() + others.filter(email="").count()
    return Entering(members=members.count(), by_criteria=others.count(), without_address=without)


def outward(workflow: Workflow) -> bool:
    """Whether anything leaves for the outside."""
    actions = (action for step in Draft(workflow.draft).steps for action in step["actions"])
    return any(KINDS[action["kind"]].outward for action in actions if action["kind"] in KINDS)


def vacated(workflow: Workflow) -> list[Vacated]:
    """Find the steps that go away while contacts stand on them."""
    if workflow.current is None:
        return []
    kept = {step["key"] for step in Draft(workflow.draft).steps}
    gone = {step.key: step.name for step in workflow.current.parsed.steps if step.key not in kept}
    live = Enrollment.objects.filter(workflow=workflow, step__in=gone).live()
    counts = live.order_by().values_list("step").annotate(Count("pk"))
    return [Vacated(key=key, name=gone[key], people=number) for key, number in counts]
