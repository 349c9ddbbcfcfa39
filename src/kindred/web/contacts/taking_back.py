"""Taking back what was entered into a cell: what stood there before travels with the offer, encrypted, and is kept nowhere."""

import json
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kindred.accounts.models import Role
from kindred.contacts.errors import InvalidContact
from kindred.contacts.models import Contact
from kindred.kit.clock import utc_now
from kindred.kit.secrets import UnreadableSecret, decrypt, encrypt
from kindred.web.contacts.access import ContactRequest, in_contact
from kindred.web.contacts.detail import Detail
from kindred.web.contacts.details import detail

#: An address that is longer is cut off by some servers: what is longer is not offered to be taken back.
_LONGEST = 4_000
#: What of a row of addresses is entered.
_ENTERED = ("value", "type", "state")


def offer(contact: Contact, *, before: Detail, after: Detail) -> str:
    """Return the address at which an edit is taken back; nothing where the value is too long for one."""
    kept = {"contact": contact.pk, "before": _given(before), "after": _given(after)}
    place = {"workspace": contact.workspace.slug, "contact": contact.pk, "key": before.key}
    query = urlencode({"edit": encrypt(json.dumps(kept, ensure_ascii=False))})
    return f"{reverse('contact_cell_undo', kwargs=place)}?{query}" if len(query) <= _LONGEST else ""


@require_POST
@in_contact(Role.MEMBER)
def cell_undo(request: ContactRequest, key: str) -> HttpResponse:
    """Give a field the value it had before an edit, unless somebody has changed it since."""
    edit, known = _edit(request.GET.get("edit", "")), detail(request.contact, key)
    if known is None or edit.get("contact") != request.contact.pk:
        raise Http404
    response = HttpResponse(headers={"HX-Trigger": "contacts:changed, contact:changed"})
    if _given(known) != edit["after"]:
        messages.warning(request, _("%(label)s has been changed since, and stays as it is.") % {"label": known.label})
        return response
    try:
        request.contact.edit(values={key: edit["before"]}, now=utc_now(), by=request.user)
    except InvalidContact as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("%(label)s is as before.") % {"label": known.label})
    return response


def _edit(token: str) -> dict[str, Any]:
    """Read an edit; nothing for what was not written here."""
    try:
        return json.loads(decrypt(token) or "{}")  # type: ignore[no-any-return]
    except UnreadableSecret:
        return {}


def _given(one: Detail) -> Any:
    """Return a field's value as it could be entered."""
    if one.reach:
        rows = [(row, asdict(row)) for row in one.reach.filled]
        return [{key: kept[key] for key in _ENTERED} | {"primary": row.is_primary} for row, kept in rows]
    if one.kind == "words":
        return [name.strip() for name in str(one.value).split(",") if name.strip()]
    return one.value
