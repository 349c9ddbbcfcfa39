"""Steps, actions and rules of a cohort or a sequence, published as immutable, numbered versions."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User, Workspace
from kindred.cohorts.models import Cohort


class Sequence(models.Model):
    """A workflow of messages with waits that stands on its own."""

    class Status(models.TextChoices):
        """Where it is in its life."""

        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        PAUSED = "paused", _("Paused")
        ARCHIVED = "archived", _("Archived")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="sequences")
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager["Sequence"]] = models.Manager()

    def __str__(self) -> str:
        return self.name


class Workflow(models.Model):
    """Steps, actions and rules; belongs to a cohort or to a sequence."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="workflows")
    cohort = models.OneToOneField(Cohort, models.CASCADE, null=True, blank=True, related_name="workflow")
    sequence = models.OneToOneField(Sequence, models.CASCADE, null=True, blank=True, related_name="workflow")
    #: The definition being edited (docs/workflow-format.md); what runs is `current`.
    draft = models.JSONField(default=dict)
    current = models.ForeignKey("workflows.Version", models.PROTECT, null=True, blank=True, related_name="+")
    #: Since when it stands still; null while it runs.
    paused_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager["Workflow"]] = models.Manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(cohort__isnull=False, sequence__isnull=True)
                | Q(cohort__isnull=True, sequence__isnull=False),
                name="workflow_of_cohort_or_sequence",
            ),
        )

    def __str__(self) -> str:
        return str(self.cohort or self.sequence)


class Version(models.Model):
    """A published definition; never changed, so that history can always be read against it."""

    workflow = models.ForeignKey(Workflow, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[models.Manager["Version"]] = models.Manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workflow", "number"), name="one_version_per_number"),)

    def __str__(self) -> str:
        return f"version {self.number}"
