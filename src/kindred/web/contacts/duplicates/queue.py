"""The queue of contacts that may be one person."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from kindred.accounts.models import Role, Workspace
from kindred.contacts.models import Contact, Duplicate, DuplicateSearch, Import, MergeRun, Unmatched
from kindred.contacts.models.duplicate import DuplicateQuerySet
from kindred.kit.clock import utc_now
from kindred.kit.paging import Order
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.contacts.duplicates.card import cards

_CARDS = 10
_STRONGEST_FIRST = Order(name="duplicates", column="score", descending=True)
_WHICH = ("certain", "likely")


@require_safe
@in_workspace()
def duplicates(request: WorkspaceRequest) -> HttpResponse:
    """Show who may be one person, the surest first, a page at a time."""
    pairs = Duplicate.objects.of(request.workspace).undecided()
    which = request.GET.get("which", "")
    about, narrowed_to = _about(pairs, request.GET, workspace=request.workspace)
    shown = about.filter(is_certain=which == "certain") if which in _WHICH else about
    page = _STRONGEST_FIRST.page(shown.select_related("first", "second"), cursor=request.GET.get("at", ""), size=_CARDS)
    certain = about.certain().count()
    context: dict[str, Any] = {
        "which": which if which in _WHICH else "",
        "cards": cards(page.rows, workspace=request.workspace),
        "certain": certain,
        "likely": about.count() - certain,
        "total": about.count(),
        "narrowed_to": narrowed_to,
        "query": _query(request.GET),
        "previous_url": page.previous and _address(request, page.previous),
        "next_url": page.next and _address(request, page.next),
        **underway(request.workspace),
    }
    return render(request, "contacts/duplicates/queue.html", context)


def underway(workspace: Workspace) -> dict[str, Any]:
    """Return what is being done about duplicates in the background, and what was done last."""
    return {
        "search": DuplicateSearch.objects.of(workspace).order_by("-pk").first(),
        "run": MergeRun.objects.of(workspace).of_queue().order_by("-pk").first(),
        "waiting": Unmatched.objects.filter(workspace=workspace).exists(),
    }


@require_POST
@in_workspace(Role.MEMBER)
def search_start(request: WorkspaceRequest) -> HttpResponse:
    """Begin a pass over the pool."""
    DuplicateSearch.objects.start(workspace=request.workspace, by=request.user, now=utc_now())
    return redirect("duplicates", workspace=request.workspace.slug)


@require_safe
@in_workspace()
def progress(request: WorkspaceRequest) -> HttpResponse:
    """Show how far passes and bulk merges are; when all is over, have the page load again."""
    context = underway(request.workspace)
    search, run = context["search"], context["run"]
    if (search is None or search.step == DuplicateSearch.Step.DONE) and (run is None or run.is_over):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "contacts/duplicates/_progress.html", context)


def _about(pairs: DuplicateQuerySet, asked: QueryDict, *, workspace: Workspace) -> tuple[DuplicateQuerySet, str]:
    """Narrow to the pairs of one contact, or of those that came with an import, where that is asked for; say which."""
    if "contact" in asked:
        one = get_object_or_404(Contact.objects.of(workspace), pk=_number(asked.get("contact", "")))
        return pairs.touching(Contact.objects.filter(pk=one.pk)), str(one)
    if "import" in asked:
        spreadsheet = get_object_or_404(Import.objects.of(workspace), pk=_number(asked.get("import", "")))
        return pairs.brought_by(spreadsheet), str(spreadsheet)
    return pairs, ""


def _number(text: str) -> int:
    """Read an id from an address; 0 for none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _query(asked: QueryDict) -> str:
    """Return what the queue is narrowed to, as part of an address."""
    return urlencode({key: asked[key] for key in ("contact", "import") if key in asked})


def _address(request: WorkspaceRequest, cursor: str) -> str:
    """Return the address of another page of the queue."""
    asked = request.GET.copy()
    asked["at"] = cursor
    return f"{reverse('duplicates', kwargs={'workspace': request.workspace.slug})}?{asked.urlencode()}"
