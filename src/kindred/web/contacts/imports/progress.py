"""How an import goes, and what came of it."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from kindred.accounts.models import Role
from kindred.contacts.importing.rejects import rejected_csv, rejected_xlsx
from kindred.contacts.models import Import
from kindred.contacts.spreadsheets import kinds
from kindred.kit.clock import utc_now
from kindred.kit.paging import Order
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.contacts.imports.access import ImportRequest, in_import
from kindred.web.contacts.imports.mapping import show_mapping
from kindred.web.contacts.imports.steps import steps
from kindred.web.contacts.imports.undo import may_undo
from kindred.web.contacts.narrowing import Narrowing

_REJECTS_SHOWN = 20
_ROWS = 50
_NEWEST = Order(name="imports", column="pk", descending=True)


@require_safe
@in_workspace()
def imports(request: WorkspaceRequest) -> HttpResponse:
    """List the imports of the workspace, the newest first."""
    mine = Import.objects.of(request.workspace).select_related("created_by")
    page = _NEWEST.page(mine, cursor=request.GET.get("at", ""), size=_ROWS)
    here = reverse("imports", kwargs={"workspace": request.workspace.slug})
    context = {
        "rows": [_row(request, one) for one in page.rows],
        "previous_url": page.previous and f"{here}?at={page.previous}",
        "next_url": page.next and f"{here}?at={page.next}",
    }
    return render(request, "contacts/imports/list.html", context)


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
        "can_undo": _can_undo(request, spreadsheet),
        "is_sheet": spreadsheet.table.format == kinds.XLSX,
    }
    return render(request, "contacts/imports/progress.html", context)


def _row(request: WorkspaceRequest, spreadsheet: Import) -> dict[str, Any]:
    """Return an import as a row of the list."""
    return {"import": spreadsheet, "can_undo": _can_undo(request, spreadsheet)}


def _can_undo(request: WorkspaceRequest, spreadsheet: Import) -> bool:
    """Whether this member can take this import back now."""
    return may_undo(request.member, spreadsheet) and spreadsheet.can_be_undone(utc_now())


def _how_far(request: ImportRequest) -> HttpResponse:
    """Show how far an import is, in the list as a row; when it is over, have its page load its result."""
    if request.GET.get("as") == "row":
        return render(request, "contacts/imports/_row.html", _row(request, request.spreadsheet))
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
def pause(request: ImportRequest) -> HttpResponse:
    """Hold an import after the batch in hand."""
    request.spreadsheet.pause()
    return _to(request)


@require_POST
@in_import()
def resumption(request: ImportRequest) -> HttpResponse:
    """Let an import go on where it was held."""
    request.spreadsheet.resume()
    return _to(request)


@require_POST
@in_import()
def cancellation(request: ImportRequest) -> HttpResponse:
    """Stop an import."""
    request.spreadsheet.cancel(now=utc_now())
    return _to(request)


@require_safe
@in_import(Role.VIEWER)  # type: ignore[arg-type]
def rejected(request: ImportRequest, ending: str) -> HttpResponseBase:
    """Send the rows that were not taken, with the reasons, to be mended and imported again."""
    name = f"{slugify(request.spreadsheet.filename.rpartition('.')[0]) or 'import'}-rejected.{ending}"
    if ending == "xlsx":
        return FileResponse(rejected_xlsx(request.spreadsheet), as_attachment=True, filename=name)
    if ending != "csv":
        raise Http404
    lines = rejected_csv(request.spreadsheet)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _to(request: ImportRequest) -> HttpResponse:
    """Go to the page of an import."""
    return redirect("import", workspace=request.workspace.slug, pk=request.spreadsheet.pk)
