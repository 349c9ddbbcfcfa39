"""Looking up a sequence inside the workspace."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from kindred.cohorts.models import Collaborator
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.workflows.powers import Powers, on_sequences
from kindred.workflows.models import Sequence, Workflow

P = ParamSpec("P")


class SequenceRequest(WorkspaceRequest):
    """A request about a sequence."""

    sequence: Sequence
    workflow: Workflow
    powers: Powers


def in_sequence(
    role: Collaborator.Role = Collaborator.Role.VIEWER,
) -> Callable[
    [Callable[Concatenate[SequenceRequest, P], HttpResponse]], Callable[Concatenate[SequenceRequest, P], HttpResponse]
]:
    """Give a view its sequence with its workflow; 404 for one of another workspace, 403 below `role`."""

    def decorate(
        view: Callable[Concatenate[SequenceRequest, P], HttpResponse],
    ) -> Callable[Concatenate[SequenceRequest, P], HttpResponse]:
        @wraps(view)
        def inner(request: SequenceRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            mine = Sequence.objects.filter(workspace=request.workspace).select_related("workspace", "owner")
            request.sequence = get_object_or_404(mine, pk=kwargs.pop("sequence"))
            request.powers = on_sequences(request.member)
            if not request.powers.at_least(role):
                raise PermissionDenied
            request.workflow = Workflow.objects.select_related("workspace", "current").for_sequence(request.sequence)
            return view(request, *args, **kwargs)

        return in_workspace()(inner)  # type: ignore[arg-type]

    return decorate
