"""How an import goes, and what came of it."""

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from kindred.accounts.models import Role
from kindred.contacts.importing.rejects import rejected_csv
from kindred.contacts.models import Import
from kindred.kit.clock import utc_now
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.contacts.imports.access import ImportRequest, in_import
from kindred.web.contacts.imports.mapping import show_mapping
from kindred.web.contacts.imports.steps import steps
from kindred.web.contacts.narrowing import Narrowing

_REJECTS_SHOWN = 20
_LISTED = 100


@require_safe
@in_workspace()
def imports(request: WorkspaceRequest) -> HttpResponse:
    """List the imports of the workspace, the newest first."""
    found = Import.objects.of(request.workspace).select_related("created_by").order_by("-pk")[:_LISTED]
    return render(request, "contacts/imports/list.html", {"imports": found})


@require_safe
@in_import(Role.VIEWER)
def import_page(request: ImportRequest) -> HttpResponse:
    """Show where an import is: its columns, its progress, or its result; to htmx only how far it is."""
    spreadsheet = request.spreadsheet
    if request.headers.get("HX-Request") == "true":
        return _how_far(request)
    if spreadsheet.status == Import.Status.UPLOADED and request.member.can_edit:
        return show_mapping(request)
    tags = tuple(spreadsheet.defaults.get("tags", ())[:1])
    context = {
        "import": spreadsheet,
        "steps": steps(),
        "rejects": _rejects(spreadsheet) if spreadsheet.is_over else [],
        "narrowing": Narrowing(tags=tags).query,
    }
    return render(request, "contacts/imports/progress.html", context)


def _how_far(request: ImportRequest) -> HttpResponse:
    """Show how far an import is; when it is over, have the page load its result."""
    if request.spreadsheet.is_over:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "contacts/imports/_progress.html", {"import": request.spreadsheet})


def _rejects(spreadsheet: Import) -> list[dict[str, Any]]:
    """Return the first rows that were not taken."""
    return [
        {"number": row.number, "said": " · ".join(cell for cell in row.values if cell), "reason": row.reason}
        for row in spreadsheet.rejected_rows.order_by("number")[:_REJECTS_SHOWN]
    ]


@require_POST
@in_import()
def cancellation(request: ImportRequest) -> HttpResponse:
    """Stop an import."""
    request.spreadsheet.cancel(now=utc_now())
    return redirect("import", workspace=request.workspace.slug, pk=request.spreadsheet.pk)


@require_safe
@in_import(Role.VIEWER)  # type: ignore[arg-type]
def rejected(request: ImportRequest) -> StreamingHttpResponse:
    """Send the rows that were not taken, with the reasons, to be mended and imported again."""
    lines = rejected_csv(request.spreadsheet)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = slugify(request.spreadsheet.filename.rpartition(".")[0]) or "import"
    response["Content-Disposition"] = f'attachment; filename="{name}-rejected.csv"'
    return response
