"""Adding a selection to a cohort: choose one, then watch it happen."""

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kindred.accounts.models import Role
from kindred.cohorts.errors import NobodyPicked
from kindred.cohorts.models import Addition, Cohort
from kindred.kit.clock import utc_now
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.contacts.selection import Selection

_SHOWN = 8


@require_http_methods(["GET", "POST"])
@in_workspace(Role.MEMBER)
def cohort_addition(request: WorkspaceRequest) -> HttpResponse:
    """Ask for a cohort, and begin to add the selected contacts to it."""
    if request.method == "GET":
        return _ask(request)
    chosen = request.POST.get("cohort", "")
    if not chosen.isdecimal():
        return _ask(request, error=_("Choose a cohort."))
    cohort = get_object_or_404(_open_to(request), pk=int(chosen))
    who = Selection.read(request.POST).who
    try:
        addition = Addition.objects.start(cohort=cohort, who=who, by=request.user, now=utc_now())
    except NobodyPicked as refusal:
        return _ask(request, error=refusal.message)
    return _show(request, addition)


@require_safe
@in_workspace(Role.MEMBER)
def cohort_choices(request: WorkspaceRequest) -> HttpResponse:
    """List the cohorts whose name holds what was typed."""
    return render(request, "contacts/selected/_cohort_choices.html", {"cohorts": _found(request)})


@require_safe
@in_workspace(Role.MEMBER)
def addition(request: WorkspaceRequest, addition: int) -> HttpResponse:
    """Show how far an addition is."""
    mine = Addition.objects.filter(cohort__workspace=request.workspace).select_related("cohort")
    return _show(request, get_object_or_404(mine, pk=addition))


def _show(request: WorkspaceRequest, addition: Addition) -> HttpResponse:
    return render(
        request, "contacts/selected/_addition.html", {"addition": addition, "skipped": addition.done - addition.added}
    )


def _ask(request: WorkspaceRequest, *, error: str = "") -> HttpResponse:
    """Show the dialog."""
    asked = request.GET if request.method == "GET" else request.POST
    selection = Selection.read(asked)
    count = selection.contacts(workspace=request.workspace, now=utc_now()).count()
    context = {"selection": selection, "count": count, "cohorts": _found(request), "error": error}
    return render(request, "contacts/selected/_cohort.html", context, status=422 if error else 200)


def _found(request: WorkspaceRequest) -> QuerySet[Cohort]:
    """Return the first cohorts by the name typed so far, those worked on last first."""
    found = _open_to(request).annotate(size=Count("memberships", filter=Q(memberships__left_at=None)))
    return found.filter(name__icontains=request.GET.get("cohort_name", "").strip()[:120]).order_by("-updated_at")[
        :_SHOWN
    ]


def _open_to(request: WorkspaceRequest) -> QuerySet[Cohort]:
    """Return the cohorts that this member may add contacts to."""
    return Cohort.objects.run_by(request.member).exclude(status=Cohort.Status.ARCHIVED)
