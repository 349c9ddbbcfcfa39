"""All contacts."""

from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma, intword
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from kindred.contacts.kinds import Kind
from kindred.contacts.models import Contact
from kindred.kit.clock import utc_now
from kindred.kit.counting import Total, total
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.contacts import rungs
from kindred.web.contacts.columns import DEFAULT, ORDERS, address, columns
from kindred.web.contacts.narrowing import Narrowing

_ROWS = 50


@require_safe
@in_workspace()
def pool(request: WorkspaceRequest) -> HttpResponse:
    """Show the contacts, searched, narrowed, sorted, a page at a time; to htmx only the list itself."""
    narrowing = Narrowing.read(request.GET)
    sort = wanted if (wanted := request.GET.get("sort", "")) in ORDERS else DEFAULT
    base = reverse("contacts", kwargs={"workspace": request.workspace.slug})
    everybody = Contact.objects.of(request.workspace)
    found = narrowing.contacts(workspace=request.workspace, now=utc_now())
    shown = found.select_related("company").prefetch_related("tags")
    page = ORDERS[sort].page(shown, cursor=request.GET.get("at", ""), size=_ROWS)
    number = total(found, among=everybody)
    context: dict[str, Any] = {
        "narrowing": narrowing,
        "sort": sort,
        "page": page,
        "is_empty": not number.number and not narrowing,
        "count": _said(number),
        "total_words": _worded(number),
        "has_more": number.number > len(page.rows),
        "columns": columns(narrowing, sort=sort, base=base),
        "here": address(narrowing, sort=sort, base=base, at=request.GET.get("at", "")),
        "previous_url": page.previous and address(narrowing, sort=sort, base=base, at=page.previous),
        "next_url": page.next and address(narrowing, sort=sort, base=base, at=page.next),
        "kinds": [(kind.key, kind.label) for kind in Kind],
        "stages": rungs.choices(),
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


def _worded(number: Total) -> str:
    """Say a number; a guess as such."""
    if number.is_exact:
        return str(intcomma(number.number))
    return _("about %(number)s") % {
        "number": intword(number.number) if number.number >= 1_000_000 else intcomma(number.number)
    }


def _said(number: Total) -> str:
    """Say how many contacts there are."""
    return ngettext("%(number)s contact", "%(number)s contacts", number.number) % {
        "number": _worded(number).capitalize()
    }
