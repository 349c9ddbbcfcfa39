"""All companies: searched, narrowed by size, sorted, a page at a time, each with how many people are known there."""

from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Count
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from kindred.contacts.fields import SIZES
from kindred.contacts.models import Company, Contact
from kindred.contacts.models.company import CompanyQuerySet
from kindred.kit.listing import Total, listing
from kindred.kit.paging import Order
from kindred.web.access import WorkspaceRequest, in_workspace

_ROWS = 50
_USUAL = "name"
#: The orders; with - before it, the other way round.
_COLUMNS = {"name": "name_key", "created": "created_at"}


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What somebody asked to see; what an address says that means nothing is left out."""

    q: str
    size: str
    sort: str

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        """Read them from the address."""
        size, sort = query.get("size", ""), query.get("sort", "")
        return cls(
            q=" ".join(query.get("q", "").replace("\x00", "").split())[:120],
            size=size if size in dict(SIZES) else "",
            sort=sort if sort.removeprefix("-") in _COLUMNS else _USUAL,
        )

    @property
    def order(self) -> Order:
        """The order of the list."""
        column = _COLUMNS[self.sort.removeprefix("-")]
        return Order(name=f"companies {self.sort}", column=column, descending=self.sort.startswith("-"))

    @property
    def narrows(self) -> bool:
        """Whether it leaves any company out."""
        return bool(self.q or self.size)

    def applied_to(self, companies: CompanyQuerySet) -> CompanyQuerySet:
        """Narrow to what was asked for."""
        found = companies.search(self.q)
        return found.filter(size=self.size) if self.size else found

    def url(self, base: str, *, sort: str = "", at: str = "") -> str:
        """Return the address of the list in an order, at a page."""
        sort = sort or self.sort
        pairs = [("q", self.q), ("size", self.size), ("sort", sort if sort != _USUAL else ""), ("at", at)]
        query = urlencode([pair for pair in pairs if pair[1]])
        return f"{base}?{query}" if query else base


@dataclass(frozen=True, kw_only=True)
class Head:
    """The head of a column that the list can be sorted by."""

    label: str
    url: str
    #: As ARIA says it; empty when the list is not sorted by this column.
    sorted: str

    @property
    def icon(self) -> str:
        """The arrow that shows the order."""
        return {"ascending": "arrow-up", "descending": "arrow-down"}.get(self.sorted, "")


@require_safe
@in_workspace()
def companies(request: WorkspaceRequest) -> HttpResponse:
    """Show the companies."""
    filters = Filters.read(request.GET)
    base = reverse("companies", kwargs={"workspace": request.workspace.slug})
    everything = Company.objects.of(request.workspace)
    shown = listing(
        filters.applied_to(everything),
        among=everything,
        order=filters.order,
        cursor=request.GET.get("at", ""),
        size=_ROWS,
    )
    page = shown.page
    context: dict[str, Any] = {
        "filters": filters,
        "rows": _with_people(page.rows),
        "is_empty": not page.rows and not filters.narrows,
        "count": _said(shown.total),
        "sizes": SIZES,
        "name_head": _head(_("Company"), "name", filters, base=base, first="name"),
        "created_head": _head(_("Added"), "created", filters, base=base, first="-created"),
        "previous_url": page.previous and filters.url(base, at=page.previous),
        "next_url": page.next and filters.url(base, at=page.next),
    }
    return render(request, "companies/list.html", context)


def _with_people(rows: list[Company]) -> list[tuple[Company, int]]:
    """Return companies with how many people are known there, counted for all of them at once."""
    known = Contact.objects.filter(company__in=[company.pk for company in rows])
    counts = dict(known.order_by().values_list("company").annotate(n=Count("pk")))
    return [(company, counts.get(company.pk, 0)) for company in rows]


def _head(label: str, key: str, filters: Filters, *, base: str, first: str) -> Head:
    """Return a head: a click sorts by the column, another turns the order."""
    then = {key: f"-{key}", f"-{key}": key}.get(filters.sort, first)
    ways = {key: "ascending", f"-{key}": "descending"}
    return Head(label=label, url=filters.url(base, sort=then), sorted=ways.get(filters.sort, ""))


def _said(total: Total) -> str:
    """Say how many companies there are."""
    words = ngettext("%(number)s company", "%(number)s companies", total.number) % {"number": total}
    return words[:1].upper() + words[1:]
