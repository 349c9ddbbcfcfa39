"""Looking up a bulk action inside the workspace."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from kindred.accounts.models import Member, Role
from kindred.bulk.models import BulkAction
from kindred.web.access import WorkspaceRequest, in_workspace

P = ParamSpec("P")


class ActionRequest(WorkspaceRequest):
    """A request about a bulk action of the workspace."""

    action: BulkAction


def in_action(
    view: Callable[Concatenate[ActionRequest, P], HttpResponse],
) -> Callable[Concatenate[ActionRequest, P], HttpResponse]:
    """Give a view its bulk action; 404 for one of another workspace as for one that is not, 403 for those who look on."""

    @wraps(view)
    def inner(request: ActionRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        mine = BulkAction.objects.of(request.workspace).select_related("workspace", "by", "undone_by", "removal")
        request.action = get_object_or_404(mine, pk=kwargs.pop("action"))
        return view(request, *args, **kwargs)

    return in_workspace(Role.MEMBER)(inner)  # type: ignore[arg-type]


def may_undo(member: Member, action: BulkAction) -> bool:
    """Whether a member may stop an action or take it back: their own, or anybody's for those who manage."""
    return member.can_manage or action.by_id == member.user_id
