"""How many live cards there are on each step."""

from typing import ClassVar

from django.db import models


class StepCount(models.Model):
    """How many live enrollments stand on a step of a workflow with a status: kept by the database (kit/db/keep_counts.py).

    There may be several rows of one kind, of which the sum counts.
    """

    pk = models.CompositePrimaryKey("workflow_id", "step", "status")
    #: Nothing goes away with the workflow but what is counted.
    workflow = models.ForeignKey("workflows.Workflow", models.DO_NOTHING, db_constraint=False, related_name="+")
    step = models.CharField(max_length=40)
    status = models.CharField(max_length=10)
    number = models.BigIntegerField()

    objects: ClassVar[models.Manager["StepCount"]] = models.Manager()

    class Meta:
        managed = False

    def __str__(self) -> str:
        return f"{self.number} {self.status} at {self.step} of {self.workflow_id}"
