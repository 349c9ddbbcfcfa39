"""Looking up a contact inside the workspace."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from kindred.accounts.models import Role, Workspace
from kindred.contacts.models import Contact, ContactPoint, Merge
from kindred.web.access import WorkspaceRequest, in_workspace

P = ParamSpec("P")


class ContactRequest(WorkspaceRequest):
    """A request about a contact of the workspace."""

    contact: Contact


def in_contact(
    role: Role = Role.VIEWER,
) -> Callable[
    [Callable[Concatenate[ContactRequest, P], HttpResponse]], Callable[Concatenate[ContactRequest, P], HttpResponse]
]:
    """Give a view its contact; 404 for one of another workspace as for one that is not, 403 below `role`."""

    def decorate(
        view: Callable[Concatenate[ContactRequest, P], HttpResponse],
    ) -> Callable[Concatenate[ContactRequest, P], HttpResponse]:
        @wraps(view)
        def inner(request: ContactRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            pk = int(str(kwargs.pop("contact")))
            found = contact_of(request.workspace, pk)
            if found is None:
                return _survivor(request, pk)
            request.contact = found
            return view(request, *args, **kwargs)

        return in_workspace(role)(inner)  # type: ignore[arg-type]

    return decorate


def contact_of(workspace: Workspace, pk: int) -> Contact | None:
    """Return a contact of a workspace with what its page shows; None where there is none."""
    pool = Contact.objects.of(workspace).select_related("company", "owner", "workspace")
    return pool.prefetch_related(Prefetch("points", ContactPoint.objects.order_by("pk"))).filter(pk=pk).first()


def _survivor(request: WorkspaceRequest, gone: int) -> HttpResponse:
    """Lead from a contact that became part of another to that one; 404 for any other that is not there."""
    merges = Merge.objects.of(request.workspace).standing()
    merge = get_object_or_404(merges, merged__gone=gone)
    return redirect("contact", workspace=request.workspace.slug, contact=merge.survivor_id)
