"""Deleting a selection of contacts."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kindred.accounts.models import Role
from kindred.kit.clock import utc_now
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.contacts.selected.answer import done
from kindred.web.contacts.selection import Selection


@require_http_methods(["GET", "POST"])
@in_workspace(Role.MEMBER)
def deletion(request: WorkspaceRequest) -> HttpResponse:
    """Say plainly what deleting means, and delete the selected contacts."""
    asked = request.GET if request.method == "GET" else request.POST
    selection = Selection.read(asked)
    contacts = selection.contacts(workspace=request.workspace, now=utc_now())
    count = contacts.count()
    if request.method == "GET":
        return render(request, "contacts/selected/_deletion.html", {"selection": selection, "count": count})
    contacts.delete()
    return done(
        request, ngettext("%(count)d contact deleted.", "%(count)d contacts deleted.", count) % {"count": count}
    )
