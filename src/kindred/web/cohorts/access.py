"""Looking up a cohort inside what its viewer may see."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from kindred.cohorts.models import Cohort, Collaborator
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.workflows.powers import Powers, on_cohort

P = ParamSpec("P")


class CohortRequest(WorkspaceRequest):
    """A request about a cohort, by someone who may see it."""

    cohort: Cohort
    powers: Powers


def in_cohort(
    role: Collaborator.Role = Collaborator.Role.VIEWER,
) -> Callable[
    [Callable[Concatenate[CohortRequest, P], HttpResponse]], Callable[Concatenate[CohortRequest, P], HttpResponse]
]:
    """Give a view its cohort and what the person may do with it; 404 for what they may not see, 403 below `role`."""

    def decorate(
        view: Callable[Concatenate[CohortRequest, P], HttpResponse],
    ) -> Callable[Concatenate[CohortRequest, P], HttpResponse]:
        @wraps(view)
        def inner(request: CohortRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            mine = Cohort.objects.of(request.workspace).select_related("workspace", "owner")
            cohort = get_object_or_404(mine, pk=kwargs.pop("cohort"))
            request.cohort, request.powers = cohort, on_cohort(cohort, request.member)
            if not request.powers.at_least(role):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return in_workspace()(inner)  # type: ignore[arg-type]

    return decorate
