"""One contact: the page, and the same in the drawer beside the list."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kindred.contacts.models import Contact, Duplicate
from kindred.web.contacts.access import ContactRequest, in_contact
from kindred.web.contacts.bases import bases_of
from kindred.web.contacts.details import details
from kindred.web.contacts.messages import message_count
from kindred.web.contacts.notes import note_form
from kindred.web.contacts.places import places
from kindred.web.contacts.readings import readings
from kindred.web.contacts.tags import hanging
from kindred.web.contacts.tasks import tasks_of
from kindred.web.contacts.timeline import timeline_of


@require_safe
@in_contact()
def contact(request: ContactRequest) -> HttpResponse:
    """Show a contact; to htmx what the drawer holds."""
    template = "contacts/_drawer.html" if request.headers.get("HX-Request") else "contacts/contact.html"
    return render(request, template, whole(request.contact))


def whole(contact: Contact) -> dict[str, Any]:
    """Return all that is shown of a contact."""
    return {
        "contact": contact,
        "details": details(contact),
        "readings": readings(contact),
        "places": places(contact),
        "message_count": message_count(contact),
        "twins": Duplicate.objects.undecided().touching(Contact.objects.filter(pk=contact.pk)).count(),
        **bases_of(contact),
        **note_form(contact),
        **hanging(contact),
        **tasks_of(contact),
        **timeline_of(contact),
    }
