"""The segments of the workspace, at one view."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kindred.accounts.models import Workspace
from kindred.cohorts.models import Segment, SegmentSize
from kindred.criteria.describing import describe
from kindred.criteria.errors import InvalidCriteria
from kindred.criteria.language import parse
from kindred.kit.paging import Order
from kindred.web.access import WorkspaceRequest, in_workspace

_ROWS = 50
_BY_NAME = Order(name="name", column="name_key")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A segment in the list."""

    segment: Segment
    said: str


@require_safe
@in_workspace()
def segments(request: WorkspaceRequest) -> HttpResponse:
    """List them by name, with how many were in each when it was last counted."""
    q = request.GET.get("q", "").strip()[:80]
    latest = SegmentSize.objects.filter(segment=OuterRef("pk")).order_by("-day")
    found = Segment.objects.of(request.workspace).select_related("owner")
    shown = found.annotate(number=Subquery(latest.values("number")[:1]))
    if q:
        shown = shown.filter(name__icontains=q)
    page = _BY_NAME.page(shown, cursor=request.GET.get("at", ""), size=_ROWS)
    context = {
        "q": q,
        "rows": list(_rows(page.rows, request.workspace)),
        "previous_url": page.previous and f"?at={page.previous}",
        "next_url": page.next and f"?at={page.next}",
    }
    return render(request, "segments/list.html", context)


def _rows(found: list[Segment], workspace: Workspace) -> Iterator[Row]:
    """Read each aloud."""
    for segment in found:
        yield Row(segment=segment, said=said(segment.criteria, workspace))


def said(criteria: object, workspace: Workspace) -> str:
    """Read criteria aloud; those that a newer or older version wrote may be unreadable."""
    try:
        return describe(parse(criteria), workspace)
    except InvalidCriteria as fault:
        return _("These criteria cannot be read any more: %(why)s") % {"why": fault.message}
