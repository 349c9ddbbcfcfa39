"""Whom the workspace must not write to."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kindred.accounts.models import Role
from kindred.kit.clock import utc_now
from kindred.kit.errors import KindredError
from kindred.kit.paging import Order
from kindred.messaging.models import Suppression
from kindred.web.access import WorkspaceRequest, in_workspace

_ROWS = 50
_NEWEST = Order(name="suppressions", column="pk", descending=True)


class SuppressionForm(forms.Form):
    """An address or a domain."""

    value = forms.CharField(
        label=gettext_lazy("Address or domain"),
        max_length=254,
        help_text=gettext_lazy("Such as ada@example.com, or example.com for everybody there."),
    )


@require_http_methods(["GET", "POST"])
@in_workspace()
def suppressions(request: WorkspaceRequest) -> HttpResponse:
    """List whom not to write to; add somebody."""
    form = SuppressionForm(request.POST or None)
    if request.method != "POST":
        return _page(request, form)
    if not request.member.can_edit:
        raise PermissionDenied
    if not form.is_valid():
        return _page(request, form)
    try:
        Suppression.objects.add(
            workspace=request.workspace,
            value=form.cleaned_data["value"],
            reason=Suppression.Reason.MANUAL,
            source=str(request.user),
            by=request.user,
            now=utc_now(),
        )
    except KindredError as refusal:
        form.add_error("value", refusal.message)
        return _page(request, form)
    messages.success(request, _("Nothing will be written to %(value)s.") % form.cleaned_data)
    return redirect("suppressions", workspace=request.workspace.slug)


@require_http_methods(["GET", "POST"])
@in_workspace(Role.ADMIN)
def suppression_lifting(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Ask why, and lift one; it stays on record who did, and why."""
    suppression = get_object_or_404(Suppression.objects.of(request.workspace).in_force(), pk=pk)
    if request.method == "GET":
        return render(request, "settings/_lifting.html", {"suppression": suppression})
    try:
        suppression.lift(by=request.user, note=request.POST.get("note", ""), now=utc_now())
    except KindredError as refusal:
        messages.error(request, refusal.message)
        return redirect("suppressions", workspace=request.workspace.slug)
    messages.success(request, _("%(value)s may be written to again.") % {"value": suppression.shown})
    return redirect("suppressions", workspace=request.workspace.slug)


def _page(request: WorkspaceRequest, form: SuppressionForm) -> HttpResponse:
    """Show a page of the list."""
    sought = request.GET.get("q", "").strip().lower()
    rows = Suppression.objects.of(request.workspace).in_force().select_related("by")
    page = _NEWEST.page(
        rows.filter(value__contains=sought) if sought else rows, cursor=request.GET.get("at", ""), size=_ROWS
    )
    query = urlencode({"q": sought}) if sought else ""
    context = {
        "form": form,
        "page": page,
        "sought": sought,
        "previous_url": page.previous and f"?{query}&at={page.previous}",
        "next_url": page.next and f"?{query}&at={page.next}",
    }
    return render(request, "settings/suppressions.html", context, status=422 if form.errors else 200)
