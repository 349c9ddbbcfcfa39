"""Where a contact is now: the cohorts and sequences, the step there, and what comes next."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from kindred.cohorts.models import Cohort
from kindred.contacts.models import Contact
from kindred.workflows.explanation import Line, explain
from kindred.workflows.models import Enrollment

_MOST = 12
_AHEAD = 3


@dataclass(frozen=True, kw_only=True)
class Place:
    """One cohort or sequence the contact is in."""

    name: str
    url: str
    step: str = ""
    since: datetime | None = None
    status: str = ""
    status_label: str = ""
    held: str = ""
    #: What happens next, and when, the next few only.
    ahead: tuple[Line, ...] = ()
    #: What would move them, in sentences.
    rules: tuple[str, ...] = ()
    #: When the step's time is up, or it is looked at next.
    due_at: datetime | None = None


def places(contact: Contact) -> list[Place]:
    """Return where a contact is: on boards first, then in cohorts whose workflow has not begun."""
    live = contact.enrollments.live().order_by("-entered_at")
    enrollments = live.select_related("workspace", "version", "workflow__cohort", "workflow__sequence")[:_MOST]
    standing = [_standing(contact, enrollment) for enrollment in enrollments]
    boards = {enrollment.workflow.cohort_id for enrollment in enrollments}
    cohorts = Cohort.objects.filter(memberships__contact=contact, memberships__left_at=None)
    waiting = cohorts.exclude(pk__in=[pk for pk in boards if pk]).order_by("name")[:_MOST]
    return standing + [Place(name=cohort.name, url=_url("cohort", contact, cohort.pk)) for cohort in waiting]


def _standing(contact: Contact, enrollment: Enrollment) -> Place:
    """Return a place on a board."""
    explanation, workflow = explain(enrollment), enrollment.workflow
    kind, pk = ("cohort", workflow.cohort_id) if workflow.cohort_id else ("sequence", workflow.sequence_id)
    return Place(
        name=str(workflow),
        url=_url(kind, contact, pk),
        step=explanation.step,
        since=explanation.since,
        status=enrollment.status,
        status_label=enrollment.get_status_display(),
        held=explanation.held,
        ahead=explanation.ahead[:_AHEAD],
        rules=explanation.rules,
        due_at=None if explanation.ahead else enrollment.due_at,
    )


def _url(kind: str, contact: Contact, pk: int | None) -> str:
    """Return the address of a cohort's or sequence's page."""
    return reverse(kind, kwargs={"workspace": contact.workspace.slug, kind: pk})
