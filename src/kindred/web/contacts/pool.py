"""All contacts."""

import re
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from kindred.bulk.acts.registry import ACTS
from kindred.contacts.kinds import Kind
from kindred.contacts.models import Contact
from kindred.contacts.orders import order_of
from kindred.kit.clock import utc_now
from kindred.kit.listing import Total, listing
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.contacts import rungs
from kindred.web.contacts.access import contact_of
from kindred.web.contacts.cells import row_of
from kindred.web.contacts.columns import fetched
from kindred.web.contacts.contact import whole
from kindred.web.contacts.look import NAME, Look, head, heads
from kindred.web.contacts.ready_views import ready_views

_ROWS = 50
#: What is longer is no id of a row.
_LONGEST_ID = 19
_OPEN = re.compile(r"[?&]open=\d+$")
#: What stands in the menu of the bar that shows while contacts are selected.
_FURTHER_ACTS = ("start_sequence", "remove_tag", "set_field", "assign_owner", "export")


@require_safe
@in_workspace()
def pool(request: WorkspaceRequest) -> HttpResponse:
    """Show the contacts, searched, narrowed, sorted, a page at a time; to htmx only the list itself."""
    is_htmx = request.headers.get("HX-Request") == "true"
    look = Look.read(request.GET, member=request.member)
    if look.default and not request.GET.keys() - {"open"} and not is_htmx:
        return redirect(f"{request.path}?view={look.default.pk}")
    narrowing, columns, cursor = look.narrowing, look.shown, request.GET.get("at", "")
    everybody = fetched(Contact.objects.of(request.workspace), columns)
    found = fetched(narrowing.contacts(workspace=request.workspace, now=utc_now()), columns)
    order = order_of(look.sort, workspace=request.workspace)
    shown = listing(found, among=everybody, order=order, cursor=cursor, size=_ROWS)
    page, total = shown.page, shown.total
    context: dict[str, Any] = {
        "look": look,
        "narrowing": narrowing,
        "rows": [row_of(contact, columns) for contact in page.rows],
        "is_empty": not page.rows and not narrowing,
        "count": _said(total),
        "total": total,
        "has_more": total.number > len(page.rows),
        "name_head": head(look, NAME),
        "heads": heads(look),
        "views": look.views,
        "ready_views": ready_views(),
        "may_change_view": look.view and look.view.may_change(request.member),
        "here": look.address(at=cursor),
        "columns_query": ",".join(look.columns),
        "previous_url": page.previous and look.address(at=page.previous),
        "next_url": page.next and look.address(at=page.next),
        "kinds": [(kind.key, kind.label) for kind in Kind],
        "stages": rungs.choices(),
        "further_acts": [ACTS[key] for key in _FURTHER_ACTS],
        "title": look.view.name if look.view else gettext("All contacts"),
    }
    if is_htmx and not context["is_empty"]:
        response = render(request, "contacts/_results.html", context)
        # Whose drawer is open is no part of how the list looks.
        came_from = _OPEN.sub("", request.headers.get("HX-Current-URL", ""))
        if came_from.removeprefix(request.build_absolute_uri("/")[:-1]) != context["here"]:
            response["HX-Push-Url"] = context["here"]
        return response
    context["opened"] = _opened(request)
    return render(request, "contacts/pool.html", context)


def _opened(request: WorkspaceRequest) -> str:
    """Return what the drawer holds on arrival: the contact of whom the address says so."""
    asked = request.GET.get("open", "")
    is_number = asked.isascii() and asked.isdigit() and len(asked) < _LONGEST_ID
    found = contact_of(request.workspace, int(asked)) if is_number else None
    return render_to_string("contacts/_drawer.html", whole(found), request=request) if found else ""


def _said(total: Total) -> str:
    """Say how many contacts there are."""
    words = ngettext("%(number)s contact", "%(number)s contacts", total.number) % {"number": total}
    return words[:1].upper() + words[1:]
