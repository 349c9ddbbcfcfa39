"""A selection as a file."""

from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kindred.accounts.models import AuditEntry
from kindred.contacts import exporting
from kindred.kit.clock import utc_now
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.contacts.selection import Selection
from kindred.web.csv_file import csv_file


@require_POST
@in_workspace()  # type: ignore[arg-type]
def export(request: WorkspaceRequest) -> HttpResponseBase:
    """Send the selected contacts as a CSV file that can be imported again."""
    now = utc_now()
    contacts = Selection.read(request.POST).contacts(workspace=request.workspace, now=now)
    facts = {"count": contacts.count(), "format": "csv", "what": _("a selection")}
    AuditEntry.objects.append("contacts.exported", workspace=request.workspace, now=now, by=request.user, facts=facts)
    return csv_file(
        f"{request.workspace.slug}-contacts-{timezone.localdate()}.csv",
        columns=exporting.columns(request.workspace),
        rows=exporting.rows(contacts, workspace=request.workspace),
    )
