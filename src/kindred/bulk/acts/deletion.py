"""Delete."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kindred.accounts.models import Member
from kindred.bulk.acts.kind import Act, Occasion, Settings
from kindred.contacts.models import Removal
from kindred.contacts.models.contact import ContactQuerySet
from kindred.contacts.models.setting import Remembered
from kindred.workflows.models import Enrollment


class Delete(Act):
    """Take contacts out of the pool, with all that hangs on them; for a while they can be put back.

    Their places in workflows stand still meanwhile: who comes back goes on with the time that was left.
    """

    key = "delete"
    label = gettext_lazy("Delete")
    icon = "trash-2"

    def read(self, form: Mapping[str, str], *, member: Member) -> dict[str, Any]:
        """Read nothing: there is nothing to choose."""
        return {}

    def say(self, settings: Settings) -> str:
        """Say it."""
        return _("Delete")

    def effect(self, n: int) -> str:
        """Say what becomes of them."""
        return ngettext("is deleted", "are deleted", n)

    def left_out(self, settings: Settings, n: int) -> str:
        """Say why some are left as they are; never asked, for it concerns everybody."""
        return ngettext("stays", "stay", n)

    def stuck(self) -> str:
        """Say why some do not come back."""
        return _("stay out, because somebody else has the address by now")

    def concerned(self, contacts: ContactQuerySet, occasion: Occasion) -> ContactQuerySet:
        """Return all of them."""
        return contacts

    def perform(self, contacts: ContactQuerySet, occasion: Occasion) -> None:
        """Take them out."""
        Enrollment.objects.filter(contact__in=contacts).pause(now=occasion.since)
        Removal.objects.get(pk=occasion.removal_id or 0).take(contacts)

    def standing(self, contacts: ContactQuerySet, occasion: Occasion) -> ContactQuerySet:
        """Return all who could be put back."""
        return contacts

    def undo(self, contacts: ContactQuerySet, remembered: Remembered, occasion: Occasion) -> None:
        """Let those who were put back go on where they stood, as far as their workflows do."""
        stood = Enrollment.objects.live().filter(contact__in=contacts, paused_at=occasion.since)
        over = Q(workflow__cohort__status="archived") | Q(workflow__sequence__status="archived")
        for workflow in list(stood.filter(over).order_by().values_list("workflow", flat=True).distinct()):
            stood.filter(workflow=workflow).end(status=Enrollment.Status.EXITED, reason="archived", now=occasion.now)
        stood.filter(workflow__paused_at=None).resume(now=occasion.now)
