"""Consent and other legal bases of one contact."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kindred.accounts.models import Role
from kindred.contacts.claim import MOST_TOPIC, Claim
from kindred.contacts.errors import InvalidBasis
from kindred.contacts.models import Basis, Contact
from kindred.contacts.models.basis import holding
from kindred.contacts.purposes import Ground, Purpose, Way
from kindred.kit.clock import utc_now
from kindred.web.contacts.access import ContactRequest, in_contact

_DAY = {"type": "date"}


class BasisForm(forms.Form):
    """What allows to use a person's data, and what shows it."""

    ground = forms.ChoiceField(label=gettext_lazy("Ground"), choices=Ground.choices)
    purpose = forms.ChoiceField(label=gettext_lazy("What for"), choices=Purpose.choices)
    channel = forms.ChoiceField(
        label=gettext_lazy("Way"), choices=[("", gettext_lazy("Every way")), *Way.choices], required=False
    )
    topic = forms.CharField(
        label=gettext_lazy("Topic"),
        max_length=MOST_TOPIC,
        required=False,
        help_text=gettext_lazy("Empty for every topic."),
    )
    how = forms.CharField(
        label=gettext_lazy("How it came about"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Such as: form on our careers page, on the phone on 3 May."),
    )
    wording = forms.CharField(
        label=gettext_lazy("What they read or heard"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Word for word, or the number of its version."),
    )
    source = forms.CharField(label=gettext_lazy("Where the data came from"), max_length=200, required=False)
    at = forms.DateField(label=gettext_lazy("Since"), widget=forms.DateInput(attrs=_DAY))
    expires_at = forms.DateField(label=gettext_lazy("Until"), required=False, widget=forms.DateInput(attrs=_DAY))

    def claim(self) -> Claim:
        """Return what was entered."""
        given = dict(self.cleaned_data)
        return Claim(**given | {"at": _since(given["at"]), "expires_at": _start_of(given["expires_at"])})


@require_safe
@in_contact()
def contact_bases(request: ContactRequest) -> HttpResponse:
    """Show what allows to use a contact's data."""
    return render(request, "contacts/bases/_bases.html", {"contact": request.contact} | bases_of(request.contact))


@require_http_methods(["GET", "POST"])
@in_contact(Role.MEMBER)
def contact_basis_new(request: ContactRequest) -> HttpResponse:
    """Record a basis."""
    form = BasisForm(request.POST or None, initial={"at": timezone.localdate(), "purpose": _likely(request.contact)})
    if request.method == "POST" and form.is_valid():
        try:
            return _record(request, form.claim())
        except InvalidBasis as refusal:
            for key, problem in refusal.problems.items():
                form.add_error(key if key in form.fields else None, problem)
    return render(
        request,
        "contacts/bases/_basis_form.html",
        {"contact": request.contact, "form": form},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@in_contact(Role.MEMBER)
def contact_basis_withdrawal(request: ContactRequest, basis: int) -> HttpResponse:
    """Record that a basis was taken back."""
    row = get_object_or_404(Basis.objects.filter(contact=request.contact).current(), pk=basis)
    if request.method == "GET":
        return render(request, "contacts/bases/_withdrawal.html", {"contact": request.contact, "basis": row})
    how = request.POST.get("how", "")
    claim = Claim(
        purpose=row.purpose, channel=row.channel, topic=row.topic, ground=row.ground, withdrawn=True, how=how[:200]
    )
    return _record(request, claim)


def bases_of(contact: Contact) -> dict[str, Any]:
    """Return the bases of a contact for a template: what holds or held last of each, and everything that was said."""
    rows = list(contact.bases.select_related("evidence", "by").order_by("-at", "-pk"))
    in_force = {row.pk for row in holding(rows, utc_now())}
    for row in rows:
        row.holds = row.pk in in_force  # type: ignore[attr-defined]
    return {"bases": [row for row in rows if row.is_latest], "basis_history": rows}


def _record(request: ContactRequest, claim: Claim) -> HttpResponse:
    """Record a claim about the contact, close the dialog, and have the page look again."""
    one = Contact.objects.filter(pk=request.contact.pk)
    one.record_basis(claim, workspace=request.workspace, now=utc_now(), by=request.user, over_withdrawals=True)
    return HttpResponse(status=204, headers={"HX-Trigger": "dialog:close, contact:changed"})


def _likely(contact: Contact) -> str:
    """Return what a contact's data is most likely used for."""
    return Purpose.RECRUITING if contact.kinds & Contact.Kind.CANDIDATE else Purpose.MARKETING


def _start_of(day: date | None) -> datetime | None:
    """Return the moment at which a day begins where the person is."""
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def _since(day: date) -> datetime:
    """Return the moment a day stands for: now, where it is today."""
    start = _start_of(day)
    return utc_now() if day == timezone.localdate() or start is None else start
