"""Moving a selection on one of the two ladders."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kindred.accounts.models import Role
from kindred.contacts.fields import FIELDS, label_of
from kindred.kit.clock import utc_now
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.contacts import rungs
from kindred.web.contacts.selected.answer import done
from kindred.web.contacts.selection import Selection


@require_http_methods(["GET", "POST"])
@in_workspace(Role.MEMBER)
def staging(request: WorkspaceRequest) -> HttpResponse:
    """Ask for a state or stage, and give it to the selected contacts."""
    if request.method == "GET":
        return _ask(request)
    ladder, _colon, rung = request.POST.get("stage", "").partition(":")
    if f"{ladder}:{rung}" not in rungs.VALUES:
        return _ask(request, error=_("Choose a state or a stage."))
    now = utc_now()
    contacts = Selection.read(request.POST).contacts(workspace=request.workspace, now=now)
    count = contacts.set_field(ladder, rung, at=now, by=request.user)
    words = {"count": count, "ladder": str(FIELDS[ladder].label), "rung": label_of(ladder, rung)}
    return done(
        request,
        ngettext(
            "%(ladder)s of %(count)d contact set to “%(rung)s”.",
            "%(ladder)s of %(count)d contacts set to “%(rung)s”.",
            count,
        )
        % words
        if count
        else _("All of them had reached “%(rung)s” already.") % words,
    )


def _ask(request: WorkspaceRequest, *, error: str = "") -> HttpResponse:
    """Show the dialog."""
    asked = request.GET if request.method == "GET" else request.POST
    selection = Selection.read(asked)
    count = selection.contacts(workspace=request.workspace, now=utc_now()).count()
    context = {"selection": selection, "count": count, "stages": rungs.choices(), "error": error}
    return render(request, "contacts/selected/_stage.html", context, status=422 if error else 200)
