"""Looking up a company inside the workspace."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from kindred.accounts.models import Role
from kindred.contacts.models import Company
from kindred.web.access import WorkspaceRequest, in_workspace

P = ParamSpec("P")


class CompanyRequest(WorkspaceRequest):
    """A request about a company of the workspace."""

    company: Company


def in_company(
    role: Role = Role.VIEWER,
) -> Callable[
    [Callable[Concatenate[CompanyRequest, P], HttpResponse]], Callable[Concatenate[CompanyRequest, P], HttpResponse]
]:
    """Give a view its company; 404 for one of another workspace as for one that is not, 403 below `role`."""

    def decorate(
        view: Callable[Concatenate[CompanyRequest, P], HttpResponse],
    ) -> Callable[Concatenate[CompanyRequest, P], HttpResponse]:
        @wraps(view)
        def inner(request: CompanyRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            there = Company.objects.of(request.workspace).select_related("workspace")
            request.company = get_object_or_404(there, pk=kwargs.pop("company"))
            return view(request, *args, **kwargs)

        return in_workspace(role)(inner)  # type: ignore[arg-type]

    return decorate
