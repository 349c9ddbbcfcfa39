"""A new contact, and everything of one at once."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kindred.accounts.models import Role
from kindred.contacts.cleaning.point import MEDIA
from kindred.contacts.errors import AddressTaken, InvalidContact
from kindred.contacts.models import Contact
from kindred.kit.clock import utc_now
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.contacts.access import ContactRequest, in_contact
from kindred.web.contacts.detail import Detail, entered, shown
from kindred.web.contacts.details import details


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A field of the form."""

    detail: Detail
    error: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """Fields that belong together."""

    label: str
    entries: list[Entry]


@require_http_methods(["GET", "POST"])
@in_workspace(Role.MEMBER)
def contact_new(request: WorkspaceRequest) -> HttpResponse:
    """Ask for a new contact, and create it; what was entered stays when something is wrong with it."""
    blank = Contact(workspace=request.workspace)
    if request.method == "GET":
        return _show(request, blank, {})
    values, tags = _entered(request, blank), request.POST.getlist("tag")
    try:
        made = Contact.objects.create_one(
            workspace=request.workspace, values=values | {"tags": tags}, now=utc_now(), by=request.user
        )
    except InvalidContact as refusal:
        return _show(request, blank, values, refusal=refusal)
    messages.success(request, _("%(name)s added.") % {"name": made})
    if request.POST.get("another"):
        return redirect("contact_new", workspace=request.workspace.slug)
    return redirect("contact", workspace=request.workspace.slug, contact=made.pk)


@require_http_methods(["GET", "POST"])
@in_contact(Role.MEMBER)
def contact_edit(request: ContactRequest) -> HttpResponse:
    """Show everything of a contact to be edited, and keep it; what was entered stays when something is wrong."""
    if request.method == "GET":
        return _show(request, request.contact, {})
    values = _entered(request, request.contact)
    try:
        request.contact.edit(values=values, now=utc_now(), by=request.user)
    except InvalidContact as refusal:
        return _show(request, request.contact, values, refusal=refusal)
    messages.success(request, _("Saved."))
    return redirect("contact", workspace=request.workspace.slug, contact=request.contact.pk)


def _entered(request: WorkspaceRequest, contact: Contact) -> dict[str, Any]:
    """Return what the form says, by field."""
    return {one.key: entered(request.POST, one, name=one.key) for one in details(contact)}


def _show(
    request: WorkspaceRequest, contact: Contact, values: dict[str, Any], *, refusal: InvalidContact | None = None
) -> HttpResponse:
    """Show the form."""
    problems = refusal.problems if refusal else {}
    context = {
        "contact": contact if contact.pk else None,
        "title": _("Edit %(name)s") % {"name": contact} if contact.pk else _("New contact"),
        "groups": _groups(contact, values, problems),
        "problem": problems.get("", ""),
        "twin": refusal.contact_id if isinstance(refusal, AddressTaken) else None,
        "tag_chips": [{"value": tag, "label": tag} for tag in request.POST.getlist("tag")],
    }
    return render(request, "contacts/edit.html", context, status=422 if refusal else 200)


def _groups(contact: Contact, values: dict[str, Any], problems: dict[str, str]) -> list[Group]:
    """Lay the fields out in groups, with what was entered and what is wrong with it."""
    known = {
        one.key: shown(one, values[one.key], problems=problems) if one.key in values else one
        for one in details(contact)
    }
    laid = {key for _label, keys in _LAYOUT for key in keys}
    layout = [*_LAYOUT, (_("Your own fields"), [key for key in known if key not in laid])]
    return [
        Group(label=str(label), entries=[Entry(detail=known[key], error=_problem(key, problems)) for key in keys])
        for label, keys in layout
        if keys
    ]


def _problem(key: str, problems: dict[str, str]) -> str:
    """Say what is wrong with a field; with all addresses, what is wrong with the primary one."""
    return problems.get(key) or problems.get(MEDIA.get(key, ""), "")


_LAYOUT: tuple[tuple[str | Promise, list[str]], ...] = (
    (gettext_lazy("Person"), ["prefix", "first_name", "last_name", "suffix", "preferred_name", "language"]),
    (gettext_lazy("How to reach them"), ["emails", "phones", "links"]),
    (gettext_lazy("Work"), ["title", "company_name", "department", "seniority", "decision_role", "skills"]),
    (gettext_lazy("Place"), ["location", "city", "state", "region", "country", "timezone", "latitude", "longitude"]),
    (
        gettext_lazy("Preferences"),
        ["preferred_channel", "best_time", "topics", "work_mode", "relocation", "salary_expectation"],
    ),
    (
        gettext_lazy("Relationship"),
        ["kinds", "candidate_state", "lifecycle_stage", "owner", "communities", "source", "source_detail"],
    ),
)
