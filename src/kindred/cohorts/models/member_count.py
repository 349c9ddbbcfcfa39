"""How many members there are."""

from typing import ClassVar

from django.db import models

from kindred.cohorts.models.cohort import Cohort


class MemberCount(models.Model):
    """How many members a cohort has: kept by the database (kit/db/keep_counts.py).

    There may be several rows of one cohort, of which the sum counts.
    """

    #: Nothing goes away with the cohort but what is counted.
    cohort = models.OneToOneField(Cohort, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+")
    number = models.BigIntegerField()

    objects: ClassVar[models.Manager["MemberCount"]] = models.Manager()

    class Meta:
        managed = False

    def __str__(self) -> str:
        return f"{self.number} in {self.cohort_id}"
