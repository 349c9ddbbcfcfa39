"""Writing something down about a contact."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kindred.accounts.models import Role, User
from kindred.contacts.models import Contact, Note
from kindred.kit.clock import utc_now
from kindred.web.contacts.access import ContactRequest, in_contact

_LONGEST = 10_000
#: Suggested at most; others are mentioned by writing their name out.
_MOST_PEOPLE = 300


@require_POST
@in_contact(Role.MEMBER)
def notes(request: ContactRequest) -> HttpResponse:
    """Keep a note, and show it on the timeline; a faulty one stays in its field."""
    text = request.POST.get("text", "").replace("\x00", "").strip()
    context = {"text": text} | note_form(request.contact)
    if error := _fault(text):
        return render(request, "contacts/_note_form.html", context | {"error": error}, status=422)
    path = reverse("contact", kwargs={"workspace": request.workspace.slug, "contact": request.contact.pk})
    Note.objects.write(contact=request.contact, text=text, by=request.user, at=utc_now(), path=path)
    response = render(request, "contacts/_note_form.html", note_form(request.contact))
    response["HX-Trigger"] = "contact:changed"
    return response


def note_form(contact: Contact) -> dict[str, Any]:
    """Return what the form of a note needs: whose note, and whom it can mention."""
    team = User.objects.filter(places__workspace=contact.workspace).order_by("name", "email")
    return {"contact": contact, "team": [str(user) for user in team[:_MOST_PEOPLE]]}


def _fault(text: str) -> str:
    """Say what is wrong with a note."""
    if not text:
        return _("Write something first.")
    if len(text) > _LONGEST:
        return _("Shorten the note to %(most)d characters.") % {"most": _LONGEST}
    return ""
