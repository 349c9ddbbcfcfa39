"""The first page after signing up: accept the invitations that wait, or open a workspace of one's own."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kindred.accounts.models import Invitation, User, Workspace
from kindred.kit.clock import utc_now
from kindred.web.welcome.addresses import confirmed_addresses
from kindred.web.welcome.forms import NewWorkspaceForm


@login_required
def welcome(request: HttpRequest) -> HttpResponse:
    """Offer the invitations that wait, and open a workspace."""
    user = User.objects.get(pk=cast("int", request.user.pk))
    form = NewWorkspaceForm(request.POST or None, initial={"timezone": user.timezone})
    if request.method == "POST" and form.is_valid():
        workspace = Workspace.objects.open_for(
            owner=user, name=form.cleaned_data["name"], timezone_name=form.cleaned_data["timezone"]
        )
        return redirect("contacts", workspace=workspace.slug)
    invitations = Invitation.objects.open(utc_now()).to(confirmed_addresses(user))
    context = {
        "form": form,
        "invitations": invitations.select_related("workspace", "invited_by"),
        "has_workspace": Workspace.objects.of(user).exists(),
    }
    return render(request, "welcome/welcome.html", context, status=422 if form.errors else 200)
