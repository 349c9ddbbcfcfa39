"""Making a segment and changing it; what a change would do to those who depend on it is explained first."""

import hashlib
import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kindred.accounts.models import Role, Workspace
from kindred.cohorts.effects import effects_of_revision
from kindred.cohorts.errors import CircularCriteria, SegmentNeedsName
from kindred.cohorts.models import Segment
from kindred.kit.clock import utc_now
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.criteria.effects import shown
from kindred.web.criteria.field import CriteriaField
from kindred.web.criteria.nodes import given
from kindred.web.segments.access import SegmentRequest, in_segment
from kindred.web.segments.uses import uses_of


class SegmentForm(forms.Form):
    """A segment's name and criteria."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    criteria = CriteriaField(label=gettext_lazy("Who is in it"), required=False, has_facets=True)

    def __init__(self, data: QueryDict | None = None, *, workspace: Workspace, **keywords: Any) -> None:
        super().__init__(data, **keywords)
        self.fields["criteria"].workspace = workspace  # type: ignore[attr-defined]

    def clean_criteria(self) -> Any:
        """Refuse a segment of everybody."""
        criteria = self.cleaned_data["criteria"]
        if not criteria:
            raise forms.ValidationError(_("Add at least one condition: who shall be in it?"))
        return criteria


@require_http_methods(["GET", "POST"])
@in_workspace(Role.MEMBER)
def segment_new(request: WorkspaceRequest) -> HttpResponse:
    """Ask for a name and criteria, and save them."""
    initial = {"criteria": given(request.GET.get("criteria", ""))}
    form = SegmentForm(request.POST or None, workspace=request.workspace, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            segment = Segment.objects.open_for(
                workspace=request.workspace, now=utc_now(), by=request.user, **form.cleaned_data
            )
        except (CircularCriteria, SegmentNeedsName) as refusal:
            form.add_error(_field(refusal), refusal.message)
        else:
            messages.success(request, _("“%(name)s” is saved.") % {"name": segment})
            return redirect("segment", workspace=request.workspace.slug, segment=segment.pk)
    return render(request, "segments/edit.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@in_segment(Role.MEMBER)
def segment_edit(request: SegmentRequest) -> HttpResponse:
    """Ask for a name and criteria; where others depend on them, say first what the change would do."""
    segment = request.segment
    initial = {"name": segment.name, "criteria": segment.criteria}
    form = SegmentForm(request.POST or None, workspace=request.workspace, initial=initial)
    context: dict[str, Any] = {"form": form, "segment": segment}
    if request.method == "POST" and form.is_valid():
        criteria = form.cleaned_data["criteria"]
        changes = criteria != segment.criteria
        uses = uses_of(segment) if changes else []
        is_explained = request.POST.get("explained") == _mark(segment, criteria)
        if "effects" in request.POST or (uses and not is_explained):
            context |= {"effects": _effects(segment, criteria), "uses": uses, "mark": _mark(segment, criteria)}
        elif _saved(request, form, changes=changes):
            messages.success(request, _("Saved."))
            return redirect("segment", workspace=request.workspace.slug, segment=segment.pk)
    return render(request, "segments/edit.html", context, status=422 if form.errors else 200)


def _saved(request: SegmentRequest, form: SegmentForm, *, changes: bool) -> bool:
    """Write name and criteria; what is refused stands beside its field."""
    try:
        request.segment.rename(form.cleaned_data["name"], now=utc_now())
        if changes:
            request.segment.revise(form.cleaned_data["criteria"], now=utc_now(), by=request.user)
    except (CircularCriteria, SegmentNeedsName) as refusal:
        form.add_error(_field(refusal), refusal.message)
        return False
    return True


def _field(refusal: CircularCriteria | SegmentNeedsName) -> str:
    """Return the field that a refusal is about."""
    return "name" if isinstance(refusal, SegmentNeedsName) else "criteria"


def _mark(segment: Segment, criteria: Any) -> str:
    """Return what tells one change from another, so that one that was explained is not taken for the next."""
    said = json.dumps([segment.version, criteria], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _effects(segment: Segment, criteria: Any) -> list[dict[str, Any]]:
    """Return what a change would do, to be read."""
    return [shown(one) for one in effects_of_revision(segment, criteria, now=utc_now())]
