"""Who may see what: every page of a workspace starts here, so that nothing is looked up outside it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from kindred.accounts.models import Member, Role, User, Workspace

P = ParamSpec("P")


class WorkspaceRequest(HttpRequest):
    """A request inside a workspace, by one of its members."""

    user: User
    workspace: Workspace
    member: Member


def in_workspace(
    role: Role = Role.VIEWER,
) -> Callable[
    [Callable[Concatenate[WorkspaceRequest, P], HttpResponse]], Callable[Concatenate[WorkspaceRequest, P], HttpResponse]
]:
    """Give a view its workspace and member; strangers get the 404 of a workspace that does not exist.

    A member below `role` gets 403.
    """

    def decorate(
        view: Callable[Concatenate[WorkspaceRequest, P], HttpResponse],
    ) -> Callable[Concatenate[WorkspaceRequest, P], HttpResponse]:
        @wraps(view)
        def inner(request: WorkspaceRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            member = get_object_or_404(
                Member.objects.select_related("workspace"), user=request.user, workspace__slug=kwargs.pop("workspace")
            )
            if not Role(member.role).at_least(role):
                raise PermissionDenied
            request.workspace, request.member = member.workspace, member
            if request.session.get("workspace") != member.workspace.slug:
                request.session["workspace"] = member.workspace.slug  # where the person comes back to
            return view(request, *args, **kwargs)

        return login_required(inner)

    return decorate
