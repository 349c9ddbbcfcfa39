"""Merging all certain ones at once: what it means beforehand, how far it is, and back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from kindred.accounts.models import Role
from kindred.contacts.duplicates.groups import groups_of, mergeable, undisputed
from kindred.contacts.models import Contact, Duplicate, MergeRun
from kindred.kit.clock import utc_now
from kindred.kit.errors import KindredError
from kindred.web.access import WorkspaceRequest, in_workspace

#: Groups that are shown as examples, and pairs that the effect is counted from at most.
_EXAMPLES = 5
_COUNTED = 200_000


@require_http_methods(["GET", "POST"])
@in_workspace(Role.MEMBER)
def bulk_merging(request: WorkspaceRequest) -> HttpResponse:
    """Say plainly what merging all certain ones means, and begin it."""
    if request.method == "POST":
        try:
            MergeRun.objects.start(workspace=request.workspace, by=request.user, now=utc_now())
        except KindredError as fault:
            messages.error(request, fault.message)
        return redirect("duplicates", workspace=request.workspace.slug)
    pairs = Duplicate.objects.of(request.workspace).undecided().certain()
    groups = groups_of(pairs.order_by("pk").values_list("first", "second")[:_COUNTED])
    ready = undisputed(groups)
    shown = list(mergeable(ready[:_EXAMPLES]))
    people = Contact.objects.of(request.workspace).in_bulk([pk for group in shown for pk in group.everybody])
    context = {
        "count": len(ready),
        "going": sum(len(group) - 1 for group in ready),
        "left": len(groups) - len(ready),
        "examples": [
            (people[group.survivor], [people[pk] for pk in group.losers if pk in people])
            for group in shown
            if group.survivor in people
        ],
    }
    return render(request, "contacts/duplicates/_bulk.html", context)


@require_POST
@in_workspace(Role.MEMBER)
def bulk_stop(request: WorkspaceRequest, run: int) -> HttpResponse:
    """Stop a bulk merge after the batch in hand."""
    get_object_or_404(MergeRun.objects.of(request.workspace), pk=run).stop(now=utc_now())
    return redirect("duplicates", workspace=request.workspace.slug)


@require_POST
@in_workspace(Role.MEMBER)
def bulk_undo(request: WorkspaceRequest, run: int) -> HttpResponse:
    """Undo a bulk merge."""
    one = get_object_or_404(MergeRun.objects.of(request.workspace), pk=run)
    try:
        one.undo(now=utc_now())
    except KindredError as fault:
        messages.error(request, fault.message)
    return redirect("duplicates", workspace=request.workspace.slug)
