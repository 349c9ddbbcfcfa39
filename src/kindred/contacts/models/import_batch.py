"""What an import did, written down batch by batch, so that it can be taken back."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from kindred.contacts.models.contact import Contact, ContactQuerySet
from kindred.contacts.models.contact_import import Import


class ImportBatch(models.Model):
    """Some rows of an import that went in together."""

    contact_import = models.ForeignKey(Import, models.CASCADE, related_name="batches")
    #: The moment of everything that was written with it.
    at = models.DateTimeField()
    #: The contacts it created: their ids were set aside together.
    first_contact_id = models.BigIntegerField(default=0)
    last_contact_id = models.BigIntegerField(default=-1)
    #: Words that were not there before: {"companies": [ids], "tags": […], "skills": […]}.
    made = models.JSONField(default=dict)
    #: What it told companies: [id, before, after, the domain that is new].
    companies = models.JSONField(default=list)
    is_undone = models.BooleanField(default=False)

    objects: ClassVar[models.Manager["ImportBatch"]] = models.Manager()

    def __str__(self) -> str:
        return f"batch {self.pk} of {self.contact_import_id}"

    def created(self) -> ContactQuerySet:
        """Return the contacts it created that are still there."""
        return Contact.objects.filter(
            workspace=self.contact_import.workspace_id, pk__range=(self.first_contact_id, self.last_contact_id)
        )

    def contacts(self) -> ContactQuerySet:
        """Return everybody in it."""
        new = Q(pk__range=(self.first_contact_id, self.last_contact_id))
        known = Q(pk__in=self.changes.values("contact"))
        return Contact.objects.filter(new | known, workspace=self.contact_import.workspace_id)


class ImportChange(models.Model):
    """What a batch did to a contact who was there before."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="changes")
    #: Goes with the contact: what was erased must not come back.
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="import_changes")
    #: Column → the value before, and the value the import gave it; own fields under "custom".
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    #: What was hung on the contact: words by family ({"tags": [ids]}), "external_id", and "points" whose words changed.
    hung = models.JSONField(default=dict)

    objects: ClassVar[models.Manager["ImportChange"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.contact_id} in {self.batch_id}"

    def undone(self, present: dict[str, Any]) -> dict[str, Any]:
        """Return the columns to put back: those that still have what the import gave them."""
        back = {
            column: self.before[column]
            for column, value in self.after.items()
            if column != "custom" and present[column] == value
        }
        own, given = dict(present["custom"]), self.after.get("custom", {})
        for key, value in given.items():
            if own.get(key) != value:
                continue
            if key in self.before.get("custom", {}):
                own[key] = self.before["custom"][key]
            else:
                del own[key]
        return back | ({"custom": own} if own != present["custom"] else {})
