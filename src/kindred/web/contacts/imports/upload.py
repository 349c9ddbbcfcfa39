"""A spreadsheet comes in."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kindred.accounts.models import Role
from kindred.contacts.models import Import
from kindred.contacts.spreadsheets.errors import UnreadableFile
from kindred.kit.clock import utc_now
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.contacts.imports.steps import steps

_MOST_MEGABYTES = 200


@require_http_methods(["GET", "POST"])
@in_workspace(Role.MEMBER)
def upload(request: WorkspaceRequest) -> HttpResponse:
    """Take a spreadsheet, and lead to its columns; what cannot be read is said beside the field."""
    if request.method == "GET":
        return _show(request)
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return _show(request, error=_("Choose a file first."))
    if (file.size or 0) > _MOST_MEGABYTES * 1_000_000:
        too_large = _("This file is larger than %(most)d MB. Split it and import the parts one after the other.")
        return _show(request, error=too_large % {"most": _MOST_MEGABYTES})
    try:
        kept = Import.objects.upload(
            workspace=request.workspace, file=file, filename=file.name or "", by=request.user, now=utc_now()
        )
    except UnreadableFile as refusal:
        return _show(request, error=refusal.message)
    return redirect("import", workspace=request.workspace.slug, pk=kept.pk)


def _show(request: WorkspaceRequest, *, error: str = "") -> HttpResponse:
    """Show the form."""
    limits = _("CSV, TSV or Excel (XLSX), up to %(most)d MB and as many rows as you have.")
    context = {"steps": steps(), "error": error, "limits": limits % {"most": _MOST_MEGABYTES}}
    return render(request, "contacts/imports/upload.html", context, status=422 if error else 200)
