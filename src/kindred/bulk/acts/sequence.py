"""Start a sequence."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kindred.accounts.models import Member
from kindred.bulk.acts.kind import Act, Occasion, Settings
from kindred.bulk.errors import NoSuchChoice
from kindred.contacts.models.contact import ContactQuerySet
from kindred.contacts.models.setting import Remembered
from kindred.workflows.models import Enrollment, Sequence, Workflow


class StartSequence(Act):
    """Start contacts at the first step of a sequence."""

    key = "start_sequence"
    label = gettext_lazy("Start sequence")
    icon = "play"

    def read(self, form: Mapping[str, str], *, member: Member) -> dict[str, Any]:
        """Read the sequence, one that is at work."""
        chosen = form.get("sequence", "")
        sequence = open_to(member).filter(pk=int(chosen)).first() if chosen.isdecimal() else None
        if sequence is None:
            raise NoSuchChoice(_("Choose a sequence."))
        return {"sequence": sequence.pk, "name": sequence.name}

    def say(self, settings: Settings) -> str:
        """Say it."""
        return _("Start the sequence “%(name)s”") % {"name": settings["name"]}

    def effect(self, n: int) -> str:
        """Say what becomes of them."""
        return ngettext("starts", "start", n)

    def left_out(self, settings: Settings, n: int) -> str:
        """Say why some are left as they are."""
        return ngettext("is in it, or was, and does not start again", "are in it, or were, and do not start again", n)

    def concerned(self, contacts: ContactQuerySet, occasion: Occasion) -> ContactQuerySet:
        """Narrow to those that may start."""
        workflow = _workflow(occasion)
        return workflow.open_to(contacts) if workflow else contacts.none()

    def notes(self, concerned: ContactQuerySet, occasion: Occasion) -> tuple[str, ...]:
        """Say what cannot be taken back."""
        return (_("Undo takes them out of the sequence; what was sent by then stays sent."),)

    def perform(self, contacts: ContactQuerySet, occasion: Occasion) -> None:
        """Start them."""
        if workflow := _workflow(occasion):
            workflow.enroll(contacts, now=occasion.now, by=occasion.by)

    def standing(self, contacts: ContactQuerySet, occasion: Occasion) -> ContactQuerySet:
        """Narrow to those whose start was this one and who are in it still."""
        return contacts.filter(Exists(_started(occasion).filter(contact=OuterRef("pk"))))

    def undo(self, contacts: ContactQuerySet, remembered: Remembered, occasion: Occasion) -> None:
        """Take them out of it, and take back what has not been sent."""
        theirs = _started(occasion).filter(contact__in=contacts)
        theirs.messages().cancel(now=occasion.now, by=occasion.by)
        theirs.end(status=Enrollment.Status.EXITED, reason="undone", now=occasion.now, by=occasion.by)


def open_to(member: Member) -> Any:
    """Return the sequences at work, which this member may start contacts in."""
    working = Sequence.objects.filter(status__in=(Sequence.Status.PUBLISHED, Sequence.Status.PAUSED))
    return working.filter(workspace=member.workspace_id, workflow__current__isnull=False)


def _workflow(occasion: Occasion) -> Workflow | None:
    """Return the workflow of the sequence, unless it is at work no more."""
    found = Workflow.objects.filter(sequence=occasion.settings["sequence"], workspace=occasion.workspace)
    return found.exclude(sequence__status=Sequence.Status.ARCHIVED).select_related("workspace", "current").first()


def _started(occasion: Occasion) -> Any:
    """Return the places in the workflow that were begun then and go on."""
    return Enrollment.objects.live().filter(
        workflow__sequence=occasion.settings["sequence"], started_at__gte=occasion.since
    )
