"""How rows were before contacts became one, so that it can be undone."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class MergeEntry(models.Model):
    """What a merge did to one row of a table that refers to contacts, or to a contact itself."""

    class Verb(models.TextChoices):
        """What was done."""

        MOVED = "moved", _("given to the survivor")
        CHANGED = "changed", _("changed")
        REMOVED = "removed", _("removed")
        MADE = "made", _("made")

    merge = models.ForeignKey("contacts.Merge", models.CASCADE, related_name="entries")
    verb = models.CharField(max_length=7, choices=Verb)
    #: "contacts.Task.contact": the model, and the reference that was moved.
    table = models.CharField(max_length=100)
    #: The id of the row; null for rows that are known by several columns, which stand in `before` or `after`.
    row_id = models.BigIntegerField(null=True)
    #: Whose it was, where it was moved.
    contact_id = models.BigIntegerField(null=True)
    #: The columns as they were and as the merge left them.
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    objects: ClassVar[models.Manager["MergeEntry"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.table} {self.row_id} {self.verb}"
