"""One contact's place in one workflow: the board's card."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Workspace
from kindred.contacts.models import Contact
from kindred.workflows.models.workflow import Version, Workflow


class Enrollment(models.Model):
    """One contact's place in one workflow: the board's card. Live until `ended_at`."""

    class Status(models.TextChoices):
        """How it stands."""

        ACTIVE = "active", _("Active")
        WAITING = "waiting", _("Waiting")
        PAUSED = "paused", _("Paused")
        COMPLETED = "completed", _("Completed")
        EXITED = "exited", _("Exited")
        FAILED = "failed", _("Needs attention")

    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False, related_name="+")
    workflow = models.ForeignKey(Workflow, models.CASCADE, db_index=False, related_name="enrollments")
    version = models.ForeignKey(Version, models.CASCADE, db_index=False, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, db_index=False, related_name="enrollments")
    status = models.CharField(max_length=10, choices=Status)
    step = models.CharField(max_length=40)
    #: Counts the steps entered, so that each entry fires each action once.
    entry = models.PositiveIntegerField(default=1)
    #: The next action of the step, counted from 0; the number of actions when all are done.
    position = models.PositiveSmallIntegerField(default=0)
    #: The next timeout rule of the step, in order of time; counted from 0.
    timer = models.PositiveSmallIntegerField(default=0)
    #: When the step was entered.
    entered_at = models.DateTimeField()
    #: When the next action runs; null when none is left.
    action_at = models.DateTimeField(null=True, blank=True)
    #: When the engine must look again: the earliest of next action and next timeout; null when nothing is pending.
    due_at = models.DateTimeField(null=True, blank=True)
    #: What `due_at` was when it was paused; the remaining time is kept.
    paused_at = models.DateTimeField(null=True, blank=True)
    due_when_paused = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    #: Why it ended, or what is wrong.
    reason = models.CharField(max_length=300, blank=True)

    objects: ClassVar[models.Manager["Enrollment"]] = models.Manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("workflow", "contact"), condition=Q(ended_at=None), name="one_live_enrollment"
            ),
        )
        indexes = (
            models.Index(fields=("due_at",), condition=Q(due_at__isnull=False), name="enrollments_due"),
            models.Index(fields=("workflow", "step", "entered_at", "id"), name="board_column"),
            models.Index(fields=("contact",), name="enrollments_of_contact"),
        )

    def __str__(self) -> str:
        return f"{self.contact_id} at {self.step} of {self.workflow_id}"


class ActionRun(models.Model):
    """That an action fired for one entry of a step: the key makes a second time impossible."""

    class Outcome(models.TextChoices):
        """What came of it."""

        DONE = "done", _("Done")
        SKIPPED = "skipped", _("Skipped: its condition did not hold")
        FAILED = "failed", _("Failed")

    pk = models.CompositePrimaryKey("enrollment_id", "entry", "action")
    enrollment = models.ForeignKey(Enrollment, models.CASCADE, db_index=False, related_name="action_runs")
    entry = models.PositiveIntegerField()
    #: The action's key in the definition.
    action = models.CharField(max_length=40)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.DONE)
    detail = models.CharField(max_length=300, blank=True)

    objects: ClassVar[models.Manager["ActionRun"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.action} for {self.enrollment_id}"
