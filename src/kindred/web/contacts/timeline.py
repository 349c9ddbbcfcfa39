"""A contact's timeline, a page at a time."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from kindred.accounts.models import User, Workspace
from kindred.contacts import event_kinds
from kindred.contacts.models import Contact, Event, Note
from kindred.kit.paging import Order, Page
from kindred.web.contacts.access import ContactRequest, in_contact
from kindred.web.contacts.messages import message_count

_ROWS = 25
_MENTION = '<strong class="mention">{}</strong>'
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
class Sort:
    """Facts that are looked at together."""

    label: str | Promise
    #: How the names of their kinds begin.
    beginnings: tuple[str, ...]


#: What a timeline can be narrowed to.
SORTS = {
    "notes": Sort(label=_lazy("Notes"), beginnings=("note.",)),
    "messages": Sort(label=_lazy("Messages"), beginnings=("message.",)),
    "tasks": Sort(label=_lazy("Tasks"), beginnings=("task.",)),
    "changes": Sort(
        label=_lazy("Changes"),
        beginnings=(
            "contact.created", "contact.imported", "contact.merged", "contact.edited", "import.", "tag.", "field.",
            "change.",
        ),
    ),
    "progress": Sort(
        label=_lazy("Cohorts and steps"), beginnings=("stage.", "cohort.", "enrollment.", "step.", "goal.")
    ),
    "consent": Sort(
        label=_lazy("Consent"), beginnings=("basis.", "contact.unsubscribed", "contact.subscribed")
    ),
}  # fmt: skip


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
    cursor, sort = request.GET.get("at", ""), request.GET.get("sort", "")
    shown = timeline_of(request.contact, cursor=cursor, day=request.GET.get("day", ""), sort=sort)
    context = {"contact": request.contact} | shown
    if cursor:
        return render(request, "contacts/_events.html", context)
    return render(request, "contacts/_story.html", context | {"message_count": message_count(request.contact)})


def timeline_of(contact: Contact, *, cursor: str = "", day: str = "", sort: str = "") -> dict[str, Any]:
    """Return a page of the timeline for a template, of one sort of facts or all; `day` is the one named last."""
    events = contact.events.select_related("by")
    if chosen := SORTS.get(sort):
        events = events.filter(kind__in=[kind for kind in event_kinds.KINDS if kind.startswith(chosen.beginnings)])
    page = _NEWEST.page(events, cursor=cursor, size=_ROWS)
    where = reverse("contact_timeline", kwargs={"workspace": contact.workspace.slug, "contact": contact.pk})
    last_day = str(timezone.localdate(page.rows[-1].at)) if page.rows else ""
    asked = {"sort": sort} if chosen else {}
    older = page.next and f"{where}?{urlencode(asked | {'at': page.next, 'day': last_day})}"
    return {
        "events": list(_entries(page, named=day, workspace=contact.workspace)),
        "older_url": older,
        "sorts": SORTS.items(),
        "sort": sort if chosen else "",
    }


def _entries(page: Page[Event], *, named: str, workspace: Workspace) -> Iterator[Entry]:
    """Read events aloud, naming each day once; notes in full, with those they mention."""
    notes = Note.objects.in_bulk([event.data.get("id") for event in page.rows if event.kind == "note.added"])
    mentioned = {pk for note in notes.values() for pk in note.mentions}
    people = {user.pk: str(user) for user in User.objects.filter(places__workspace=workspace, pk__in=mentioned)}
    for event in page.rows:
        on = timezone.localdate(event.at)
        note = notes.get(event.data.get("id")) if event.kind == "note.added" else None
        kind = event_kinds.KINDS.get(event.kind)
        yield Entry(
            said=_with_mentions(note, people) if note else event_kinds.say(event.kind, event.data),
            is_note=note is not None,
            icon=kind.icon if kind else "circle-dot",
            tone=_TONES.get(event.kind, ""),
            at=event.at,
            by=str(event.by) if event.by else "",
            day=_named(on) if str(on) != named else "",
        )
        named = str(on)


def _with_mentions(note: Note, people: Mapping[int, str]) -> str:
    """Return the text of a note, in which whoever is mentioned stands out."""
    names = {f"@{people[pk]}".casefold() for pk in note.mentions if pk in people}
    if not names:
        return note.text
    parts = re.split(
        f"({'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})", note.text, flags=re.IGNORECASE
    )
    marked = ((part if part.casefold() not in names else format_html(_MENTION, part),) for part in parts)
    return format_html_join("", "{}", marked)


def _named(day: date) -> str:
    """Say a day."""
    days_ago = (timezone.localdate() - day).days
    return {0: _("Today"), 1: _("Yesterday")}.get(days_ago) or date_format(day, "l, j F Y")
