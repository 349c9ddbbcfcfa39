"""Retention rules: written, tried out, switched on, and what they did."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kindred.accounts.models import Role, Workspace
from kindred.cohorts.models import Cohort
from kindred.criteria.language import say
from kindred.kit.clock import utc_now
from kindred.kit.errors import KindredError
from kindred.retention.errors import NobodyToAskWith
from kindred.retention.models import RetentionRule, RetentionRun
from kindred.retention.presets import PRESETS
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.criteria.field import CriteriaField

#: So many of those a rule finds are named, and so many of its runs listed.
_SHOWN = 50


class RetentionForm(forms.Form):
    """Who has been kept long enough, and what happens to them."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    criteria = CriteriaField(label=gettext_lazy("Who has been kept long enough"), required=False)
    action = forms.ChoiceField(
        label=gettext_lazy("What happens to them"), choices=RetentionRule.Action, widget=forms.RadioSelect
    )
    cohort = forms.ModelChoiceField(
        label=gettext_lazy("Cohort that asks them"),
        queryset=Cohort.objects.none(),
        required=False,
        empty_label=gettext_lazy("None"),
        help_text=gettext_lazy("Its workflow writes to them; who agrees again is kept, by what you record then."),
    )
    most = forms.IntegerField(
        label=gettext_lazy("At most at once"),
        min_value=1,
        max_value=1_000_000,
        help_text=gettext_lazy("If it finds more, it stops and tells you: something may be wrong with the rule."),
    )

    def __init__(self, data: QueryDict | None = None, *, workspace: Workspace, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.fields["criteria"].workspace = workspace  # type: ignore[attr-defined]
        self.fields["cohort"].queryset = Cohort.objects.of(workspace).order_by("name")  # type: ignore[attr-defined]

    def details(self) -> dict[str, Any]:
        """Return what was entered, as a rule takes it."""
        return self.cleaned_data | {"criteria": self.cleaned_data["criteria"] or {}}


@require_http_methods(["GET", "POST"])
@in_workspace(Role.ADMIN)
def retention_new(request: WorkspaceRequest) -> HttpResponse:
    """Write a rule down, from nothing or from one that is proposed."""
    preset = PRESETS.get(request.GET.get("from", ""))
    initial: dict[str, Any] = {"action": RetentionRule.Action.ERASE, "most": 500}
    if preset:
        initial |= {"name": str(preset.name)[:120], "criteria": preset.criteria}
        initial["action"] = RetentionRule.Action.ASK if preset.asks else RetentionRule.Action.ERASE
    form = RetentionForm(request.POST or None, workspace=request.workspace, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            rule = RetentionRule.objects.define(
                workspace=request.workspace, by=request.user, now=utc_now(), **form.details()
            )
        except KindredError as refusal:
            form.add_error(_field_of(refusal), refusal.message)
        else:
            return redirect("retention_rule", workspace=request.workspace.slug, pk=rule.pk)
    return render(request, "privacy/rule_form.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@in_workspace(Role.ADMIN)
def retention_rule(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show whom a rule means now, and what it did; nothing happens by looking."""
    rule = _rule(request, pk)
    people = rule.found(utc_now())
    count = people.count()
    context = {
        "rule": rule,
        "said": say(rule.criteria, workspace=request.workspace),
        "count": count,
        "more": max(count - _SHOWN, 0),
        "people": people.select_related("company").order_by("name_key", "pk")[:_SHOWN],
        "runs": RetentionRun.objects.of(request.workspace).filter(rule=rule).select_related("erasure")[:_SHOWN],
    }
    return render(request, "privacy/rule.html", context)


@require_http_methods(["GET", "POST"])
@in_workspace(Role.ADMIN)
def retention_edit(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Change a rule."""
    rule = _rule(request, pk)
    initial = {name: getattr(rule, name) for name in ("name", "criteria", "action", "cohort", "most")}
    form = RetentionForm(request.POST or None, workspace=request.workspace, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            rule.change(by=request.user, now=utc_now(), **form.details())
        except KindredError as refusal:
            form.add_error(_field_of(refusal), refusal.message)
        else:
            return redirect("retention_rule", workspace=request.workspace.slug, pk=pk)
    context = {"form": form, "rule": _rule(request, pk)}
    return render(request, "privacy/rule_form.html", context, status=422 if form.errors else 200)


@require_POST
@in_workspace(Role.ADMIN)
def retention_switch(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Switch a rule on, over no more people than were shown; or off."""
    rule = _rule(request, pk)
    seen = request.POST.get("seen", "")
    try:
        if "off" in request.POST:
            rule.switch_off(by=request.user, now=utc_now())
        else:
            rule.switch_on(seen=int(seen) if seen.isdecimal() else 0, by=request.user, now=utc_now())
    except KindredError as refusal:
        messages.error(request, refusal.message)
    return redirect("retention_rule", workspace=request.workspace.slug, pk=pk)


@require_POST
@in_workspace(Role.ADMIN)
def retention_removal(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Remove a rule."""
    rule = _rule(request, pk)
    rule.remove(by=request.user, now=utc_now())
    messages.success(request, _("The rule “%(name)s” is removed.") % {"name": rule})
    return redirect("privacy", workspace=request.workspace.slug)


def _rule(request: WorkspaceRequest, pk: int) -> RetentionRule:
    """Return a rule of the workspace."""
    return get_object_or_404(RetentionRule.objects.of(request.workspace).select_related("workspace", "cohort"), pk=pk)


def _field_of(refusal: KindredError) -> str:
    """Return the field of the form that a refusal is about."""
    return "cohort" if isinstance(refusal, NobodyToAskWith) else "criteria"
