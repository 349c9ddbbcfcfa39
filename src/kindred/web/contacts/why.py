"""Why a value is here, and that it is right: on the page of a contact, value by value."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kindred.accounts.models import Role
from kindred.contacts.cleaning.point import MEDIA
from kindred.contacts.origin import history_of, origin_of
from kindred.contacts.provenance import STALING
from kindred.kit.clock import utc_now
from kindred.web.contacts.access import ContactRequest, in_contact
from kindred.web.contacts.details import detail, details
from kindred.web.contacts.readings import readings


@require_safe
@in_contact()
def why(request: ContactRequest, key: str) -> HttpResponse:
    """Say where a value comes from, since when it is known to be right, and what it was before."""
    return render(request, "contacts/_why.html", _explained(request, key))


@require_POST
@in_contact(Role.MEMBER)
def verification(request: ContactRequest, key: str) -> HttpResponse:
    """Note that a value is right as it is."""
    field = MEDIA.get(key, key)
    if field not in STALING or not request.contact.verify(field, now=utc_now(), by=request.user):
        raise Http404
    context = _explained(request, key)
    messages.success(request, _("%(label)s: verified now.") % {"label": context["detail"].label})
    return _changed(render(request, "contacts/_verified.html", context | _details(request)))


@require_POST
@in_contact(Role.MEMBER)
def verifications(request: ContactRequest) -> HttpResponse:
    """Note that everything that grows stale is right as it is."""
    now = utc_now()
    done = [key for key in STALING if request.contact.verify(key, now=now, by=request.user)]
    if done:
        messages.success(request, _("Everything here counts as verified now."))
    return _changed(render(request, "contacts/_details.html", {"contact": request.contact} | _details(request)))


def _changed(response: HttpResponse) -> HttpResponse:
    """Let the list and the timeline look again."""
    response["HX-Trigger"] = "contacts:changed, contact:changed"
    return response


def _details(request: ContactRequest) -> dict[str, Any]:
    """Return all fields, as they are now."""
    return {"details": details(request.contact), "readings": readings(request.contact)}


def _explained(request: ContactRequest, key: str) -> dict[str, Any]:
    """Return what there is to say about a value; 404 for what is no field."""
    known = detail(request.contact, key)
    if known is None:
        raise Http404
    field = MEDIA.get(key, key)
    return {
        "contact": request.contact,
        "detail": known,
        "origin": origin_of(request.contact, field),
        "history": history_of(request.contact, field),
        "may_verify": field in STALING and known.said,
    }
