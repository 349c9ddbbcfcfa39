"""The enrollments in the engine's hands: a scratch table of the running transaction."""

from typing import Self

from django.db import models

from kindred.contacts.models import Contact
from kindred.contacts.models.contact import ContactQuerySet
from kindred.workflows.models.enrollment import Enrollment, EnrollmentQuerySet
from kindred.workflows.models.workflow import Version


class BatchRowQuerySet(models.QuerySet["BatchRow"]):
    """Rows in hand."""

    def part(self, number: int) -> Self:
        """Narrow to one part: rows that are decided on together."""
        return self.filter(part=number)

    def contacts(self) -> ContactQuerySet:
        """Return the contacts of these rows."""
        return Contact.objects.filter(pk__in=self.values("contact_id"))

    def enrollments(self) -> EnrollmentQuerySet:
        """Return the enrollments of these rows."""
        return Enrollment.objects.filter(pk__in=self.values("enrollment_id"))


class BatchRow(models.Model):
    """An enrollment in the engine's hands, with what decides its fate, as it stood when it was taken."""

    enrollment = models.OneToOneField(
        Enrollment, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )
    contact = models.ForeignKey(Contact, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    version = models.ForeignKey(Version, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    step = models.CharField(max_length=40)
    entry = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField()
    timer = models.PositiveSmallIntegerField()
    #: Whether it is the next action that fell due; else a timeout did.
    by_action = models.BooleanField()
    part = models.IntegerField()

    objects = BatchRowQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "workflows_batch"

    def __str__(self) -> str:
        return f"{self.enrollment_id}"
