"""Taking an import back: what it would do, and the deed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kindred.accounts.models import Member
from kindred.cohorts.models import Cohort
from kindred.contacts.errors import NotUndoable
from kindred.contacts.importing.undo_effect import effect_of_undo
from kindred.contacts.models import Import
from kindred.kit.clock import utc_now
from kindred.web.contacts.imports.access import ImportRequest, in_import
from kindred.workflows.models import Sequence


@require_http_methods(["GET", "POST"])
@in_import()
def undo(request: ImportRequest) -> HttpResponse:
    """Say what taking an import back would do, and do it."""
    spreadsheet = request.spreadsheet
    if not may_undo(request.member, spreadsheet):
        raise PermissionDenied
    if request.method == "GET":
        return _ask(request)
    try:
        spreadsheet.undo(now=utc_now(), by=request.user)
    except NotUndoable as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The import is being taken back."))
    return redirect("import", workspace=request.workspace.slug, pk=spreadsheet.pk)


def may_undo(member: Member, spreadsheet: Import) -> bool:
    """Whether a member may take an import back: their own, or anybody's for those who manage."""
    return member.can_manage or (member.can_edit and spreadsheet.created_by_id == member.user_id)


def _ask(request: ImportRequest) -> HttpResponse:
    """Show what would come of it: in the dialog, or on a page of its own."""
    spreadsheet = request.spreadsheet
    can_be_undone = spreadsheet.can_be_undone(utc_now())
    into = spreadsheet.defaults.get("into", {})
    context = {
        "import": spreadsheet,
        "effect": effect_of_undo(spreadsheet) if can_be_undone else None,
        "cohorts": Cohort.objects.of(request.workspace).filter(pk__in=into.get("cohorts", ())),
        "sequences": Sequence.objects.filter(workspace=request.workspace, pk__in=into.get("sequences", ())),
        "has_basis": bool(spreadsheet.defaults.get("basis")),
    }
    is_dialog = request.headers.get("HX-Request") == "true"
    return render(request, "contacts/imports/_undo.html" if is_dialog else "contacts/imports/undo.html", context)
