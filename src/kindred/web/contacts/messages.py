"""The messages of a contact."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kindred.contacts.models import Contact
from kindred.kit.paging import Order
from kindred.messaging.models import Message
from kindred.web.contacts.access import ContactRequest, in_contact

_ROWS = 25
_NEWEST = Order(name="-pk", column="pk", descending=True)


@require_safe
@in_contact()
def messages(request: ContactRequest) -> HttpResponse:
    """Show what was written to the contact, the newest first; from a cursor on, only what is older."""
    cursor = request.GET.get("at", "")
    context = {"contact": request.contact} | messages_of(request.contact, cursor=cursor)
    if cursor:
        return render(request, "contacts/_message_rows.html", context)
    return render(request, "contacts/_story.html", context | {"message_count": message_count(request.contact)})


def messages_of(contact: Contact, *, cursor: str = "") -> dict[str, Any]:
    """Return a page of the messages for a template."""
    page = _NEWEST.page(Message.objects.filter(contact=contact), cursor=cursor, size=_ROWS)
    where = reverse("contact_messages", kwargs={"workspace": contact.workspace.slug, "contact": contact.pk})
    return {"is_messages": True, "page": page, "older_url": page.next and f"{where}?at={page.next}"}


def message_count(contact: Contact) -> int:
    """Count what was written to the contact."""
    return Message.objects.filter(contact=contact).count()
