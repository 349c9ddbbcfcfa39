"""The tags of a contact."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from kindred.accounts.models import Role
from kindred.contacts.keys import folded
from kindred.contacts.models import Contact, Tag
from kindred.kit.clock import utc_now
from kindred.web.contacts.access import ContactRequest, in_contact


@require_POST
@in_contact(Role.MEMBER)
def tags(request: ContactRequest) -> HttpResponse:
    """Hang on and take off the tags by which what is sent differs from what was shown.

    So a tag that somebody else hung on in the meantime stays.
    """
    one, now = Contact.objects.filter(pk=request.contact.pk), utc_now()
    had = {folded(name) for name in request.POST.getlist("had")}
    wanted = {folded(name): name for name in request.POST.getlist("tag") if folded(name)}
    for tag in request.contact.tags.filter(name_key__in=had - wanted.keys()):
        one.remove_tag(tag, at=now, by=request.user)
    for key in wanted.keys() - had:
        one.add_tag(Tag.objects.named(request.workspace, wanted[key]), at=now, by=request.user)
    response = render(request, "contacts/_contact_tags.html", {"contact": request.contact} | hanging(request.contact))
    response["HX-Trigger"] = "contacts:changed, contact:changed"
    return response


def hanging(contact: Contact) -> dict[str, Any]:
    """Return the tags of a contact for a template."""
    tags = list(contact.tags.order_by("name_key"))
    return {"tags": tags, "tag_chips": [{"value": tag.name, "label": tag.name} for tag in tags]}
