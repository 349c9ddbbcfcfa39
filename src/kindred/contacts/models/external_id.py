"""Ids that contacts have in other systems."""

from typing import ClassVar

from django.db import models

from kindred.accounts.models import Workspace


class ExternalId(models.Model):
    """The id a contact has in another system, by which a later list from there finds them again."""

    #: The contact's own, kept here as the key to find ids by; the contact's constraint vouches for it.
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False, db_constraint=False, related_name="+")
    contact = models.ForeignKey("contacts.Contact", models.CASCADE, related_name="external_ids")
    #: A preset's key, or what a person called the system.
    system = models.CharField(max_length=120)
    value = models.CharField(max_length=200)

    objects: ClassVar[models.Manager["ExternalId"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("workspace", "system", "value"), name="one_contact_per_external_id"),
        )

    def __str__(self) -> str:
        return f"{self.system}: {self.value}"
