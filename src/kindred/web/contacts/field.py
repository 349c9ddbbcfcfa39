"""One field of a contact, edited in its place."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kindred.accounts.models import Role
from kindred.contacts.errors import InvalidContact
from kindred.kit.clock import utc_now
from kindred.web.contacts.access import ContactRequest, in_contact
from kindred.web.contacts.detail import Detail, entered, shown
from kindred.web.contacts.details import detail, details
from kindred.web.contacts.readings import readings


@require_http_methods(["GET", "POST"])
@in_contact(Role.MEMBER)
def field(request: ContactRequest, key: str) -> HttpResponse:
    """Show the form of a field, or keep what was entered; an error stands beside it, with what was entered."""
    known = detail(request.contact, key)
    if known is None:
        raise Http404
    if request.method == "POST":
        return _keep(request, known)
    template = "contacts/_detail.html" if "shown" in request.GET else "contacts/_detail_form.html"
    return render(request, template, {"contact": request.contact, "detail": known})


def _keep(request: ContactRequest, known: Detail) -> HttpResponse:
    """Keep what was entered, and show it with what else of the contact changed by it."""
    value = entered(request.POST, known, name="value")
    try:
        request.contact.edit(values={known.key: value}, now=utc_now(), by=request.user)
    except InvalidContact as refusal:
        again = shown(known, value, problems=refusal.problems)
        beside = again.reach and any(row.error for row in again.reach.rows)
        context = {"contact": request.contact, "detail": again, "error": "" if beside else refusal.message}
        return render(request, "contacts/_detail_form.html", context, status=422)
    context = {
        "contact": request.contact,
        "detail": detail(request.contact, known.key),
        "details": details(request.contact),
        "readings": readings(request.contact),
    }
    response = render(request, "contacts/_detail_kept.html", context)
    response["HX-Trigger"] = "contacts:changed, contact:changed"
    return response
