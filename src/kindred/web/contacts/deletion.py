"""Deleting one contact."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kindred.accounts.models import Role
from kindred.web.contacts.access import ContactRequest, in_contact


@require_http_methods(["GET", "POST"])
@in_contact(Role.MEMBER)
def contact_deletion(request: ContactRequest) -> HttpResponse:
    """Say plainly what deleting means, and delete the contact."""
    if request.method == "GET":
        return render(request, "contacts/_deletion.html", {"contact": request.contact})
    name = str(request.contact)
    request.contact.delete()
    messages.success(request, _("%(name)s deleted.") % {"name": name})
    return redirect("contacts", workspace=request.workspace.slug)
