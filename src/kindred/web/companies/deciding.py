"""Who decides at a company: found in one click, each with the reason, and ready to be added to a cohort."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kindred.contacts.deciding import Rank, deciders
from kindred.contacts.fields import DEPARTMENTS
from kindred.web.companies.access import CompanyRequest, in_company
from kindred.web.companies.company import people_of


@require_safe
@in_company()
def decision_makers(request: CompanyRequest) -> HttpResponse:
    """Show who decides, perhaps about one department; to htmx only the list."""
    department = request.GET.get("department", "")
    department = department if department in dict(DEPARTMENTS) else ""
    people = people_of(request.company).select_related("company")
    found = deciders(people, department=department)
    present = set(people_of(request.company).order_by().values_list("department", flat=True).distinct())
    context = {
        "company": request.company,
        "deciders": found,
        "is_next_best": bool(found) and found[0].rank is Rank.NEXT_BEST,
        "department": department,
        "departments": [(key, label) for key, label in DEPARTMENTS if key in present],
    }
    return render(request, "companies/decision_makers.html", context)
