"""The steps of a workflow that is being designed."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kindred.cohorts.models import Collaborator
from kindred.web.workflows.access import WorkflowRequest, in_workflow
from kindred.web.workflows.design import shown
from kindred.web.workflows.editing import editing

EDITOR = Collaborator.Role.EDITOR


@require_POST
@in_workflow(EDITOR)
def steps(request: WorkflowRequest) -> HttpResponse:
    """Add a step at the end."""
    with editing(request) as draft:
        number = len(draft.steps) + 1
        draft.add_step(request.POST.get("name", "") or _("Step %(number)d") % {"number": number})
    return shown(request, request.workflow, request.powers)


@require_http_methods(["POST", "DELETE"])
@in_workflow(EDITOR)
def step(request: WorkflowRequest, key: str) -> HttpResponse:
    """Rename a step, or take it out."""
    with editing(request) as draft:
        if request.method == "DELETE":
            draft.remove_step(key)
        else:
            draft.rename_step(key, request.POST.get("name", ""))
    return shown(request, request.workflow, request.powers)


@require_POST
@in_workflow(EDITOR)
def step_copies(request: WorkflowRequest, key: str) -> HttpResponse:
    """Put a copy of a step behind it."""
    with editing(request) as draft:
        draft.copy_step(key)
    return shown(request, request.workflow, request.powers)


@require_POST
@in_workflow(EDITOR)
def step_place(request: WorkflowRequest, key: str) -> HttpResponse:
    """Put a step behind another one."""
    with editing(request) as draft:
        draft.move_step(key, after=request.POST.get("after", ""))
    return shown(request, request.workflow, request.powers)
