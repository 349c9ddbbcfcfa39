"""A cohort at work: its board, or its members where it has no steps."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kindred.cohorts.models import Membership
from kindred.contacts.models import Contact
from kindred.web.cohorts import goal
from kindred.web.cohorts.access import CohortRequest, in_cohort
from kindred.web.workflows.board import board_of
from kindred.workflows.models import Workflow

#: Members in one page of a cohort without steps.
PAGE = 50


@require_safe
@in_cohort()
def cohort(request: CohortRequest) -> HttpResponse:
    """Show the cohort; a draft is gone on with where it was left."""
    workflow = Workflow.objects.select_related("workspace", "cohort", "current").for_cohort(request.cohort)
    if workflow.current is None:
        return redirect("cohort_who", workspace=request.workspace.slug, cohort=request.cohort.pk)
    context = _about(request, workflow)
    if not workflow.current.parsed.steps:
        return render(request, "cohorts/members.html", context | _members(request))
    place = {"workspace": request.workspace.slug, "cohort": request.cohort.pk}
    context |= {
        "board": board_of(workflow, request.powers, q=_asked(request)),
        "board_url": reverse("cohort", kwargs=place),
        "design_url": reverse("cohort_workflow", kwargs=place),
        "stream": f"/w/{request.workspace.slug}/cohorts/{request.cohort.pk}/changes/",
    }
    return render(request, "cohorts/board.html", context)


def _asked(request: CohortRequest) -> str:
    """Return what is searched for."""
    return request.GET.get("q", "").strip()[:120]


def _about(request: CohortRequest, workflow: Workflow) -> dict[str, Any]:
    """Return what both pages show of the cohort."""
    cohort = request.cohort
    team = [str(one.user or one.email) for one in cohort.collaborators.select_related("user").order_by("pk")]
    return {
        "cohort": cohort,
        "workflow": workflow,
        "powers": request.powers,
        "goal": goal.said(cohort.goal),
        "team": team,
        "tags": cohort.tags.order_by("name"),
        "additions": cohort.additions.unfinished().order_by("pk"),
        "q": _asked(request),
    }


def _members(request: CohortRequest) -> dict[str, Any]:
    """Return a page of the members, the latest to come first."""
    stays = Membership.objects.filter(cohort=request.cohort, left_at=None).select_related("contact__company", "by")
    q = _asked(request)
    if q:
        stays = stays.filter(contact__in=Contact.objects.of(request.workspace).search(q))
    page = Paginator(stays.order_by("-entered_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    previous = urlencode({"q": q, "page": page.previous_page_number()}) if page.has_previous() else ""
    following = urlencode({"q": q, "page": page.next_page_number()}) if page.has_next() else ""
    people = [stay.contact_id for stay in page.object_list]
    pins = {pin.contact_id: pin for pin in request.cohort.pins.filter(contact__in=people).select_related("by")}
    return {
        "page": page,
        "stays": [(stay, pins.get(stay.contact_id)) for stay in page.object_list],
        "previous": previous and f"?{previous}",
        "next": following and f"?{following}",
    }


@require_safe
@in_cohort()
def adding(request: CohortRequest) -> HttpResponse:
    """Say how far contacts are on their way into the cohort."""
    additions = request.cohort.additions.unfinished().order_by("pk")
    return render(request, "cohorts/_adding.html", {"cohort": request.cohort, "additions": additions})


@require_safe
@in_cohort()
def goal_progress(request: CohortRequest) -> HttpResponse:
    """Say how many members have reached the goal; asked for after the page, for counting takes a moment."""
    members, reached = request.cohort.members(), 0
    number = members.count()
    if aim := request.cohort.goal:
        reached = members.filter(**{aim["field"]: aim["becomes"]}).count()
    context = {"cohort": request.cohort, "members": number, "reached": reached, "goal": goal.said(request.cohort.goal)}
    return render(request, "cohorts/_goal.html", context)
