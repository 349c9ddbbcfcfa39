"""The answer when something was done to a selection."""

from django.contrib import messages
from django.http import HttpResponse

from kindred.web.access import WorkspaceRequest


def done(request: WorkspaceRequest, said: str) -> HttpResponse:
    """Close the dialog, have the list look again, and say what was done."""
    messages.success(request, said)
    return HttpResponse(status=204, headers={"HX-Trigger": "dialog:close, contacts:changed"})
