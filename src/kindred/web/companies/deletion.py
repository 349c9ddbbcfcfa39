"""Deleting a company."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kindred.accounts.models import Role
from kindred.kit.clock import utc_now
from kindred.web.companies.access import CompanyRequest, in_company
from kindred.web.companies.company import people_of


@require_http_methods(["GET", "POST"])
@in_company(Role.MEMBER)
def company_deletion(request: CompanyRequest) -> HttpResponse:
    """Say plainly what deleting means, and delete the company."""
    if request.method == "GET":
        context = {"company": request.company, "people": people_of(request.company).count()}
        return render(request, "companies/_deletion.html", context)
    name = str(request.company)
    request.company.remove(now=utc_now(), by=request.user)
    messages.success(request, _("%(name)s deleted.") % {"name": name})
    return redirect("companies", workspace=request.workspace.slug)
