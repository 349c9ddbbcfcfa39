"""One field of a contact, edited in its place."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kindred.accounts.models import Role
from kindred.web.contacts.access import ContactRequest, in_contact
from kindred.web.contacts.details import detail


@require_http_methods(["GET", "POST"])
@in_contact(Role.MEMBER)
def field(request: ContactRequest, key: str) -> HttpResponse:
    """Show the form of a field, or keep what was entered; an error stands beside it, with what was entered."""
    known = detail(request.contact, key)
    if known is None:
        raise Http404
    context = {"contact": request.contact, "detail": known}
    if "shown" in request.GET:
        return render(request, "contacts/_detail.html", context)
    return render(request, "contacts/_detail_form.html", context)
