"""The rules of a step that is being designed."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from kindred.cohorts.models import Collaborator
from kindred.web.workflows.access import WorkflowRequest, in_workflow
from kindred.web.workflows.design import shown
from kindred.web.workflows.dialog import closing, unfinished
from kindred.web.workflows.editing import editing, part_of
from kindred.web.workflows.rule_form import WHENS, RuleForm
from kindred.workflows.drafting import Draft, Part

EDITOR = Collaborator.Role.EDITOR


@require_http_methods(["GET", "POST"])
@in_workflow(EDITOR)
def rules(request: WorkflowRequest, key: str) -> HttpResponse:
    """Ask for a new rule, or add it to the step."""
    form = _form(request, request.POST.get("kind") or request.GET.get("kind", ""), step=key)
    if request.method == "GET" or not form.is_valid():
        return _asked(request, form, step=key)
    with editing(request) as draft:
        draft.put_rule(key, form.rule())
    return closing(shown(request, request.workflow, request.powers))


@require_http_methods(["GET", "POST", "DELETE"])
@in_workflow(EDITOR)
def rule(request: WorkflowRequest, key: str) -> HttpResponse:
    """Ask for a rule, save it, or take it out."""
    if request.method == "DELETE":
        with editing(request) as draft:
            draft.remove_rule(key)
        return shown(request, request.workflow, request.powers)
    draft = Draft(request.workflow.draft)
    present, step = part_of(draft.rule, key), part_of(draft.step_of, key)["key"]
    form = _form(request, present["when"]["kind"], step=step, present=present)
    if request.method == "GET" or not form.is_valid():
        return _asked(request, form, step=step, rule=present)
    with editing(request) as newest:
        newest.put_rule(newest.step_of(key)["key"], form.rule(), key=key)
    return closing(shown(request, request.workflow, request.powers))


@require_POST
@in_workflow(EDITOR)
def rule_place(request: WorkflowRequest, key: str) -> HttpResponse:
    """Put a rule behind another one, in this or another step."""
    with editing(request) as draft:
        draft.move_rule(key, step=request.POST.get("step", ""), after=request.POST.get("after", ""))
    return shown(request, request.workflow, request.powers)


def _form(request: WorkflowRequest, kind: str, *, step: str, present: Part | None = None) -> RuleForm:
    """Return the form of a rule, filled in as far as it is."""
    if kind not in WHENS:
        raise Http404
    draft = Draft(request.workflow.draft)
    return RuleForm(request.POST or None, kind=kind, workspace=request.workspace, draft=draft, step=step, rule=present)


def _asked(request: WorkflowRequest, form: RuleForm, *, step: str, rule: Part | None = None) -> HttpResponse:
    """Show the form; one with errors stays open."""
    page = render(request, "workflows/_rule_form.html", {"form": form, "step": step, "rule": rule})
    return page if request.method == "GET" else unfinished(page)
