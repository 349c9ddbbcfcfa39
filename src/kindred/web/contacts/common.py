"""What the selected people have in common, ready to become a filter, a segment or a cohort."""

import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kindred.criteria.common import Common, in_common
from kindred.criteria.describing import describe
from kindred.criteria.errors import FewOrManyPicked
from kindred.criteria.language import as_text, parse
from kindred.criteria.scope import Scope
from kindred.kit.clock import utc_now
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.contacts.selection import Selection


@require_POST
@in_workspace()
def selection_common(request: WorkspaceRequest) -> HttpResponse:
    """Find the shortest criteria that describe the selected people against the pool."""
    now = utc_now()
    people = Selection.read(request.POST).contacts(workspace=request.workspace, now=now)
    try:
        found = in_common(people, Scope(workspace=request.workspace, now=now))
    except FewOrManyPicked as refusal:
        messages.error(request, refusal.message)
        return redirect("contacts", workspace=request.workspace.slug)
    context = {"found": [_shown(request, one) for one in found], "picked": people.count()}
    return render(request, "contacts/common.html", context)


def _shown(request: WorkspaceRequest, one: Common) -> dict[str, Any]:
    """Return criteria with how well they describe, and what can be made of them."""
    place = {"workspace": request.workspace.slug}
    document = json.dumps(one.document, ensure_ascii=False, separators=(",", ":"))
    return {
        "common": one,
        "said": describe(parse(one.document), request.workspace),
        "text": as_text(one.document, workspace=request.workspace),
        "percent": round(100 * one.coverage),
        "list_url": f"{reverse('contacts', kwargs=place)}?{urlencode({'where': document})}",
        "segment_url": f"{reverse('segment_new', kwargs=place)}?{urlencode({'criteria': document})}",
        "cohort_url": f"{reverse('cohort_new', kwargs=place)}?{urlencode({'criteria': document})}",
    }
