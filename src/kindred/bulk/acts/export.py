"""Write a file."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kindred.accounts.models import Member
from kindred.bulk.acts.kind import Act, Occasion, Settings
from kindred.contacts.models.contact import ContactQuerySet


class Export(Act):
    """Write contacts into a file to be downloaded; they are not changed."""

    key = "export"
    label = gettext_lazy("Export")
    icon = "download"
    is_undoable = False

    def read(self, form: Mapping[str, str], *, member: Member) -> dict[str, Any]:
        """Read the format."""
        return {"format": "csv"}

    def say(self, settings: Settings) -> str:
        """Say it."""
        return _("Export as %(format)s") % {"format": settings["format"].upper()}

    def left_out(self, settings: Settings) -> str:
        """Say why some are left as they are; never asked, for it concerns everybody."""
        return _("are left out")

    def concerned(self, contacts: ContactQuerySet, occasion: Occasion) -> ContactQuerySet:
        """Return all of them."""
        return contacts
