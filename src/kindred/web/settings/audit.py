"""The audit trail: who did what and when."""

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from kindred.accounts.acts import ACTS
from kindred.accounts.models import AuditEntry, Role
from kindred.accounts.models.audit_entry import AuditEntryQuerySet
from kindred.kit.clock import utc_now
from kindred.kit.paging import Order
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.csv_file import csv_file

_ROWS = 50
_NEWEST = Order(name="audit", column="number", descending=True)
_COLUMNS = ("number", "at", "who", "act", "what", "about", "facts", "seal")


def _named(widget: type[forms.Widget], look: str, name: Any, **attributes: Any) -> forms.Widget:
    """Return a control of a toolbar, which has a name and no label."""
    return widget(attrs={"class": look, "aria-label": name, **attributes})


class AuditFilterForm(forms.Form):
    """What to look for in the trail."""

    act = forms.ChoiceField(required=False, widget=_named(forms.Select, "select", gettext_lazy("What was done")))
    who = forms.CharField(
        required=False,
        max_length=100,
        widget=_named(
            forms.TextInput,
            "input",
            gettext_lazy("Who did it"),
            placeholder=gettext_lazy("Who"),
            **{"data-key": "/", "data-action": "input->autosubmit#later"},
        ),
    )
    since = forms.DateField(required=False, widget=_named(forms.DateInput, "input", gettext_lazy("From"), type="date"))
    until = forms.DateField(required=False, widget=_named(forms.DateInput, "input", gettext_lazy("To"), type="date"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            ("", _("Everything that was done")),
            *sorted(((act.key, str(act.label)) for act in ACTS.values()), key=lambda c: c[1]),
        ]
        self.fields["act"].choices = choices  # type: ignore[attr-defined]

    def narrow(self, entries: AuditEntryQuerySet, zone: ZoneInfo) -> AuditEntryQuerySet:
        """Narrow entries to those looked for; what cannot be read is not looked for."""
        self.is_valid()
        sought = self.cleaned_data
        if sought.get("act"):
            entries = entries.filter(act=sought["act"])
        if sought.get("who"):
            entries = entries.filter(actor__icontains=sought["who"])
        if sought.get("since"):
            entries = entries.filter(at__gte=datetime.combine(sought["since"], time.min, tzinfo=zone))
        if sought.get("until"):
            entries = entries.filter(
                at__lt=datetime.combine(sought["until"] + timedelta(days=1), time.min, tzinfo=zone)
            )
        return entries

    @property
    def query(self) -> str:
        """What is looked for, as part of an address."""
        return urlencode({name: self.data[name] for name in self.fields if self.data.get(name)})


@require_safe
@in_workspace(Role.ADMIN)
def audit(request: WorkspaceRequest) -> HttpResponse:
    """List what was done, the newest first."""
    form = AuditFilterForm(request.GET)
    entries = form.narrow(AuditEntry.objects.of(request.workspace), _zone())
    page = _NEWEST.page(entries, cursor=request.GET.get("at", ""), size=_ROWS)
    context = {
        "form": form,
        "page": page,
        "previous_url": page.previous and f"?{form.query}&at={page.previous}",
        "next_url": page.next and f"?{form.query}&at={page.next}",
    }
    return render(request, "settings/audit.html", context)


@require_POST
@in_workspace(Role.ADMIN)  # type: ignore[arg-type]
def audit_export(request: WorkspaceRequest) -> HttpResponseBase:
    """Send what was found as a CSV file; that is an act, too."""
    entries = AuditFilterForm(request.POST).narrow(AuditEntry.objects.of(request.workspace), _zone())
    facts = {"count": entries.count()}
    AuditEntry.objects.append(
        "audit.exported", workspace=request.workspace, now=utc_now(), by=request.user, facts=facts
    )
    rows = (
        [entry.number, entry.at.isoformat(), entry.actor, entry.act, str(entry), entry.about, entry.facts, entry.seal]
        for entry in entries.order_by("number").iterator(chunk_size=2_000)
    )
    return csv_file(f"{request.workspace.slug}-audit-{timezone.localdate()}.csv", columns=_COLUMNS, rows=rows)


def _zone() -> ZoneInfo:
    """Return the zone the person reads times in."""
    return ZoneInfo(timezone.get_current_timezone_name())
