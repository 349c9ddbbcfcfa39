"""Write a file."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kindred.accounts.models import Member
from kindred.bulk.acts.kind import Act, Occasion, Settings
from kindred.bulk.errors import NoSuchChoice
from kindred.contacts.formats.registry import FORMATS
from kindred.contacts.models.contact import ContactQuerySet


class Export(Act):
    """Write contacts into a file to be downloaded; they are not changed."""

    key = "export"
    label = gettext_lazy("Export")
    icon = "download"
    is_undoable = False

    def read(self, form: Mapping[str, str], *, member: Member) -> dict[str, Any]:
        """Read the format; CSV, where none is chosen."""
        chosen = form.get("format") or "csv"
        if chosen not in FORMATS:
            raise NoSuchChoice(_("Choose a format."))
        return {"format": chosen}

    def say(self, settings: Settings) -> str:
        """Say it."""
        return _("Export as %(format)s") % {"format": FORMATS[settings["format"]].label}

    def effect(self, n: int) -> str:
        """Say what becomes of them."""
        return ngettext("goes into the file", "go into the file", n)

    def left_out(self, settings: Settings, n: int) -> str:
        """Say why some are left as they are; never asked, for it concerns everybody."""
        return ngettext("is left out", "are left out", n)

    def concerned(self, contacts: ContactQuerySet, occasion: Occasion) -> ContactQuerySet:
        """Return all of them."""
        return contacts
