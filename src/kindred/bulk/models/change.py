"""What a bulk action changed, contact by contact, so that it can be taken back."""

from typing import ClassVar

from django.db import models

from kindred.bulk.models.bulk_action import BulkAction
from kindred.contacts.models import Contact


class Change(models.Model):
    """A contact that a bulk action changed, and what was there before."""

    pk = models.CompositePrimaryKey("action_id", "contact_id")
    action = models.ForeignKey(BulkAction, models.CASCADE, db_index=False, related_name="changes")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    #: What the act remembers: a value of a field; nothing, where the change says it all.
    before = models.JSONField(null=True)

    objects: ClassVar[models.Manager["Change"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.contact_id} by {self.action_id}"
