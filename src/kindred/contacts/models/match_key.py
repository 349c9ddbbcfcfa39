"""What contacts can be told to be one person by: keys under which possible doubles lie side by side."""

from typing import ClassVar

from django.db import models

from kindred.accounts.models import Workspace
from kindred.contacts.models.contact import Contact


class MatchKey(models.Model):
    """One key of a contact (contacts/duplicates/keys.py); who may be the same person shares one. Made anew at will."""

    #: The contact's own, so that the index leads with it; the contact's constraint vouches for it.
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False, db_constraint=False, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="match_keys")
    #: A hash, whose lowest bits say what it is made of.
    key = models.BigIntegerField()

    objects: ClassVar[models.Manager["MatchKey"]] = models.Manager()

    class Meta:
        indexes = (models.Index(fields=("workspace", "key", "contact"), name="match_blocks"),)

    def __str__(self) -> str:
        return f"{self.key} of {self.contact_id}"


class Unmatched(models.Model):
    """A contact that is new or has changed, not compared with the pool yet; claimed and deleted in one transaction."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False, db_constraint=False, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")

    objects: ClassVar[models.Manager["Unmatched"]] = models.Manager()

    def __str__(self) -> str:
        return str(self.contact_id)
