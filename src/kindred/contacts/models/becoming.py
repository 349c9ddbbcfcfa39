"""Who becomes whom: a scratch table of the running transaction."""

from typing import ClassVar

from django.db import models


class Becoming(models.Model):
    """A contact that is about to go, the one it becomes, and the merge that does it."""

    loser = models.BigIntegerField(primary_key=True)
    survivor = models.BigIntegerField()
    merge = models.BigIntegerField()

    objects: ClassVar[models.Manager["Becoming"]] = models.Manager()

    class Meta:
        managed = False
        db_table = "contacts_becoming"

    def __str__(self) -> str:
        return f"{self.loser} becomes {self.survivor}"
