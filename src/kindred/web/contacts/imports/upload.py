"""A file comes in."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kindred.accounts.models import Role
from kindred.contacts.models import Import
from kindred.contacts.presets.registry import PRESETS
from kindred.contacts.spreadsheets.errors import UnreadableFile
from kindred.kit.clock import utc_now
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.contacts.imports.steps import steps

_MOST_MEGABYTES = 200
_LONGEST_ID = 18


@require_http_methods(["GET", "POST"])
@in_workspace(Role.MEMBER)
def upload(request: WorkspaceRequest) -> HttpResponse:
    """Take a file, and lead to its columns; what cannot be read is said beside the field."""
    mends = _mends(request)
    if request.method == "GET":
        return _show(request, mends=mends)
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return _show(request, error=_("Choose a file first."), mends=mends)
    if (file.size or 0) > _MOST_MEGABYTES * 1_000_000:
        too_large = _("This file is larger than %(most)d MB. Split it and import the parts one after the other.")
        return _show(request, error=too_large % {"most": _MOST_MEGABYTES}, mends=mends)
    try:
        kept = Import.objects.upload(
            workspace=request.workspace,
            file=file,
            filename=file.name or "",
            by=request.user,
            now=utc_now(),
            mends=mends,
        )
    except UnreadableFile as refusal:
        return _show(request, error=refusal.message, mends=mends)
    return redirect("import", workspace=request.workspace.slug, pk=kept.pk)


def _mends(request: WorkspaceRequest) -> Import | None:
    """Return the import whose rows were mended, where the file holds such."""
    asked = request.GET if request.method == "GET" else request.POST
    pk = asked.get("mends", "")
    mine = Import.objects.of(request.workspace)
    return mine.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) <= _LONGEST_ID else None


def _show(request: WorkspaceRequest, *, error: str = "", mends: Import | None = None) -> HttpResponse:
    """Show the form."""
    limits = _("CSV, TSV, Excel (XLSX), vCard or JSON Lines, up to %(most)d MB and as many rows as you have.")
    systems = [preset.label for preset in PRESETS.values() if preset.label]
    context = {
        "steps": steps(),
        "error": error,
        "limits": limits % {"most": _MOST_MEGABYTES},
        "mends": mends,
        "systems": systems,
    }
    return render(request, "contacts/imports/upload.html", context, status=422 if error else 200)
