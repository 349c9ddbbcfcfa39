"""The filter of the list beyond kind, stage and tags: criteria, put together in a dialog."""

import json
from dataclasses import replace

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.contacts.look import Look
from kindred.web.contacts.narrowing import LONGEST_CRITERIA, Narrowing
from kindred.web.criteria.field import CriteriaField


class FilterForm(forms.Form):
    """Whom the list shows."""

    criteria = CriteriaField(label=gettext_lazy("Show who"), required=False, has_facets=True)

    def clean_criteria(self) -> object:
        """Refuse what no address can carry."""
        criteria = self.cleaned_data["criteria"]
        if len(json.dumps(criteria, ensure_ascii=False)) > LONGEST_CRITERIA:
            raise forms.ValidationError(_("This is more than a filter can hold. Make it a cohort's criteria instead."))
        return criteria


@require_http_methods(["GET", "POST"])
@in_workspace()
def filtering(request: WorkspaceRequest) -> HttpResponse:
    """Ask whom the list shall show, and go there."""
    query = QueryDict(request.POST.get("look", "")) if request.method == "POST" else request.GET
    look = Look.read(query, member=request.member)
    form = FilterForm(request.POST if request.method == "POST" else None, initial={"criteria": look.narrowing.document})
    form.fields["criteria"].workspace = request.workspace  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        narrowing = Narrowing.of(look.narrowing.kept | {"where": form.cleaned_data["criteria"]})
        return redirect(replace(look, narrowing=narrowing).address())
    context = {"form": form, "look": look}
    return render(request, "contacts/_filter.html", context, status=422 if form.errors else 200)
