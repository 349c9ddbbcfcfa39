"""Writing something down about a contact."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kindred.accounts.models import Role
from kindred.contacts.models import Note
from kindred.kit.clock import utc_now
from kindred.web.contacts.access import ContactRequest, in_contact

_LONGEST = 10_000


@require_POST
@in_contact(Role.MEMBER)
def notes(request: ContactRequest) -> HttpResponse:
    """Keep a note, and show it on the timeline; a faulty one stays in its field."""
    text = request.POST.get("text", "").replace("\x00", "").strip()
    context = {"contact": request.contact, "text": text}
    if error := _fault(text):
        return render(request, "contacts/_note_form.html", context | {"error": error}, status=422)
    Note.objects.write(contact=request.contact, text=text, by=request.user, at=utc_now())
    response = render(request, "contacts/_note_form.html", {"contact": request.contact})
    response["HX-Trigger"] = "contact:changed"
    return response


def _fault(text: str) -> str:
    """Say what is wrong with a note."""
    if not text:
        return _("Write something first.")
    if len(text) > _LONGEST:
        return _("Shorten the note to %(most)d characters.") % {"most": _LONGEST}
    return ""
