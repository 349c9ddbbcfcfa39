"""The workspace itself."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kindred.accounts.changing import change_workspace
from kindred.accounts.models import Workspace
from kindred.kit.clock import utc_now
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.timezones import timezone_choices


class WorkspaceForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name, time zone and postal address."""

    timezone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=timezone_choices,
        help_text=gettext_lazy("Used for contacts whose own is not known."),
    )

    class Meta:
        model = Workspace
        fields = ("name", "timezone", "postal_address")
        widgets = {"postal_address": forms.Textarea(attrs={"rows": 3})}


@in_workspace()
def workspace_settings(request: WorkspaceRequest) -> HttpResponse:
    """Show and change name, time zone and postal address."""
    form = WorkspaceForm(request.POST or None, instance=request.workspace)
    if request.method == "POST":
        if not request.member.can_manage:
            raise PermissionDenied
        if form.is_valid():
            change_workspace(request.workspace, now=utc_now(), by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("settings", workspace=request.workspace.slug)
        # The form has written what was typed on the row at hand; the page around it shows what is stored.
        request.workspace.refresh_from_db()
    return render(request, "settings/workspace.html", {"form": form}, status=422 if form.errors else 200)
