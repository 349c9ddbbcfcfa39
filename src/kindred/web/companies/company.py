"""One company: what is known of it, and its people by the part they have in decisions."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kindred.contacts.fields import DECISION_ROLES
from kindred.contacts.models import Company, Contact
from kindred.contacts.models.contact import ContactQuerySet
from kindred.kit.paging import Order
from kindred.web.companies.access import CompanyRequest, in_company
from kindred.web.companies.details import details

_ROWS = 25
_ORDER = Order(name="people of a company", column="name_key")
#: The part somebody has in decisions; as an address names it, and as a heading.
_ROLES: dict[str, str | Promise] = {
    "decision_maker": _("Decision makers"),
    "champion": _("Champions"),
    "influencer": _("Influencers"),
    "user": _("Users"),
    "none": _("No role known"),
}


@dataclass(frozen=True, kw_only=True)
class Group:
    """People of a company who have the same part in decisions."""

    role: str
    label: str | Promise
    count: int
    people: list[Contact]
    #: Where the rest of them are.
    more_url: str


@require_safe
@in_company()
def company(request: CompanyRequest) -> HttpResponse:
    """Show a company."""
    groups = list(_groups(request.company))
    context = {
        "company": request.company,
        "details": details(request.company),
        "groups": groups,
        "people_count": sum(group.count for group in groups),
    }
    return render(request, "companies/company.html", context)


@require_safe
@in_company()
def company_people(request: CompanyRequest) -> HttpResponse:
    """Show more of the people who have one part in decisions."""
    role = request.GET.get("role", "")
    if role not in _ROLES:
        raise Http404
    group = _group(request.company, role, count=0, cursor=request.GET.get("at", ""))
    return render(request, "companies/_people.html", {"company": request.company, "group": group})


def people_of(company: Company) -> ContactQuerySet:
    """Return the people known at a company."""
    return Contact.objects.filter(workspace=company.workspace_id, company=company.pk)


def _groups(company: Company) -> Iterator[Group]:
    """Yield the people in groups, those who decide first."""
    counts = dict(people_of(company).order_by().values_list("decision_role").annotate(n=Count("pk")))
    for role in _ROLES:
        if count := counts.get("" if role == "none" else role, 0):
            yield _group(company, role, count=count)


def _group(company: Company, role: str, *, count: int, cursor: str = "") -> Group:
    """Return a page of one group."""
    people = people_of(company).filter(decision_role=role if role in dict(DECISION_ROLES) else "")
    page = _ORDER.page(people.select_related("company"), cursor=cursor, size=_ROWS)
    where = reverse("company_people", kwargs={"workspace": company.workspace.slug, "company": company.pk})
    return Group(
        role=role,
        label=_ROLES[role],
        count=count,
        people=page.rows,
        more_url=f"{where}?{urlencode({'role': role, 'at': page.next})}" if page.next else "",
    )
