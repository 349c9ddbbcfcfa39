"""Looking up a segment inside the workspace."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from kindred.accounts.models import Role
from kindred.cohorts.models import Segment
from kindred.web.access import WorkspaceRequest, in_workspace

P = ParamSpec("P")


class SegmentRequest(WorkspaceRequest):
    """A request about a segment of the workspace."""

    segment: Segment


def in_segment(
    role: Role = Role.VIEWER,
) -> Callable[
    [Callable[Concatenate[SegmentRequest, P], HttpResponse]], Callable[Concatenate[SegmentRequest, P], HttpResponse]
]:
    """Give a view its segment; 404 for one of another workspace as for one that is not, 403 below `role`."""

    def decorate(
        view: Callable[Concatenate[SegmentRequest, P], HttpResponse],
    ) -> Callable[Concatenate[SegmentRequest, P], HttpResponse]:
        @wraps(view)
        def inner(request: SegmentRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            mine = Segment.objects.of(request.workspace).select_related("workspace", "owner")
            request.segment = get_object_or_404(mine, pk=kwargs.pop("segment"))
            return view(request, *args, **kwargs)

        return in_workspace(role)(inner)  # type: ignore[arg-type]

    return decorate
