"""Bringing contacts into a cohort from its own page: found by name, or everybody who meets its criteria."""

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kindred.cohorts.models import Addition, Collaborator, Membership
from kindred.contacts.models import Contact
from kindred.criteria.language import say
from kindred.kit.clock import utc_now
from kindred.kit.errors import KindredError
from kindred.web.cohorts.access import CohortRequest, in_cohort
from kindred.web.workflows.picking import picked, suggested

RUNNER = Collaborator.Role.RUNNER


@require_http_methods(["GET", "POST"])
@in_cohort(RUNNER)
def additions(request: CohortRequest) -> HttpResponse:
    """Ask whom to add; add them."""
    cohort = request.cohort
    if request.method == "GET":
        context = {
            "cohort": cohort,
            "criteria": say(cohort.criteria, workspace=cohort.workspace) if cohort.criteria else "",
        }
        return render(request, "cohorts/_addition.html", context)
    if "criteria" in request.POST:
        return _by_criteria(request)
    chosen = picked(request, Contact.objects.of(request.workspace))
    number = cohort.add(chosen, cause=Membership.Cause.HAND, at=utc_now(), by=request.user)
    text = ngettext("%(n)d contact added.", "%(n)d contacts added.", number) % {"n": number}
    messages.success(request, text)
    return redirect("cohort", workspace=request.workspace.slug, cohort=cohort.pk)


def _by_criteria(request: CohortRequest) -> HttpResponse:
    """Begin to add everybody who meets the cohort's criteria."""
    who = {"criteria": request.cohort.criteria, "search": ""}
    try:
        addition = Addition.objects.start(
            cohort=request.cohort, who=who, cause=Membership.Cause.CRITERIA, by=request.user, now=utc_now()
        )
    except KindredError as refusal:
        messages.error(request, refusal.message)
    else:
        text = ngettext("%(n)d contact is looked at.", "%(n)d contacts are being added.", addition.total)
        messages.success(request, text % {"n": addition.total})
    return redirect("cohort", workspace=request.workspace.slug, cohort=request.cohort.pk)


@require_safe
@in_cohort(RUNNER)
def suggestions(request: CohortRequest) -> JsonResponse:
    """Suggest contacts who are not in the cohort."""
    stays = request.cohort.memberships.filter(contact=OuterRef("pk"), left_at=None)
    pool = Contact.objects.of(request.workspace).exclude(Exists(stays))
    return suggested(request, pool)


@require_POST
@in_cohort(RUNNER)
def removals(request: CohortRequest) -> HttpResponse:
    """Take members out; by hand, so no recount brings them back."""
    gone = picked(request, Contact.objects.of(request.workspace))
    number = request.cohort.remove(gone, at=utc_now(), by=request.user)
    messages.success(request, ngettext("%(n)d contact taken out.", "%(n)d contacts taken out.", number) % {"n": number})
    return redirect("cohort", workspace=request.workspace.slug, cohort=request.cohort.pk)
