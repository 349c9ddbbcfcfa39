"""A contact's timeline, a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kindred.contacts import event_kinds
from kindred.contacts.models import Contact, Event, Note
from kindred.kit.paging import Order, Page
from kindred.web.contacts.access import ContactRequest, in_contact
from kindred.web.contacts.messages import message_count

_ROWS = 25
_NEWEST = Order(name="-at", column="at", descending=True)
#: What an event means to the person who reads it; whatever is not here is plain.
_TONES = {
    "contact.unsubscribed": "warn",
    "enrollment.completed": "good",
    "enrollment.failed": "bad",
    "message.bounced": "bad",
    "message.clicked": "good",
    "message.failed": "bad",
    "message.opened": "info",
    "message.replied": "good",
    "message.sent": "info",
    "message.uncertain": "warn",
    "note.added": "brand",
    "stage.reached": "good",
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One fact, ready to be read."""

    said: str
    is_note: bool
    icon: str
    tone: str
    at: datetime
    by: str
    #: The day, on the first entry of each.
    day: str


@require_safe
@in_contact()
def timeline(request: ContactRequest) -> HttpResponse:
    """Show what happened, the newest first; from a cursor on, only what is older."""
    cursor = request.GET.get("at", "")
    context = {"contact": request.contact} | timeline_of(request.contact, cursor=cursor, day=request.GET.get("day", ""))
    if cursor:
        return render(request, "contacts/_events.html", context)
    return render(request, "contacts/_story.html", context | {"message_count": message_count(request.contact)})


def timeline_of(contact: Contact, *, cursor: str = "", day: str = "") -> dict[str, Any]:
    """Return a page of the timeline for a template; `day` is the one that was named last."""
    page = _NEWEST.page(contact.events.select_related("by"), cursor=cursor, size=_ROWS)
    where = reverse("contact_timeline", kwargs={"workspace": contact.workspace.slug, "contact": contact.pk})
    last_day = str(timezone.localdate(page.rows[-1].at)) if page.rows else ""
    older = page.next and f"{where}?{urlencode({'at': page.next, 'day': last_day})}"
    return {"events": list(_entries(page, named=day)), "older_url": older}


def _entries(page: Page[Event], *, named: str) -> Iterator[Entry]:
    """Read events aloud, naming each day once; notes in full."""
    notes = Note.objects.in_bulk([event.data.get("id") for event in page.rows if event.kind == "note.added"])
    for event in page.rows:
        on = timezone.localdate(event.at)
        note = notes.get(event.data.get("id")) if event.kind == "note.added" else None
        kind = event_kinds.KINDS.get(event.kind)
        yield Entry(
            said=note.text if note else event_kinds.say(event.kind, event.data),
            is_note=note is not None,
            icon=kind.icon if kind else "circle-dot",
            tone=_TONES.get(event.kind, ""),
            at=event.at,
            by=str(event.by) if event.by else "",
            day=_named(on) if str(on) != named else "",
        )
        named = str(on)


def _named(day: date) -> str:
    """Say a day."""
    days_ago = (timezone.localdate() - day).days
    return {0: _("Today"), 1: _("Yesterday")}.get(days_ago) or date_format(day, "l, j F Y")
