"""Deleting one contact."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kindred.accounts.models import Role
from kindred.bulk.models import BulkAction
from kindred.kit.clock import utc_now
from kindred.web.contacts.access import ContactRequest, in_contact


@require_http_methods(["GET", "POST"])
@in_contact(Role.MEMBER)
def contact_deletion(request: ContactRequest) -> HttpResponse:
    """Say plainly what deleting means, and delete the contact; for a while it can be undone."""
    if request.method == "GET":
        return render(request, "contacts/_deletion.html", {"contact": request.contact})
    who = {"ids": [request.contact.pk]}
    action = BulkAction.objects.start(act="delete", form={}, who=who, member=request.member, now=utc_now())
    undo = reverse("bulk_undo", kwargs={"workspace": request.workspace.slug, "action": action.pk})
    messages.success(request, _("%(name)s deleted.") % {"name": request.contact}, extra_tags=undo)
    return redirect("contacts", workspace=request.workspace.slug)
