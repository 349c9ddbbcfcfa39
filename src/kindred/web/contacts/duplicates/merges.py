"""The merges of the last weeks, each with its way back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kindred.accounts.models import Role
from kindred.contacts.models import Merge
from kindred.contacts.models.merge import UNDO_DAYS
from kindred.kit.clock import utc_now
from kindred.kit.errors import KindredError
from kindred.kit.paging import Order
from kindred.web.access import WorkspaceRequest, in_workspace

_NEWEST_FIRST = Order(name="merges", column="pk", descending=True)
_ROWS = 50


@require_safe
@in_workspace()
def merges(request: WorkspaceRequest) -> HttpResponse:
    """List the merges, the newest first."""
    found = Merge.objects.of(request.workspace).select_related("survivor", "by").prefetch_related("merged")
    page = _NEWEST_FIRST.page(found, cursor=request.GET.get("at", ""), size=_ROWS)
    undoable = set(
        Merge.objects.undoable(utc_now()).filter(pk__in=[one.pk for one in page.rows]).values_list("pk", flat=True)
    )
    context = {
        "merges": page.rows,
        "undoable": undoable,
        "days": UNDO_DAYS,
        "previous_url": page.previous and f"?at={page.previous}",
        "next_url": page.next and f"?at={page.next}",
    }
    return render(request, "contacts/duplicates/merges.html", context)


@require_POST
@in_workspace(Role.MEMBER)
def merge_undo(request: WorkspaceRequest, merge: int) -> HttpResponse:
    """Undo a merge of the list."""
    one = get_object_or_404(Merge.objects.of(request.workspace), pk=merge)
    try:
        one.undo(now=utc_now(), by=request.user)
        messages.success(request, _("The merge is undone."))
    except KindredError as fault:
        messages.error(request, fault.message)
    return redirect("merges", workspace=request.workspace.slug)
