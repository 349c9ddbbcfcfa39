"""An erasure: how far it is, what it did, and its certificate."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kindred.accounts.models import Role
from kindred.contacts.erasing.certificate import certificate, lines
from kindred.contacts.models import Erasure
from kindred.web.access import WorkspaceRequest, in_workspace


@require_safe
@in_workspace(Role.ADMIN)
def erasure(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show how far an erasure is, or what it did; to htmx only how far."""
    found = _erasure(request, pk)
    if request.headers.get("HX-Request") == "true":
        if found.is_over:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "privacy/_erasure_progress.html", {"erasure": found})
    return render(request, "privacy/erasure.html", {"erasure": found, "lines": lines(found)})


@require_safe
@in_workspace(Role.ADMIN)
def erasure_certificate(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Send the certificate, for people or, with `?json`, for machines."""
    found = _erasure(request, pk)
    name = f"{request.workspace.slug}-erasure-{found.pk}"
    if "json" in request.GET:
        answer: HttpResponse = JsonResponse(certificate(found), json_dumps_params={"indent": 2, "ensure_ascii": False})
        answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
        return answer
    answer = render(request, "privacy/certificate.html", {"erasure": found, "lines": lines(found)})
    answer["Content-Disposition"] = f'attachment; filename="{name}.html"'
    return answer


def _erasure(request: WorkspaceRequest, pk: int) -> Erasure:
    """Return an erasure of the workspace."""
    return get_object_or_404(Erasure.objects.of(request.workspace).select_related("workspace", "by"), pk=pk)
