"""Step 1 of the wizard: who and why. It saves itself as one writes; the first save makes the draft."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kindred.accounts.models import Role
from kindred.cohorts.models import Addition, Cohort, Collaborator
from kindred.kit.clock import utc_now
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.cohorts.access import CohortRequest, in_cohort
from kindred.web.cohorts.who_form import WhoForm, save
from kindred.web.cohorts.wizard import wizard_steps
from kindred.web.criteria.nodes import given

#: What helps to define an ideal target: field, icon, question, examples.
QUESTIONS = (
    (
        "title",
        "briefcase",
        gettext_lazy("What is their job title?"),
        gettext_lazy("e.g. frontend developer, controller"),
    ),
    ("department", "building-2", gettext_lazy("Which department?"), gettext_lazy("e.g. marketing or sales")),
    ("seniority", "layers", gettext_lazy("How senior are they?"), gettext_lazy("e.g. VPs, directors or managers")),
    ("decision_role", "key-round", gettext_lazy("Who decides?"), gettext_lazy("the decision maker, or the user first")),
    ("country", "globe", gettext_lazy("Where are they?"), gettext_lazy("e.g. US, DE or JP")),
    ("skills", "wand-sparkles", gettext_lazy("What are their skills?"), gettext_lazy("e.g. React, Node.js or Unity")),
    ("tags", "users-round", gettext_lazy("Which community?"), gettext_lazy("a tag: a meetup, an event, alumni")),
    ("company_name", "building-2", gettext_lazy("Which companies?"), gettext_lazy("the companies you want to reach")),
)


@require_http_methods(["GET", "POST"])
@in_workspace(Role.MEMBER)
def new(request: WorkspaceRequest) -> HttpResponse:
    """Ask who a new cohort is for; the first answer with a name makes the draft."""
    form = WhoForm(request.POST or None, workspace=request.workspace, criteria=given(request.GET.get("criteria", "")))
    if request.method == "GET" or not (form.is_valid() or ("name" in form.cleaned_data and _saves_itself(request))):
        return _asked(request, form, contacts=request.GET.get("contacts", ""))
    cohort = _drafted(request, form)
    return _saved(request, form, cohort)


@require_http_methods(["GET", "POST"])
@in_cohort(Collaborator.Role.EDITOR)
def who(request: CohortRequest) -> HttpResponse:
    """Ask who a cohort is for and why; what is valid is kept at once."""
    form = WhoForm(request.POST or None, workspace=request.workspace, cohort=request.cohort)
    if request.method == "GET":
        return _asked(request, form, cohort=request.cohort)
    valid = form.is_valid()
    with transaction.atomic():
        save(form, request.cohort, now=utc_now())
    if not valid and not _saves_itself(request):
        return _asked(request, form, cohort=request.cohort)
    return _saved(request, form, request.cohort)


@transaction.atomic
def _drafted(request: WorkspaceRequest, form: WhoForm) -> Cohort:
    """Make the draft, with the contacts that were selected for it."""
    now = utc_now()
    cohort = Cohort.objects.open_for(
        workspace=request.workspace, owner=request.user, name=form.cleaned_data["name"], now=now
    )
    save(form, cohort, now=now)
    if ids := [int(one) for one in request.POST.get("contacts", "").split(",") if one.isdecimal()]:
        Addition.objects.start(cohort=cohort, who={"ids": ids}, by=request.user, now=now)
    return cohort


def _saves_itself(request: HttpRequest) -> bool:
    """Whether the form was saved by itself, not by its button."""
    return request.headers.get("Accept") == "application/json"


def _asked(request: WorkspaceRequest, form: WhoForm, **context: Any) -> HttpResponse:
    """Show the page; with errors where there are some."""
    if request.method == "POST" and _saves_itself(request):
        return _answered(form)
    cohort = context.get("cohort")
    context["questions"] = QUESTIONS
    context |= {"form": form, "steps": wizard_steps(request.workspace, cohort), "current": 1}
    return render(request, "cohorts/who.html", context, status=422 if form.errors else 200)


def _saved(request: WorkspaceRequest, form: WhoForm, cohort: Cohort) -> HttpResponse:
    """Go on to the people, or say that it is saved."""
    if _saves_itself(request):
        return _answered(
            form, url=reverse("cohort_who", kwargs={"workspace": request.workspace.slug, "cohort": cohort.pk})
        )
    if "later" in request.POST:
        return redirect("cohorts", workspace=request.workspace.slug)
    return redirect("cohort_team", workspace=request.workspace.slug, cohort=cohort.pk)


def _answered(form: WhoForm, **answer: str) -> JsonResponse:
    """Answer a form that saves itself: what could not be kept, and why."""
    errors = {name: " ".join(map(str, texts)) for name, texts in form.errors.items()}
    if set(errors) == {"criteria"}:
        # A condition is written in several moves: until it is whole, that is no fault.
        return JsonResponse({"said": _("Saved, except conditions that are not complete yet"), "errors": {}, **answer})
    said = _("Saved, except what is marked.") if errors else _("Saved")
    return JsonResponse({"said": said, "errors": errors, **answer}, status=422 if errors else 200)
