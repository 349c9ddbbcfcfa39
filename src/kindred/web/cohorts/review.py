"""Before publishing: what will be, in plain words, and what stands in the way."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kindred.cohorts.effects import effect_on_cohort
from kindred.cohorts.errors import NobodyPicked
from kindred.cohorts.models import Addition, Cohort, Collaborator, Membership
from kindred.criteria.language import say
from kindred.kit.clock import utc_now
from kindred.kit.errors import KindredError
from kindred.web.cohorts import goal
from kindred.web.cohorts.access import CohortRequest, in_cohort
from kindred.web.cohorts.wizard import wizard_steps
from kindred.web.criteria.effects import shown
from kindred.web.workflows.design import laid_out
from kindred.web.workflows.effects import destinations, entering, outward, vacated
from kindred.workflows.errors import InvalidDefinition, PeopleOnRemovedSteps
from kindred.workflows.models import Workflow


@require_safe
@in_cohort()
def review(request: CohortRequest) -> HttpResponse:
    """Say what publishing brings about."""
    cohort, workflow = request.cohort, Workflow.objects.for_cohort(request.cohort)
    context = laid_out(workflow, request.powers) | {
        "cohort": cohort,
        "goal": goal.said(cohort.goal),
        "criteria": say(cohort.criteria, workspace=cohort.workspace) if cohort.criteria else "",
        "people": cohort.collaborators.select_related("user").order_by("pk"),
        "tags": cohort.tags.order_by("name"),
        "entering": entering(cohort, workflow, now=utc_now()),
        "effect": _effect(cohort),
        "outward": outward(workflow),
        "vacated": vacated(workflow),
        "steps": wizard_steps(request.workspace, cohort),
        "current": 4,
    }
    return render(request, "cohorts/review.html", context)


def _effect(cohort: Cohort) -> dict[str, Any] | None:
    """Return who would enter and leave, where criteria that are at work were changed."""
    if not cohort.following or {"criteria": cohort.criteria, "leaving": cohort.leaving} == cohort.following:
        return None
    return shown(effect_on_cohort(cohort, cohort.criteria, leaving=cohort.leaving, now=utc_now()))


@require_POST
@in_cohort(Collaborator.Role.EDITOR)
def publication(request: CohortRequest) -> HttpResponse:
    """Publish the cohort with its workflow, and bring in those who meet its criteria."""
    workflow = Workflow.objects.for_cohort(request.cohort)
    try:
        _publish(request, workflow)
    except InvalidDefinition:
        messages.error(request, _("Not published yet: the marked places need mending first."))
        return _to(request, "cohort_workflow")
    except PeopleOnRemovedSteps as refusal:
        messages.error(request, refusal.message)
        return _to(request, "cohort_review")
    except KindredError as refusal:
        messages.error(request, refusal.message)
        return _to(request, "cohort_review")
    messages.success(request, _("“%(name)s” is published.") % {"name": request.cohort.name})
    return _to(request, "cohort")


@transaction.atomic
def _publish(request: CohortRequest, workflow: Workflow) -> None:
    """Publish, and start bringing in those who meet the criteria."""
    now = utc_now()
    workflow.publish(now=now, by=request.user, destinations=destinations(request.POST))
    if request.cohort.criteria:
        _bring_in(request.cohort, by=request.user, now=now)


def _bring_in(cohort: Cohort, *, by: Any, now: Any) -> None:
    """Add everybody who meets the criteria; that it is nobody yet is no fault."""
    who = {"criteria": cohort.criteria, "search": ""}
    try:
        Addition.objects.start(cohort=cohort, who=who, cause=Membership.Cause.CRITERIA, by=by, now=now)
    except NobodyPicked:
        return


def _to(request: CohortRequest, name: str) -> HttpResponse:
    """Go to one of the cohort's pages."""
    return redirect(name, workspace=request.workspace.slug, cohort=request.cohort.pk)
