"""How common names are in a pool, so that what two contacts share can be weighed."""

from datetime import datetime

from django.db import models
from django.utils import timezone

from kindred.accounts.models import Workspace


class NameCounts(models.Model):
    """How often words of names and cities occur in a pool, by a sample of it (contacts/duplicates/commonness.py). Made anew at will."""

    workspace = models.OneToOneField(Workspace, models.CASCADE, related_name="+")
    #: Contacts in the pool when they were counted, and those that were.
    pool = models.PositiveIntegerField()
    sample = models.PositiveIntegerField()
    #: Country → how many are there; city → the same; country → word → the same. Under "" stand all countries.
    countries = models.JSONField(default=dict)
    cities = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    objects: models.Manager["NameCounts"] = models.Manager()

    def __str__(self) -> str:
        return f"{self.sample} of {self.pool} contacts of {self.workspace_id}"

    @classmethod
    def keep(cls, workspace_id: int, *, now: datetime, **counts: object) -> "NameCounts":
        """Keep what was counted in the place of what was counted before."""
        return cls.objects.update_or_create(workspace_id=workspace_id, defaults={**counts, "at": now})[0]
