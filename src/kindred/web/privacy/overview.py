"""Privacy of a workspace: what ends soon, who was erased, and how somebody comes back."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from kindred.accounts.changing import change_workspace
from kindred.accounts.models import Role, Workspace
from kindred.contacts.cleaning.point import point_key
from kindred.contacts.models import Basis, ErasedMark, Erasure
from kindred.kit.clock import utc_now
from kindred.kit.errors import KindredError
from kindred.retention.models import RetentionRule
from kindred.retention.presets import PRESETS
from kindred.web.access import WorkspaceRequest, in_workspace

#: How long before it ends a basis is listed.
SOON = timedelta(days=30)
_LISTED = 50


class ReadmissionForm(forms.Form):
    """Whose address may come back, and why."""

    address = forms.CharField(label=gettext_lazy("Address or profile link"), max_length=500)
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        help_text=gettext_lazy("Such as: wrote to us on 3 May. It stays in the audit trail: name nobody."),
    )


class BasisRuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """Whether a legal basis is asked for."""

    class Meta:
        model = Workspace
        fields = ("requires_basis",)


@require_http_methods(["GET", "POST"])
@in_workspace(Role.ADMIN)
def privacy(request: WorkspaceRequest) -> HttpResponse:
    """Show what ends soon and who was erased; say whether a legal basis is asked for."""
    if request.method == "GET":
        return _page(request, ReadmissionForm())
    change_workspace(request.workspace, now=utc_now(), by=request.user, requires_basis="requires_basis" in request.POST)
    messages.success(request, _("Saved."))
    return redirect("privacy", workspace=request.workspace.slug)


@require_POST
@in_workspace(Role.ADMIN)
def readmission(request: WorkspaceRequest) -> HttpResponse:
    """Let somebody who was erased come back."""
    form = ReadmissionForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    given, reason = form.cleaned_data["address"], form.cleaned_data["reason"]
    identities = [f"{medium} {point_key(medium, given)}" for medium in ("email", "link")]
    try:
        count = ErasedMark.objects.readmit(
            identities, workspace=request.workspace, reason=reason, by=request.user, now=utc_now()
        )
    except KindredError as refusal:
        form.add_error("reason", refusal.message)
        return _page(request, form, status=422)
    if not count:
        form.add_error("address", _("Nobody with this address was erased here."))
        return _page(request, form, status=422)
    messages.success(request, _("They can be added again. Record on which basis."))
    return redirect("privacy", workspace=request.workspace.slug)


def _page(request: WorkspaceRequest, form: ReadmissionForm, *, status: int = 200) -> HttpResponse:
    """Show the page."""
    now = utc_now()
    ending = Basis.objects.of(request.workspace).ending(after=now, until=now + SOON)
    count = ending.count()
    context = {
        "form": form,
        "rule_form": BasisRuleForm(instance=request.workspace),
        "ending": ending.select_related("contact")[:_LISTED],
        "ending_more": ngettext("%d more", "%d more", count - _LISTED) % (count - _LISTED) if count > _LISTED else "",
        "erasures": Erasure.objects.of(request.workspace).select_related("by").order_by("-pk")[:_LISTED],
        "rules": RetentionRule.objects.of(request.workspace).order_by("name"),
        "presets": PRESETS.values(),
        "erased": ErasedMark.objects.of(request.workspace).count(),
    }
    return render(request, "privacy/overview.html", context, status=status)
