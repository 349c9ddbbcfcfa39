"""The actions of a step that is being designed: a dialog for each, made from what its kind wants to know."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from kindred.cohorts.models import Collaborator
from kindred.web.workflows.access import WorkflowRequest, in_workflow
from kindred.web.workflows.action_form import ActionForm
from kindred.web.workflows.design import shown
from kindred.web.workflows.dialog import closing, unfinished
from kindred.web.workflows.editing import editing, part_of
from kindred.web.workflows.templates import merge_fields
from kindred.workflows.actions.registry import KINDS
from kindred.workflows.drafting import Draft, Part

EDITOR = Collaborator.Role.EDITOR


@require_http_methods(["GET", "POST"])
@in_workflow(EDITOR)
def actions(request: WorkflowRequest, key: str) -> HttpResponse:
    """Ask for the settings of a new action, or add it to the step."""
    form = _form(request, request.POST.get("kind") or request.GET.get("kind", ""))
    if request.method == "GET" or "look" in request.POST or not form.is_valid():
        return _asked(request, form, step=key)
    with editing(request) as draft:
        draft.put_action(key, form.action())
    return closing(shown(request, request.workflow, request.powers))


@require_http_methods(["GET", "POST", "DELETE"])
@in_workflow(EDITOR)
def action(request: WorkflowRequest, key: str) -> HttpResponse:
    """Ask for the settings of an action, save them, or take it out."""
    if request.method == "DELETE":
        with editing(request) as draft:
            draft.remove_action(key)
        return shown(request, request.workflow, request.powers)
    draft = Draft(request.workflow.draft)
    present = part_of(draft.action, key)
    form = _form(request, present["kind"], present)
    if request.method == "GET" or "look" in request.POST or not form.is_valid():
        return _asked(request, form, action=present, step=draft.step_of(key)["key"])
    with editing(request) as newest:
        newest.put_action(newest.step_of(key)["key"], form.action(), key=key)
    return closing(shown(request, request.workflow, request.powers))


@require_POST
@in_workflow(EDITOR)
def action_place(request: WorkflowRequest, key: str) -> HttpResponse:
    """Put an action behind another one, in this or another step."""
    with editing(request) as draft:
        draft.move_action(key, step=request.POST.get("step", ""), after=request.POST.get("after", ""))
    return shown(request, request.workflow, request.powers)


def _form(request: WorkflowRequest, kind: str, present: Part | None = None) -> ActionForm:
    """Return the form of a kind of action, filled in as far as it is."""
    if kind not in KINDS:
        raise Http404
    return ActionForm(
        request.POST or None,
        kind=KINDS[kind],
        workspace=request.workspace,
        draft=Draft(request.workflow.draft),
        action=present,
    )


def _asked(request: WorkflowRequest, form: ActionForm, *, step: str, action: Part | None = None) -> HttpResponse:
    """Show the form; one with errors stays open. `look` only asks how it looks with other values."""
    looking = "look" in request.POST
    if looking:
        form = ActionForm(
            kind=form.kind, workspace=request.workspace, draft=form.draft, action=_as_typed(request, form)
        )
    context = {"form": form, "step": step, "action": action, "merge_fields": merge_fields(request.workspace)}
    page = render(request, "workflows/_action_form.html", context)
    return page if request.method == "GET" or looking else unfinished(page)


def _as_typed(request: WorkflowRequest, form: ActionForm) -> Part:
    """Return what stands in the form now, whether it makes sense or not."""
    form.full_clean()
    typed = {s.key: form.cleaned_data.get(f"set-{s.key}", request.POST.get(f"set-{s.key}")) for s in form.kind.settings}
    return {"settings": typed, "after": form.cleaned_data.get("after"), "when": form.cleaned_data.get("when")}
