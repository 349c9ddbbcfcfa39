"""What is to be done, by me or by anybody, and what has been."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from kindred.accounts.models import Role
from kindred.contacts.models import Task
from kindred.kit.clock import utc_now
from kindred.kit.paging import Order
from kindred.web.access import WorkspaceRequest, in_workspace

_ROWS = 50
_URGENT = Order(name="tasks", column="due_at", nullable=True)
_LATEST = Order(name="tasks done", column="done_at", descending=True)
#: What can be shown: my own and everybody's, all that is open, all that is done.
SHOWN = ("mine", "all", "done")


@require_safe
@in_workspace()
def tasks(request: WorkspaceRequest) -> HttpResponse:
    """List tasks, the most urgent first; those done, the latest first."""
    asked = request.GET.get("show", "")
    shown = asked if asked in SHOWN else "mine"
    every = Task.objects.of(request.workspace).select_related("contact", "assignee", "done_by")
    if shown == "done":
        rows, order = every.filter(done_at__isnull=False), _LATEST
    else:
        rows, order = every.filter(done_at=None), _URGENT
    if shown == "mine":
        rows = rows.filter(Q(assignee=request.user) | Q(assignee=None))
    page = order.page(rows, cursor=request.GET.get("at", ""), size=_ROWS)
    context = {
        "shown": shown,
        "page": page,
        "now": utc_now(),
        "previous_url": page.previous and f"?show={shown}&at={page.previous}",
        "next_url": page.next and f"?show={shown}&at={page.next}",
    }
    return render(request, "tasks/tasks.html", context)


@require_POST
@in_workspace(Role.MEMBER)
def completion(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Tick a task off."""
    task = _task(request, pk)
    task.finish(now=utc_now(), by=request.user)
    return render(request, "tasks/_task.html", {"task": task, "now": utc_now()})


@require_POST
@in_workspace(Role.MEMBER)
def reopening(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Put a task back."""
    task = _task(request, pk)
    task.reopen()
    return render(request, "tasks/_task.html", {"task": task, "now": utc_now()})


def _task(request: WorkspaceRequest, pk: int) -> Task:
    """Return a task of the workspace."""
    return get_object_or_404(Task.objects.of(request.workspace).select_related("contact", "assignee"), pk=pk)
