"""Events that workflows listen to, waiting to be acted on; claimed and deleted in one transaction."""

from typing import ClassVar

from django.db import models

from kindred.contacts.models import Contact


class WaitingEvent(models.Model):
    """A fact that a rule of some published workflow listens to, not acted on yet."""

    contact = models.ForeignKey(Contact, models.CASCADE, db_index=False, related_name="+")
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    data = models.JSONField(default=dict)

    objects: ClassVar[models.Manager["WaitingEvent"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.kind} of {self.contact_id}"
