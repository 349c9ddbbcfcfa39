"""Beginning a workflow from one of the usual ones."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kindred.cohorts.models import Collaborator
from kindred.kit.clock import utc_now
from kindred.web.workflows.access import WorkflowRequest, in_workflow
from kindred.web.workflows.design import shown
from kindred.web.workflows.editing import editing
from kindred.workflows.presets import preset


@require_POST
@in_workflow(Collaborator.Role.EDITOR)
def begin(request: WorkflowRequest) -> HttpResponse:
    """Fill an empty draft from a preset, or with a first empty step; a cohort without a goal takes the preset's."""
    key = request.POST.get("preset", "")
    chosen = preset(key)
    if chosen is None and key != "empty":
        raise Http404
    with editing(request) as draft:
        if not draft.steps and chosen:
            draft.document = chosen.document(workspace=request.workspace)
        elif not draft.steps:
            draft.add_step(_("New"))
    cohort = request.workflow.cohort
    if cohort and chosen and chosen.goal and not cohort.goal:
        cohort.change(now=utc_now(), goal=chosen.goal)
    return shown(request, request.workflow, request.powers)
