"""Looking up an import inside the workspace."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from kindred.accounts.models import Role
from kindred.contacts.models import Import
from kindred.web.access import WorkspaceRequest, in_workspace

P = ParamSpec("P")


class ImportRequest(WorkspaceRequest):
    """A request about an import of the workspace."""

    spreadsheet: Import


def in_import(
    role: Role = Role.MEMBER,
) -> Callable[
    [Callable[Concatenate[ImportRequest, P], HttpResponse]], Callable[Concatenate[ImportRequest, P], HttpResponse]
]:
    """Give a view its import; 404 for one of another workspace as for one that is not, 403 below `role`."""

    def decorate(
        view: Callable[Concatenate[ImportRequest, P], HttpResponse],
    ) -> Callable[Concatenate[ImportRequest, P], HttpResponse]:
        @wraps(view)
        def inner(request: ImportRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            mine = Import.objects.of(request.workspace).select_related("workspace", "created_by")
            request.spreadsheet = get_object_or_404(mine, pk=kwargs.pop("pk"))
            return view(request, *args, **kwargs)

        return in_workspace(role)(inner)  # type: ignore[arg-type]

    return decorate
