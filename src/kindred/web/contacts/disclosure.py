"""Everything that is held on a person, as a file for them."""

import tempfile

from django.http import FileResponse
from django.views.decorators.http import require_POST

from kindred.accounts.models import Role
from kindred.contacts.disclosing import disclosure
from kindred.kit.clock import utc_now
from kindred.web.contacts.access import ContactRequest, in_contact


@require_POST
@in_contact(Role.ADMIN)  # type: ignore[arg-type]
def contact_access(request: ContactRequest) -> FileResponse:
    """Send a ZIP with everything that is held on a contact; that it was sent is on record."""
    now = utc_now()
    found = disclosure(request.contact, now=now, by=request.user)
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    found.write(file, at=now)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=found.filename, content_type="application/zip")
