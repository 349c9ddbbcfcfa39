"""The list of sequences."""

from collections import defaultdict

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kindred.accounts.models import Role
from kindred.kit.clock import utc_now
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.workflows.powers import on_sequences
from kindred.workflows.models import Enrollment, Sequence

PAGE = 50


class SequenceForm(forms.Form):
    """What a sequence is called and for."""

    name = forms.CharField(label=_("Name"), max_length=120)
    description = forms.CharField(
        label=_("Description"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
    )


@require_http_methods(["GET"])
@in_workspace()
def sequences(request: WorkspaceRequest) -> HttpResponse:
    """List the workspace's sequences, archived ones last."""
    q = request.GET.get("q", "").strip()[:120]
    mine = Sequence.objects.filter(workspace=request.workspace, name__icontains=q)
    mine = mine.select_related("owner", "workflow__current").order_by("status", "-updated_at", "-pk")
    page = Paginator(mine, PAGE).get_page(request.GET.get("page"))
    counts = _standing([sequence.pk for sequence in page])
    rows = [{"sequence": sequence, "steps": _steps(sequence, counts[sequence.pk])} for sequence in page]
    context = {
        "rows": rows,
        "page": page,
        "q": q,
        "powers": on_sequences(request.member),
        "previous": f"?q={q}&page={page.previous_page_number()}" if page.has_previous() else "",
        "next": f"?q={q}&page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "sequences/list.html", context)


@require_http_methods(["GET", "POST"])
@in_workspace(Role.MEMBER)
def new(request: WorkspaceRequest) -> HttpResponse:
    """Ask for the name of a new sequence, and make its draft."""
    form = SequenceForm(request.POST or None)
    if not form.is_valid():
        return render(request, "sequences/new.html", {"form": form}, status=422 if form.errors else 200)
    now = utc_now()
    sequence = Sequence.objects.create(
        workspace=request.workspace, owner=request.user, created_at=now, updated_at=now, **form.cleaned_data
    )
    return redirect("sequence_workflow", workspace=request.workspace.slug, sequence=sequence.pk)


def _standing(sequences: list[int]) -> dict[int, dict[str, int]]:
    """Count the live enrollments of sequences by step."""
    live = Enrollment.objects.filter(workflow__sequence__in=sequences).live().order_by()
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for sequence, step, number in live.values_list("workflow__sequence", "step").annotate(Count("pk")):
        counts[sequence][step] = number
    return counts


def _steps(sequence: Sequence, at_step: dict[str, int]) -> list[tuple[str, int]]:
    """Return its steps with how many stand there."""
    workflow = getattr(sequence, "workflow", None)
    if not workflow or not workflow.current:
        return []
    return [(step["name"], at_step.get(step["key"], 0)) for step in workflow.current.definition.get("steps", ())]
