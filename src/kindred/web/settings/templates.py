"""The templates of a workspace's messages."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kindred.accounts.models import Role, Workspace
from kindred.contacts.models import Contact
from kindred.kit.clock import utc_now
from kindred.messaging.errors import UnwritableMessage
from kindred.messaging.models import Template
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.security import strangers_page
from kindred.web.workflows.templates import merge_fields
from kindred.workflows.models import Workflow

#: Contacts offered for the preview at once.
_OFFERED = 12


class TemplateForm(forms.ModelForm):  # type: ignore[type-arg]
    """The words of a template."""

    class Meta:
        model = Template
        fields = ("name", "subject", "html")
        widgets = {"html": forms.Textarea(attrs={"rows": 16, "spellcheck": "true"})}
        labels = {"html": gettext_lazy("Message")}
        help_texts = {
            "name": gettext_lazy("For you and your colleagues; recipients do not see it."),
            "html": gettext_lazy("Plain text or HTML. The postal address and the link to unsubscribe are added below."),
        }


@require_safe
@in_workspace()
def templates(request: WorkspaceRequest) -> HttpResponse:
    """List the templates, with where each is used and whether it needs mending."""
    uses = _uses(request.workspace)
    rows = [
        (template, uses.get(template.pk, []), template.problems())
        for template in Template.objects.of(request.workspace).select_related("workspace").order_by("name")
    ]
    return render(request, "settings/templates.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@in_workspace(Role.MEMBER)
def template_new(request: WorkspaceRequest) -> HttpResponse:
    """Write a new template."""
    form = TemplateForm(request.POST or None, instance=Template(workspace=request.workspace))
    if request.method == "POST" and form.is_valid():
        made = Template.objects.write(workspace=request.workspace, now=utc_now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("template", workspace=request.workspace.slug, pk=made.pk)
    return _page(request, form)


@require_http_methods(["GET", "POST"])
@in_workspace()
def template(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show and rewrite a template."""
    found = get_object_or_404(Template.objects.of(request.workspace), pk=pk)
    form = TemplateForm(request.POST or None, instance=found)
    if request.method == "POST":
        if not request.member.can_edit:
            raise PermissionDenied
        if form.is_valid():
            found.rewrite(now=utc_now(), **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("template", workspace=request.workspace.slug, pk=pk)
    return _page(request, form, uses=_uses(request.workspace).get(pk, []))


@require_POST
@in_workspace(Role.MEMBER)
def template_deletion(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Remove a template that no workflow uses."""
    found = get_object_or_404(Template.objects.of(request.workspace), pk=pk)
    if uses := _uses(request.workspace).get(pk):
        messages.error(request, _("It is used by %(names)s. Take it out there first.") % {"names": ", ".join(uses)})
        return redirect("template", workspace=request.workspace.slug, pk=pk)
    found.delete()
    messages.success(request, _("The template has been deleted."))
    return redirect("templates", workspace=request.workspace.slug)


@require_POST
@in_workspace()
def template_preview(request: WorkspaceRequest) -> HttpResponse:
    """Show the subject as a contact would read it, and what is wrong with the words."""
    words, contact = _written(request), _reader(request)
    context: dict[str, Any] = {"contact": contact, "problems": words.problems()}
    try:
        context["said"] = words.preview(contact)
    except UnwritableMessage as refusal:
        context["refusal"] = refusal.message
    return render(request, "settings/_template_preview.html", context)


@require_POST
@in_workspace()
def template_letter(request: WorkspaceRequest) -> HttpResponse:
    """Show the message as a contact would read it, in a frame of its own."""
    try:
        return strangers_page(_written(request).preview(_reader(request)).html)
    except UnwritableMessage:
        return strangers_page("")


def _written(request: WorkspaceRequest) -> Template:
    """Return the words being written, kept nowhere."""
    subject, html = request.POST.get("subject", "")[:300], request.POST.get("html", "")[:200_000]
    return Template(workspace=request.workspace, name="", subject=subject, html=html)


def _reader(request: WorkspaceRequest) -> Contact:
    """Return the contact chosen for the preview, else the first there is, else somebody made up."""
    pool = Contact.objects.of(request.workspace).select_related("company")
    chosen = request.POST.get("reader", "")
    found = pool.filter(pk=int(chosen)).first() if chosen.isdecimal() and len(chosen) < 19 else None
    made_up = Contact(workspace=request.workspace, first_name="Robin", last_name="Doe", name="Robin Doe")
    return found or pool.exclude(first_name="").first() or made_up


def _readers(workspace: Workspace) -> list[Contact]:
    """Return some contacts to preview with: different ones, for a template that suits one may not suit another."""
    return list(Contact.objects.of(workspace).exclude(first_name="").order_by("pk")[:_OFFERED])


def _page(request: WorkspaceRequest, form: TemplateForm, *, uses: list[str] | None = None) -> HttpResponse:
    """Show the form of a template."""
    context = {
        "form": form,
        "template": form.instance if form.instance.pk else None,
        "merge_fields": merge_fields(request.workspace),
        "readers": _readers(request.workspace),
        "uses": uses or [],
    }
    return render(request, "settings/template.html", context, status=422 if form.errors else 200)


def _uses(workspace: Workspace) -> dict[int, list[str]]:
    """Return the names of the cohorts and sequences that use each template, in what runs or is being written."""
    uses: dict[int, list[str]] = {}
    workflows = Workflow.objects.filter(workspace=workspace).select_related("cohort", "sequence", "current")
    for workflow in workflows:
        for pk in {*_in(workflow.draft), *_in(workflow.current.definition if workflow.current else {})}:
            uses.setdefault(pk, []).append(str(workflow))
    return uses


def _in(document: dict[str, Any]) -> Iterator[int]:
    """Find the templates in a definition."""
    for step in document.get("steps", ()):
        for action in step.get("actions", ()):
            if isinstance(pk := action.get("settings", {}).get("template"), int):
                yield pk
