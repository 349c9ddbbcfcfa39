"""What becomes of a cohort after it is published: paused and resumed, archived, copied."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kindred.cohorts.models import Cohort, Collaborator
from kindred.cohorts.references import referring_to
from kindred.kit.clock import utc_now
from kindred.web.cohorts.access import CohortRequest, in_cohort
from kindred.workflows.models import Workflow


@require_http_methods(["POST", "DELETE"])
@in_cohort(Collaborator.Role.EDITOR)
def pause(request: CohortRequest) -> HttpResponse:
    """Hold everything where it is; or, taking the pause away, let it go on."""
    workflow = Workflow.objects.for_cohort(request.cohort)
    if request.method == "DELETE":
        workflow.resume(now=utc_now())
        messages.success(request, _("“%(name)s” goes on.") % {"name": request.cohort})
    else:
        workflow.pause(now=utc_now())
        messages.success(
            request, _("“%(name)s” is paused: nothing fires until it is resumed.") % {"name": request.cohort}
        )
    return _back(request)


@require_http_methods(["GET", "POST"])
@in_cohort(Collaborator.Role.OWNER)
def archive(request: CohortRequest) -> HttpResponse:
    """Say what ends, and whose criteria ask for it; end the work for good; history and numbers stay."""
    if request.method == "GET":
        users = referring_to(request.workspace, ("cohort", request.cohort.pk))
        return render(request, "cohorts/_archiving.html", {"cohort": request.cohort, "users": users})
    Workflow.objects.for_cohort(request.cohort).archive(now=utc_now(), by=request.user)
    messages.success(request, _("“%(name)s” is archived.") % {"name": request.cohort})
    return _back(request)


@require_POST
@in_cohort()
def copies(request: CohortRequest) -> HttpResponse:
    """Make a draft like it, without its contacts."""
    if not request.member.can_edit:
        raise PermissionDenied
    copy = _copied(request)
    messages.success(request, _("A draft copy is ready. Change what should differ, then publish it."))
    return redirect("cohort_who", workspace=request.workspace.slug, cohort=copy.pk)


@transaction.atomic
def _copied(request: CohortRequest) -> Cohort:
    """Copy what the cohort is and what happens in it."""
    now, original = utc_now(), request.cohort
    copy = Cohort.objects.open_for(
        workspace=request.workspace,
        owner=request.user,
        name=_("%(name)s (copy)") % {"name": original.name[:110]},
        now=now,
        description=original.description,
        goal=original.goal,
        criteria=original.criteria,
        follows=original.follows,
        leaving=original.leaving,
    )
    copy.tags.set(original.tags.all())
    Workflow.objects.for_cohort(copy).save_draft(Workflow.objects.for_cohort(original).draft)
    return copy


def _back(request: CohortRequest) -> HttpResponse:
    """Return to where the button was: the list or the board."""
    listing = reverse("cohorts", kwargs={"workspace": request.workspace.slug})
    current = urlsplit(request.headers.get("HX-Current-URL", ""))
    if current.path == listing:
        return redirect(f"{listing}?{current.query}" if current.query else listing)
    return redirect("cohort", workspace=request.workspace.slug, cohort=request.cohort.pk)
