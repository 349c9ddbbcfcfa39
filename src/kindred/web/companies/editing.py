"""A new company, and everything of one at once."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from kindred.accounts.models import Role
from kindred.contacts.errors import InvalidContact
from kindred.contacts.models import Company, Contact
from kindred.kit.clock import utc_now
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.companies.access import CompanyRequest, in_company
from kindred.web.companies.details import entries


@require_http_methods(["GET", "POST"])
@in_workspace(Role.MEMBER)
def company_new(request: WorkspaceRequest) -> HttpResponse:
    """Ask for a new company, and create it; what was entered stays when something is wrong with it."""
    blank = Company(workspace=request.workspace)
    if request.method == "GET":
        return _show(request, blank)
    values = _entered(request)
    try:
        made = Company.objects.create_one(workspace=request.workspace, values=values, now=utc_now())
    except InvalidContact as refusal:
        return _show(request, blank, values, refusal)
    return _gathered(request, made)


@require_http_methods(["GET", "POST"])
@in_company(Role.MEMBER)
def company_edit(request: CompanyRequest) -> HttpResponse:
    """Show everything of a company to be edited, and keep it; what was entered stays when something is wrong."""
    if request.method == "GET":
        return _show(request, request.company)
    values = _entered(request)
    try:
        request.company.edit(values=values, now=utc_now())
    except InvalidContact as refusal:
        return _show(request, request.company, values, refusal)
    return _gathered(request, request.company)


def _entered(request: WorkspaceRequest) -> dict[str, Any]:
    """Return what the form says, by field."""
    blank = Company(workspace=request.workspace)
    values = {one.key: request.POST.get(one.key, "").replace("\x00", "") for one in entries(blank)}
    return values | {"domains": [part.strip() for part in values["domains"].replace(";", ",").split(",")]}


def _gathered(request: WorkspaceRequest, company: Company) -> HttpResponse:
    """Link people with an address at its domains, say so, and show the company."""
    linked = Contact.objects.gather(company, at=utc_now(), by=request.user)
    messages.success(request, _("Saved."))
    if linked:
        said = ngettext(
            "%(n)d contact with an address there was linked.",
            "%(n)d contacts with an address there were linked.",
            linked,
        )
        messages.success(request, said % {"n": linked})
    return redirect("company", workspace=request.workspace.slug, company=company.pk)


def _show(
    request: WorkspaceRequest,
    company: Company,
    values: dict[str, Any] | None = None,
    refusal: InvalidContact | None = None,
) -> HttpResponse:
    """Show the form."""
    context = {
        "company": company if company.pk else None,
        "title": _("Edit %(name)s") % {"name": company} if company.pk else _("New company"),
        "entries": entries(company, values, refusal.problems if refusal else None),
    }
    return render(request, "companies/edit.html", context, status=422 if refusal else 200)
