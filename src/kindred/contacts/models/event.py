"""One fact on a contact's timeline; append-only."""

from typing import ClassVar

from django.db import models

from kindred.accounts.models import User, Workspace


class Event(models.Model):
    """One fact on a contact's timeline. Kinds are listed in `contacts/event_kinds.py`."""

    #: The contact's own, kept here as the key to part this table by; the contact's constraint vouches for it.
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False, db_constraint=False, related_name="+")
    contact = models.ForeignKey("contacts.Contact", models.CASCADE, db_index=False, related_name="events")
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    #: The user who did it by hand; null where it happened by itself.
    by = models.ForeignKey(User, models.SET_NULL, null=True, db_index=False, related_name="+")
    #: What is needed to read the fact aloud later, whatever has become of the rows it names.
    data = models.JSONField(default=dict)

    objects: ClassVar[models.Manager["Event"]] = models.Manager()

    class Meta:
        indexes = (models.Index(fields=("contact", "at"), name="timeline"),)

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"
