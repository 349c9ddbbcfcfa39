"""What people write down about a contact."""

from datetime import datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User
from kindred.contacts.models.contact import Contact

#: How much of a note its event repeats on the timeline.
EXCERPT = 200


class NoteQuerySet(models.QuerySet["Note"]):
    """Notes."""

    @transaction.atomic
    def write(self, *, contact: Contact, text: str, by: User | None, at: datetime) -> "Note":
        """Write something down about a contact."""
        note = self.create(contact=contact, text=text.strip(), by=by, created_at=at)
        contact.record("note.added", at=at, data={"text": note.text[:EXCERPT], "id": note.pk}, by=by)
        return note


class Note(models.Model):
    """What somebody wrote down about a contact."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="notes")
    text = models.TextField(_("note"))
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = NoteQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text[:80]
