"""Why a contact is where it is in a workflow, what has happened there, what comes next and when, and what holds it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kindred.accounts.models import Workspace
from kindred.cohorts.models import Membership
from kindred.workflows import sentences
from kindred.workflows.definition import Action, Definition, Step
from kindred.workflows.models import ActionRun, Enrollment
from kindred.workflows.reasons import in_words


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that was done or is to come."""

    what: str
    at: datetime | None
    #: For what was done: done or skipped; empty for what is to come.
    outcome: str = ""


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """The answer to "why is this contact here, and what now?"."""

    because: str
    since: datetime
    step: str
    done: tuple[Line, ...]
    ahead: tuple[Line, ...]
    #: What would move it, in sentences.
    rules: tuple[str, ...]
    #: What holds it; empty where nothing does.
    held: str


def explain(enrollment: Enrollment) -> Explanation:
    """Explain an enrollment."""
    definition = enrollment.version.parsed
    step = definition.step(enrollment.step)
    return Explanation(
        because=_because(enrollment),
        since=enrollment.entered_at,
        step=step.name if step else enrollment.step,
        done=_done(enrollment, definition),
        ahead=_ahead(enrollment, definition, step) if step and enrollment.ended_at is None else (),
        rules=_rules(step, definition, enrollment.workflow.workspace) if step and enrollment.ended_at is None else (),
        held=_held(enrollment),
    )


def _because(enrollment: Enrollment) -> str:
    """Return how the contact came in."""
    cohort = enrollment.workflow.cohort
    if cohort is None:
        return _("Started by hand")
    stay = Membership.objects.filter(cohort=cohort, contact=enrollment.contact_id).select_related("by").last()
    if stay is None:
        return _("Left the cohort")
    cause = str(stay.get_cause_display()).capitalize()
    said = _("%(cause)s, by %(who)s") % {"cause": cause, "who": stay.by} if stay.by else cause
    if stay.unmet_since:
        day = date_format(timezone.localtime(stay.unmet_since), "DATE_FORMAT")
        return _("%(came)s; no longer meets the criteria since %(day)s") % {"came": said, "day": day}
    return said


def _done(enrollment: Enrollment, definition: Definition) -> tuple[Line, ...]:
    """Return the actions that have run for it, oldest first."""
    actions = {action.key: action for step in definition.steps for action in step.actions}
    runs = ActionRun.objects.filter(enrollment=enrollment).order_by("at", "entry")
    return tuple(
        Line(
            what=_say(actions[run.action], definition, enrollment)
            if run.action in actions
            else _("an action of an earlier version"),
            at=run.at,
            outcome=run.outcome,
        )
        for run in runs
    )


def _ahead(enrollment: Enrollment, definition: Definition, step: Step) -> tuple[Line, ...]:
    """Return the actions still to come on this step, with their times as far as they are known."""
    moment = enrollment.action_at or enrollment.action_when_paused
    lines = []
    for n, action in enumerate(step.actions[enrollment.position :]):
        if n and moment is not None:
            moment += action.delay or timedelta(0)
        lines.append(
            Line(
                what=_say(action, definition, enrollment),
                at=None if enrollment.status == Enrollment.Status.PAUSED else moment,
            )
        )
    return tuple(lines)


def _rules(step: Step, definition: Definition, workspace: Workspace) -> tuple[str, ...]:
    """Return what would move it, in sentences."""
    names = _names(definition)
    return tuple(sentences.rule(rule.model_dump(by_alias=True), names, workspace) for rule in step.rules)


def _say(action: Action, definition: Definition, enrollment: Enrollment) -> str:
    """Return what an action does."""
    return sentences.action(action.model_dump(), _names(definition), enrollment.workspace)


def _names(definition: Definition) -> dict[str, str]:
    """Return the names of the steps by key."""
    return {step.key: step.name for step in definition.steps}


def _held(enrollment: Enrollment) -> str:
    """Return what holds it."""
    if enrollment.status == Enrollment.Status.PAUSED:
        return _("The workflow is paused.")
    return in_words(enrollment.reason)
