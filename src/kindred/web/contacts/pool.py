"""All contacts."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from kindred.bulk.acts.registry import ACTS
from kindred.contacts.kinds import Kind
from kindred.contacts.models import Contact, Tag
from kindred.contacts.models.contact import ContactQuerySet
from kindred.contacts.orders import order_of
from kindred.kit.clock import utc_now
from kindred.kit.listing import Total, listing
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.contacts import rungs
from kindred.web.contacts.columns import address, columns
from kindred.web.contacts.narrowing import Narrowing

_ROWS = 50
#: What stands in the menu of the bar that shows while contacts are selected.
_FURTHER_ACTS = ("start_sequence", "remove_tag", "set_field", "assign_owner", "export")


@require_safe
@in_workspace()
def pool(request: WorkspaceRequest) -> HttpResponse:
    """Show the contacts, searched, narrowed, sorted, a page at a time; to htmx only the list itself."""
    narrowing = Narrowing.read(request.GET)
    order = order_of(request.GET.get("sort", ""), workspace=request.workspace)
    sort = order.name
    base = reverse("contacts", kwargs={"workspace": request.workspace.slug})
    everybody = _with_words(Contact.objects.of(request.workspace))
    shown = listing(
        narrowing.contacts(workspace=request.workspace, now=utc_now()),
        among=everybody,
        order=order,
        cursor=request.GET.get("at", ""),
        size=_ROWS,
        are_few=narrowing.sought.is_few,
    )
    page, total = shown.page, shown.total
    context: dict[str, Any] = {
        "narrowing": narrowing,
        "sort": sort,
        "page": page,
        "is_empty": not page.rows and not narrowing,
        "count": _said(total),
        "total": total,
        "has_more": total.number > len(page.rows),
        "columns": columns(narrowing, sort=sort, base=base),
        "here": address(narrowing, sort=sort, base=base, at=request.GET.get("at", "")),
        "previous_url": page.previous and address(narrowing, sort=sort, base=base, at=page.previous),
        "next_url": page.next and address(narrowing, sort=sort, base=base, at=page.next),
        "kinds": [(kind.key, kind.label) for kind in Kind],
        "stages": rungs.choices(),
        "further_acts": [ACTS[key] for key in _FURTHER_ACTS],
    }
    if request.headers.get("HX-Request") and not context["is_empty"]:
        response = render(request, "contacts/_results.html", context)
        is_moved = (
            request.headers.get("HX-Current-URL", "").removeprefix(request.build_absolute_uri("/")[:-1])
            != context["here"]
        )
        if is_moved:
            response["HX-Push-Url"] = context["here"]
        return response
    return render(request, "contacts/pool.html", context)


def _with_words(contacts: ContactQuerySet) -> ContactQuerySet:
    """Fetch with each contact what its row shows."""
    return contacts.select_related("company").prefetch_related(Prefetch("tags", Tag.objects.order_by("name_key")))


def _said(total: Total) -> str:
    """Say how many contacts there are."""
    words = ngettext("%(number)s contact", "%(number)s contacts", total.number) % {"number": total}
    return words[:1].upper() + words[1:]
