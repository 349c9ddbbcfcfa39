"""How a bulk action goes, what came of it, and the way back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from kindred.accounts.models import Role
from kindred.bulk.models import BulkAction
from kindred.criteria.errors import InvalidCriteria
from kindred.criteria.language import say
from kindred.kit.clock import utc_now
from kindred.kit.errors import KindredError
from kindred.kit.paging import Order
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.bulk.access import ActionRequest, in_action, may_undo

_ROWS = 50
_NEWEST = Order(name="bulk", column="pk", descending=True)
#: What tells the list of contacts to look again.
_CHANGED = "contacts:changed, contact:changed"


@require_safe
@in_workspace(Role.MEMBER)
def bulk_actions(request: WorkspaceRequest) -> HttpResponse:
    """List the bulk actions of the workspace, the newest first."""
    mine = BulkAction.objects.of(request.workspace).select_related("by", "workspace")
    page = _NEWEST.page(mine, cursor=request.GET.get("at", ""), size=_ROWS)
    here = reverse("bulk_actions", kwargs={"workspace": request.workspace.slug})
    context = {
        "rows": [_shown(request, action) for action in page.rows],
        "previous_url": page.previous and f"{here}?at={page.previous}",
        "next_url": page.next and f"{here}?at={page.next}",
    }
    return render(request, "bulk/list.html", context)


@require_safe
@in_action
def bulk_action(request: ActionRequest) -> HttpResponse:
    """Show a bulk action; to htmx only how far it is, as a row, in the dialog or on its page."""
    context = _shown(request, request.action)
    if request.headers.get("HX-Request") != "true":
        return render(request, "bulk/action.html", context | {"whom": whom(request.action)})
    template = {"row": "bulk/_row.html", "page": "bulk/_state.html"}.get(
        request.GET.get("as", ""), "bulk/_progress.html"
    )
    response = render(request, template, context)
    if request.action.is_over and request.action.kind.is_undoable:
        response["HX-Trigger"] = _CHANGED
    return response


@require_POST
@in_action
def bulk_cancellation(request: ActionRequest) -> HttpResponse:
    """Stop a bulk action after the batch in hand."""
    if not may_undo(request.member, request.action):
        raise PermissionDenied
    request.action.cancel(now=utc_now())
    return _to(request, request.action)


@require_POST
@in_action
def bulk_undo(request: ActionRequest) -> HttpResponse:
    """Take a bulk action back."""
    action = request.action
    if not may_undo(request.member, action):
        raise PermissionDenied
    try:
        action.undo(now=utc_now(), by=request.user)
    except KindredError as refusal:
        messages.error(request, refusal.message)
        return _to(request, action)
    messages.success(request, said(action) if action.is_over else _("It is being undone."))
    if request.headers.get("HX-Request") == "true" and "here" not in request.POST:
        return HttpResponse(status=204, headers={"HX-Trigger": f"dialog:close, {_CHANGED}"})
    return _to(request, action)


@require_safe
@in_action  # type: ignore[arg-type]
def bulk_file(request: ActionRequest) -> HttpResponseBase:
    """Send the file that was written."""
    action = request.action
    if not action.file or action.status != BulkAction.Status.DONE:
        raise Http404
    name = f"{request.workspace.slug}-contacts-{timezone.localdate(action.created_at)}.{action.settings['format']}"
    return FileResponse(action.file.open("rb"), as_attachment=True, filename=name)


def begun(request: WorkspaceRequest, action: BulkAction) -> HttpResponse:
    """Answer when an action has begun: done already, close the dialog and say so; else show in it how far it is."""
    if not action.is_over:
        return render(request, "bulk/_progress.html", _shown(request, action))
    messages.success(request, said(action), extra_tags=undo_url(action) if action.can_be_undone(utc_now()) else "")
    return HttpResponse(status=204, headers={"HX-Trigger": f"dialog:close, {_CHANGED}"})


def undo_url(action: BulkAction) -> str:
    """Return where an action is taken back."""
    return reverse("bulk_undo", kwargs={"workspace": action.workspace.slug, "action": action.pk})


def said(action: BulkAction) -> str:
    """Say what came of an action."""
    if action.status == BulkAction.Status.UNDONE:
        back = ngettext("Undone for %(n)s contact.", "Undone for %(n)s contacts.", action.put_back)
        stuck = f" {action.kept_changes:,} {action.kind.stuck()}." if action.kept_changes else ""
        return back % {"n": f"{action.put_back:,}"} + stuck
    title = action.kind.say(action.settings)
    if not action.changed:
        return _("%(title)s: nobody had to be changed.") % {"title": title}
    return ngettext("%(title)s: %(n)s contact.", "%(title)s: %(n)s contacts.", action.changed) % {
        "title": title,
        "n": f"{action.changed:,}",
    }


def _outcome(action: BulkAction) -> str:
    """Say what came of an action, beside its title."""
    if action.status == BulkAction.Status.UNDONE:
        return said(action)
    if not action.changed:
        return _("Nobody had to be changed.")
    return ngettext("Done for %(n)s contact.", "Done for %(n)s contacts.", action.changed) % {
        "n": f"{action.changed:,}"
    }


def whom(action: BulkAction) -> str:
    """Say on whom an action is."""
    if "ids" in action.who:
        count = len(action.who["ids"])
        return ngettext("%(n)s selected contact", "%(n)s selected contacts", count) % {"n": f"{count:,}"}
    search, criteria = action.who.get("search", ""), action.who.get("criteria")
    try:
        parts = [*([f"“{search}”"] if search else []), *([say(criteria)] if criteria else [])]
    except InvalidCriteria:
        parts = []
    return _("All contacts with %(filter)s") % {"filter": _(" and ").join(parts)} if parts else _("All contacts")


def _shown(request: WorkspaceRequest, action: BulkAction) -> dict[str, Any]:
    """Return an action as templates show it."""
    mine, now = may_undo(request.member, action), utc_now()
    is_backwards = action.is_backwards
    return {
        "action": action,
        "outcome": _outcome(action) if action.is_over else "",
        "can_undo": mine and action.can_be_undone(now),
        "can_stop": mine and not action.is_over and not is_backwards,
        "looked_at": action.reviewed if is_backwards else action.done,
        "out_of": action.changed if is_backwards else action.total,
        "left_out": action.kind.left_out(action.settings, action.unchanged),
    }


def _to(request: WorkspaceRequest, action: BulkAction) -> HttpResponse:
    """Go to the page of an action."""
    return redirect("bulk_action", workspace=request.workspace.slug, action=action.pk)
