"""The list of sequences."""

from collections.abc import Mapping

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kindred.accounts.models import Role
from kindred.kit.clock import utc_now
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.workflows.counts import Standing, standing
from kindred.web.workflows.powers import on_sequences
from kindred.workflows.models import Sequence

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
    workflows = [workflow.pk for one in page if (workflow := getattr(one, "workflow", None))]
    stand = standing(workflows)
    rows = [{"sequence": sequence, "steps": _steps(sequence, stand)} for sequence in page]
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


def _steps(sequence: Sequence, stand: Mapping[int, Standing]) -> list[tuple[str, int]]:
    """Return its steps with how many stand there."""
    workflow = getattr(sequence, "workflow", None)
    if not workflow or not workflow.current:
        return []
    here = stand.get(workflow.pk, Standing()).at
    return [(step["name"], here.get(step["key"], 0)) for step in workflow.current.definition.get("steps", ())]
