"""Looking up a workflow inside what its viewer may see."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from kindred.cohorts.models import Collaborator
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.workflows.powers import Powers, on_workflow
from kindred.workflows.models import Workflow

P = ParamSpec("P")


class WorkflowRequest(WorkspaceRequest):
    """A request about a workflow, by someone who may see it."""

    workflow: Workflow
    powers: Powers


def in_workflow(
    role: Collaborator.Role = Collaborator.Role.VIEWER,
) -> Callable[
    [Callable[Concatenate[WorkflowRequest, P], HttpResponse]], Callable[Concatenate[WorkflowRequest, P], HttpResponse]
]:
    """Give a view its workflow and what the person may do with it; 404 for what they may not see, 403 below `role`."""

    def decorate(
        view: Callable[Concatenate[WorkflowRequest, P], HttpResponse],
    ) -> Callable[Concatenate[WorkflowRequest, P], HttpResponse]:
        @wraps(view)
        def inner(request: WorkflowRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            mine = Workflow.objects.filter(workspace=request.workspace)
            workflow = get_object_or_404(
                mine.select_related("workspace", "cohort__workspace", "sequence__workspace", "current"),
                pk=kwargs.pop("workflow"),
            )
            request.workflow, request.powers = workflow, on_workflow(workflow, request.member)
            if not request.powers.at_least(role):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return in_workspace()(inner)  # type: ignore[arg-type]

    return decorate
