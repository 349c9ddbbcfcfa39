"""The fields a workspace adds of its own: what contacts can hold beyond what every contact can."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kindred.accounts.models import Role
from kindred.contacts.errors import InvalidContact
from kindred.contacts.models import CustomField
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.settings.field_uses import uses_of


@require_safe
@in_workspace()
def own_fields(request: WorkspaceRequest) -> HttpResponse:
    """List the fields, with how many contacts have a value in each."""
    fields = CustomField.objects.of(request.workspace).select_related("workspace").order_by("label")
    rows = [(field, field.having().count()) for field in fields]
    return render(request, "settings/fields.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@in_workspace(Role.MEMBER)
def own_field_new(request: WorkspaceRequest) -> HttpResponse:
    """Define a field."""
    blank = CustomField(workspace=request.workspace, kind=request.POST.get("kind", CustomField.Kind.TEXT))
    if request.method == "GET":
        return _show(request, blank, label="", options=[])
    label, options = request.POST.get("label", "").replace("\x00", ""), _options(request.POST)
    try:
        made = CustomField.objects.define(
            workspace=request.workspace, label=label, kind=request.POST.get("kind", ""), options=options
        )
    except InvalidContact as refusal:
        return _show(request, blank, label=label, options=options, refusal=refusal)
    messages.success(request, _("“%(label)s” can be filled in now.") % {"label": made})
    return redirect("own_fields", workspace=request.workspace.slug)


@require_http_methods(["GET", "POST"])
@in_workspace(Role.MEMBER)
def own_field(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Rename a field and its choices."""
    field = get_object_or_404(CustomField.objects.of(request.workspace).select_related("workspace"), pk=pk)
    if request.method == "GET":
        return _show(request, field, label=field.label, options=field.options)
    label, options = request.POST.get("label", "").replace("\x00", ""), _options(request.POST)
    try:
        field.change(label=label, options=options)
    except InvalidContact as refusal:
        field.refresh_from_db()
        return _show(request, field, label=label, options=options, refusal=refusal)
    messages.success(request, _("Saved."))
    return redirect("own_fields", workspace=request.workspace.slug)


@require_http_methods(["GET", "POST"])
@in_workspace(Role.MEMBER)
def own_field_deletion(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Say what uses a field and how many values go with it, and delete it; one that is used stays."""
    field = get_object_or_404(CustomField.objects.of(request.workspace).select_related("workspace"), pk=pk)
    uses = uses_of(field)
    if request.method == "GET" or uses:
        context = {"field": field, "uses": uses, "count": field.having().count()}
        return render(
            request, "settings/_field_deletion.html", context, status=409 if request.method == "POST" else 200
        )
    label = field.label
    field.remove()
    messages.success(request, _("The field “%(label)s” has been deleted.") % {"label": label})
    return redirect("own_fields", workspace=request.workspace.slug)


def _options(form: QueryDict) -> list[dict[str, str]]:
    """Return the choices of the form in their order."""
    rows = (re.fullmatch(r"option-(\w{1,12})-label", name) for name in form)
    return [
        {part: form.get(f"option-{row[1]}-{part}", "").replace("\x00", "") for part in ("key", "label")}
        for row in rows
        if row
    ]


def _show(
    request: WorkspaceRequest,
    field: CustomField,
    *,
    label: str,
    options: list[dict[str, str]],
    refusal: InvalidContact | None = None,
) -> HttpResponse:
    """Show the form as it was filled in."""
    context: dict[str, Any] = {
        "field": field,
        "label": label,
        "options": options or [{"key": "", "label": ""}],
        "kinds": CustomField.Kind.choices,
        "chosen": " ".join((CustomField.Kind.CHOICE, CustomField.Kind.CHOICES)),
        "problems": refusal.problems if refusal else {},
    }
    return render(request, "settings/field.html", context, status=422 if refusal else 200)
