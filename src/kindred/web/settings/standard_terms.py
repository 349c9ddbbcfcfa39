"""Standard terms: what the workspace says titles and places stand for, and which are not understood."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kindred.accounts.models import Role
from kindred.contacts.cleaning import place
from kindred.contacts.errors import InvalidContact
from kindred.contacts.fields import FIELDS, label_of
from kindred.contacts.models import Contact, Correction
from kindred.contacts.terms import READ_FROM
from kindred.kit.clock import utc_now
from kindred.kit.paging import Order
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.timezones import timezone_choices

_ROWS = 50
_NEWEST = Order(name="corrections", column="pk", descending=True)


class CorrectionForm(forms.Form):
    """A text, and what it stands for."""

    text = forms.CharField(
        label=gettext_lazy("As it is written"),
        max_length=200,
        help_text=gettext_lazy("Upper case, accents and marks do not count."),
    )

    def __init__(self, *arguments: Any, source: str, **keywords: Any) -> None:
        """Ask for the fields that are read from such a text."""
        super().__init__(*arguments, **keywords)
        for key in READ_FROM[source]:
            field = FIELDS[key]
            choices = {"country": place.countries(get_language() or "en"), "timezone": timezone_choices()}
            known = choices.get(key, field.choices)
            self.fields[key] = (
                forms.ChoiceField(label=str(field.label), choices=[("", "–"), *known], required=False)
                if known
                else forms.CharField(label=str(field.label), max_length=field.most, required=False)
            )


@dataclass(frozen=True, kw_only=True)
class Row:
    """A correction in the list."""

    correction: Correction
    #: What it says, in words.
    said: str


@require_safe
@in_workspace()
def standard_terms(request: WorkspaceRequest) -> HttpResponse:
    """List the corrections."""
    page = _NEWEST.page(
        Correction.objects.of(request.workspace).select_related("by"), cursor=request.GET.get("at", ""), size=_ROWS
    )
    context = {
        "rows": [Row(correction=one, said=_said(one)) for one in page.rows],
        "previous_url": page.previous and f"?at={page.previous}",
        "next_url": page.next and f"?at={page.next}",
    }
    return render(request, "settings/standard_terms.html", context)


@require_safe
@in_workspace()
def standard_terms_unread(request: WorkspaceRequest) -> HttpResponse:
    """List the most frequent titles and places that are not understood: a look at the whole pool, so asked for apart."""
    pool = Contact.objects.of(request.workspace)
    unread = [(source, label, pool.unread(source)) for source, label in Correction.Source.choices]
    return render(request, "settings/_standard_terms_unread.html", {"unread": unread})


@require_http_methods(["GET", "POST"])
@in_workspace(Role.MEMBER)
def standard_term_new(request: WorkspaceRequest, source: str) -> HttpResponse:
    """Ask what a title or a place stands for, and keep it."""
    if source not in READ_FROM:
        raise Http404
    text = request.GET.get("text", "").replace("\x00", "")[:200]
    initial = {"text": text} | dict(Correction.objects.terms(request.workspace).read(source, text))
    form = CorrectionForm(request.POST or None, source=source, initial=initial)
    if request.method == "POST" and (kept := _keep(request, form, source)):
        return redirect("standard_term", workspace=request.workspace.slug, pk=kept.pk)
    context = {"form": form, "title": _title(source)}
    return render(request, "settings/standard_term.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@in_workspace()
def standard_term(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Show a correction, with how many contacts are written alike and how many of them it would change; say it otherwise."""
    correction = _correction(request, pk)
    values = {"text": correction.text} | correction.values
    form = CorrectionForm(request.POST or None, source=correction.source, initial=values)
    form.fields["text"].disabled = True
    if request.method == "POST":
        if not request.member.can_edit:
            raise PermissionDenied
        if _keep(request, form, correction.source):
            return redirect("standard_term", workspace=request.workspace.slug, pk=pk)
    pool = Contact.objects.of(request.workspace)
    context = {
        "form": form,
        "title": _title(correction.source),
        "correction": correction,
        "alike": pool.written_alike(correction).count(),
        "open": pool.open_to(correction).count(),
    }
    return render(request, "settings/standard_term.html", context, status=422 if form.errors else 200)


@require_POST
@in_workspace(Role.MEMBER)
def standard_term_application(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Make it hold for all contacts written alike that are there already."""
    correction = _correction(request, pk)
    changed = Contact.objects.of(request.workspace).open_to(correction).read_terms(at=utc_now(), by=request.user)
    said = ngettext("%(count)d contact changed.", "%(count)d contacts changed.", changed) % {"count": changed}
    messages.success(request, said)
    return redirect("standard_term", workspace=request.workspace.slug, pk=pk)


@require_POST
@in_workspace(Role.MEMBER)
def standard_term_withdrawal(request: WorkspaceRequest, pk: int) -> HttpResponse:
    """Take a correction back: those written alike are read as before."""
    correction = _correction(request, pk)
    changed = Contact.objects.of(request.workspace).take_back(correction, at=utc_now(), by=request.user)
    messages.success(
        request,
        ngettext(
            "“%(text)s” is read as before; %(count)d contact changed.",
            "“%(text)s” is read as before; %(count)d contacts changed.",
            changed,
        )
        % {"text": correction.text, "count": changed},
    )
    return redirect("standard_terms", workspace=request.workspace.slug)


def _correction(request: WorkspaceRequest, pk: int) -> Correction:
    """Return a correction of the workspace."""
    return get_object_or_404(Correction.objects.of(request.workspace).select_related("workspace"), pk=pk)


def _keep(request: WorkspaceRequest, form: CorrectionForm, source: str) -> Correction | None:
    """Keep what was entered; what is wrong stands beside its field."""
    if not form.is_valid():
        return None
    values = dict(form.cleaned_data)
    text = values.pop("text")
    try:
        kept = Correction.objects.correct(
            workspace=request.workspace, source=source, text=text, values=values, now=utc_now(), by=request.user
        )
    except InvalidContact as refusal:
        for key, problem in refusal.problems.items():
            form.add_error(key or None, problem)
        return None
    messages.success(request, _("Saved. It holds for all contacts from now on."))
    return kept


def _title(source: str) -> str | Promise:
    """Return the heading of the page about a text."""
    return _("What a job title stands for") if source == Correction.Source.TITLE else _("What a place stands for")


def _said(correction: Correction) -> str:
    """Return what a correction says, in words."""
    countries = dict(place.countries(get_language() or "en"))
    values = correction.values
    return ", ".join(
        str(countries.get(values[key], values[key]) if key == "country" else label_of(key, values[key]))
        for key in READ_FROM[correction.source]
        if key in values
    )
