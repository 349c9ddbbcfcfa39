"""Contacts about whom something changed that a cohort's criteria ask about."""

from typing import ClassVar

from django.db import models

from kindred.cohorts.models.cohort import Cohort
from kindred.contacts.models import Contact


class Recheck(models.Model):
    """That a contact must be put to a cohort's criteria again; deleted in the transaction that does so.

    Written in the transaction of the change, one for each change: two for one contact are no fault, while a row that is
    there already could be acted on before this change can be seen.
    """

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="rechecks")
    contact = models.ForeignKey(Contact, models.CASCADE, db_index=False, related_name="+")

    objects: ClassVar[models.Manager["Recheck"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.contact_id} for {self.cohort_id}"
