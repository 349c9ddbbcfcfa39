"""The address without a path."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kindred.accounts.models import User, Workspace
from kindred.web.shell import last_visited


@login_required
def front_door(request: HttpRequest) -> HttpResponse:
    """Lead a person to the workspace they were in last, and a newcomer to the welcome."""
    workspace = last_visited(request, Workspace.objects.of(cast("User", request.user)))
    return redirect("contacts", workspace=workspace.slug) if workspace else redirect("welcome")
