"""Erasing people: the page that says what it means before it begins."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kindred.accounts.models import Role
from kindred.contacts.disclosing import paths_to
from kindred.contacts.models import Basis, Contact, Erasure, Event, Note, Task
from kindred.contacts.models.contact import ContactQuerySet
from kindred.kit.clock import utc_now
from kindred.kit.errors import KindredError
from kindred.messaging.models import Message
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.contacts.access import ContactRequest, in_contact
from kindred.web.contacts.selection import Selection

_REASONS = [choice for choice in Erasure.Reason.choices if choice[0] not in {"retention", "restored"}]


class ErasureForm(forms.Form):
    """Why, and that it is meant."""

    reason = forms.ChoiceField(label=gettext_lazy("Why"), choices=_REASONS, widget=forms.RadioSelect, initial="request")
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Such as the number of the request. It stays on the certificate: name nobody."),
    )
    is_meant = forms.BooleanField(
        label=gettext_lazy("I have read what goes. There is no way back."),
        error_messages={"required": gettext_lazy("Tick this to go on.")},
    )


@require_http_methods(["GET", "POST"])
@in_contact(Role.ADMIN)
def contact_erasure(request: ContactRequest) -> HttpResponse:
    """Say what erasing a contact means, and do it."""
    form = ErasureForm(request.POST if request.method == "POST" else None)
    one = Contact.objects.filter(pk=request.contact.pk)
    if request.method == "POST" and form.is_valid():
        return _begin(request, one, form)
    context = {"form": form, "contact": request.contact, "count": 1, "held": _held(one)}
    return render(request, "contacts/erasing.html", context, status=422 if form.errors else 200)


@require_POST
@in_workspace(Role.ADMIN)
def selection_erasure(request: WorkspaceRequest) -> HttpResponse:
    """Say what erasing a selection means, and do it."""
    selection = Selection.read(request.POST)
    people = selection.contacts(workspace=request.workspace, now=utc_now())
    form = ErasureForm(request.POST if "reason" in request.POST else None)
    if form.is_valid():
        return _begin(request, people, form)
    context = {"form": form, "selection": selection, "count": people.count(), "held": _held(people)}
    return render(request, "contacts/erasing.html", context, status=422 if form.errors else 200)


def _begin(request: WorkspaceRequest, people: ContactQuerySet, form: ErasureForm) -> HttpResponse:
    """Begin, and lead to the page that tells how far it is."""
    given: dict[str, Any] = {key: form.cleaned_data[key] for key in ("reason", "note")}
    try:
        begun = Erasure.objects.start(people, workspace=request.workspace, now=utc_now(), by=request.user, **given)
    except KindredError:
        return redirect("contacts", workspace=request.workspace.slug)
    return redirect("erasure", workspace=request.workspace.slug, pk=begun.pk)


def _held(people: ContactQuerySet) -> list[tuple[str, int]]:
    """Return how much is held on these people, of what matters most to see before it goes."""
    shown: list[tuple[str, Any]] = [
        (_("Entries on timelines"), Event),
        (_("Messages"), Message),
        (_("Notes"), Note),
        (_("Tasks"), Task),
        (_("Rows of the consent ledger"), Basis),
    ]
    ids = people.order_by().values("pk")
    return [
        (label, QuerySet(model).filter(**{f"{paths_to(Contact, model)[0]}__in": ids}).count()) for label, model in shown
    ]
