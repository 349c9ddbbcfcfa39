"""Tags that fit what is being typed."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from kindred.contacts.keys import folded
from kindred.contacts.models import Tag
from kindred.web.access import WorkspaceRequest, in_workspace

_MOST = 12


@require_safe
@in_workspace()
def tag_suggestions(request: WorkspaceRequest) -> HttpResponse:
    """Return the tags in which `q` stands, those that begin with it first."""
    typed = folded(request.GET.get("q", "").replace("\x00", ""))
    found = Tag.objects.filter(workspace=request.workspace, name_key__contains=typed)
    names = sorted(
        found.order_by("name_key").values_list("name", flat=True)[:200],
        key=lambda name: not folded(name).startswith(typed),
    )
    return JsonResponse([{"value": name, "label": name} for name in names[:_MOST]], safe=False)
