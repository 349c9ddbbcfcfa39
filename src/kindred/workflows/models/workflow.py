"""Steps, actions and rules of a cohort or a sequence, published as immutable, numbered versions."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User, Workspace
from kindred.cohorts.models import Cohort
from kindred.contacts.models import Event
from kindred.contacts.models.contact import ContactQuerySet
from kindred.jobs.wake import wake
from kindred.kit.db.insert_select import insert_select
from kindred.workflows.checking import find_problems
from kindred.workflows.core import GOAL_MET
from kindred.workflows.definition import Definition, parse
from kindred.workflows.errors import InvalidDefinition, NotPublished, Problem
from kindred.workflows.models.enrollment import Enrollment, arrival
from kindred.workflows.models.succession import carry_over
from kindred.workflows.models.waiting_event import WaitingEvent


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


class WorkflowQuerySet(models.QuerySet["Workflow"]):
    """Workflows."""

    def for_cohort(self, cohort: Cohort) -> "Workflow":
        """Return the workflow of a cohort, made with an empty draft if it has none."""
        return self.get_or_create(cohort=cohort, defaults={"workspace_id": cohort.workspace_id})[0]

    def for_sequence(self, sequence: Sequence) -> "Workflow":
        """Return the workflow of a sequence, made with an empty draft if it has none."""
        return self.get_or_create(sequence=sequence, defaults={"workspace_id": sequence.workspace_id})[0]


class Workflow(models.Model):
    """Steps, actions and rules; belongs to a cohort or to a sequence."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="workflows")
    cohort = models.OneToOneField(Cohort, models.CASCADE, null=True, blank=True, related_name="workflow")
    sequence = models.OneToOneField(Sequence, models.CASCADE, null=True, blank=True, related_name="workflow")
    #: The definition being edited (docs/workflow-format.md); what runs is `current`.
    draft = models.JSONField(default=dict)
    current = models.ForeignKey("workflows.Version", models.PROTECT, null=True, blank=True, related_name="+")
    #: The kinds of events the rules of its current version listen to.
    listens_to = models.JSONField(default=list)
    #: Since when it stands still; null while it runs.
    paused_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = WorkflowQuerySet.as_manager()

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

    @property
    def definition(self) -> Definition | None:
        """What runs now; None before it is first published."""
        return self.current.parsed if self.current else None

    def save_draft(self, document: dict[str, Any]) -> None:
        """Keep the document being edited, with whatever gaps it still has."""
        self.draft = document
        self.save(update_fields=["draft"])

    def problems(self) -> list[Problem]:
        """Return what stands in the way of publishing the draft, each with its place in the document."""
        try:
            definition = parse(self.draft)
        except InvalidDefinition as invalid:
            return invalid.problems
        return list(find_problems(definition, self.workspace))

    @transaction.atomic
    def publish(self, *, now: datetime, by: User | None, destinations: dict[str, str] | None = None) -> "Version":
        """Make the draft the version that runs, and put its cohort or sequence to work.

        Members who have no enrollment yet start at the first step; those inside keep their place. `destinations`
        says where those go who stand on a step that goes away ({step: step}).
        Raises InvalidDefinition, PeopleOnRemovedSteps, NoSuchStep.
        """
        if problems := self.problems():
            raise InvalidDefinition(problems)
        previous = self.current
        version = self.versions.create(
            number=previous.number + 1 if previous else 1, definition=self.draft, published_at=now, published_by=by
        )
        self.current = version
        self.listens_to = sorted(version.parsed.events)
        self.save(update_fields=["current", "listens_to"])
        if previous:
            carry_over(
                self.enrollments.all(),
                version_id=version.pk,
                old=previous.parsed,
                new=version.parsed,
                destinations=destinations or {},
                now=now,
                by=by,
            )
        self._set_owner_status("paused" if self.paused_at else "published", now=now)
        if self.cohort:
            self.cohort.follow(now=now)
            # Also where contacts may come again: publishing an edit must not start everybody anew.
            strangers = ~Exists(Enrollment.objects.filter(workflow=self, contact=OuterRef("pk")))
            self.enroll(self.cohort.members().filter(strangers), now=now)
        return version

    def open_to(self, contacts: ContactQuerySet) -> ContactQuerySet:
        """Narrow to contacts that are not in and may come (again).

        Raises NotPublished.
        """
        definition = self.definition
        if definition is None:
            raise NotPublished
        theirs = Enrollment.objects.filter(workflow=self, contact=OuterRef("pk"))
        inside = theirs.live() if definition.reentry == "after_exit" else theirs
        return contacts.filter(~Exists(inside), workspace=self.workspace_id)

    @transaction.atomic
    def enroll(
        self, contacts: ContactQuerySet, *, now: datetime, by: User | None = None, by_entering: bool = False
    ) -> int:
        """Start contacts at the first step, as far as they are not in and may come (again); return how many started.

        Records `enrollment.started`; not where they start by entering the cohort, which `cohort.entered` tells already.
        Raises NotPublished.
        """
        definition = self.definition
        if self.current is None or definition is None:
            raise NotPublished
        if not definition.steps:
            return 0
        starters = self.open_to(contacts)
        first = definition.steps[0]
        if not by_entering:
            starters.record("enrollment.started", at=now, by=by, data=self.current.about)
        started = insert_select(
            Enrollment,
            starters.order_by(),
            {
                "workspace": self.workspace_id,
                "workflow": self.pk,
                "version": self.current_id,
                "contact": F("pk"),
                "entry": 1,
                "started_at": now,
                "paused_at": None,
                "action_when_paused": None,
                "due_when_paused": None,
                "ended_at": None,
                **arrival(definition, first.key, now=now),
            },
        )
        if self.paused_at:
            self.enrollments.filter(started_at=now).pause(now=now)
        wake()
        return started

    @transaction.atomic
    def pause(self, *, now: datetime) -> None:
        """Hold everybody where they are; nothing fires until it is resumed."""
        self.paused_at = now
        self.save(update_fields=["paused_at"])
        self.enrollments.all().pause(now=now)
        self._set_owner_status("paused", now=now)

    @transaction.atomic
    def resume(self, *, now: datetime) -> None:
        """Let everybody go on with the time they had left; what happened meanwhile is acted on now."""
        paused = self.enrollments.filter(status=Enrollment.Status.PAUSED)
        missed = Event.objects.filter(
            kind__in=[*self.listens_to, GOAL_MET], at__gte=self.paused_at, contact__in=paused.values("contact_id")
        )
        insert_select(
            WaitingEvent, missed.order_by("at"), {"contact": F("contact_id"), "kind": F("kind"), "at": now, "data": {}}
        )
        paused.resume(now=now)
        self.paused_at = None
        self.save(update_fields=["paused_at"])
        self._set_owner_status("published", now=now)

    @transaction.atomic
    def archive(self, *, now: datetime, by: User | None) -> None:
        """End the work for good; history and numbers stay."""
        self.enrollments.all().end(status="exited", reason="archived", now=now, by=by)
        self._set_owner_status("archived", now=now)

    def _set_owner_status(self, status: str, *, now: datetime) -> None:
        """Give the cohort or the sequence its new status."""
        if self.cohort:
            if status == "published":
                self.cohort.publish(now=now)
            else:
                self.cohort.change(now=now, status=status)
        elif self.sequence:
            self.sequence.status, self.sequence.updated_at = status, now
            self.sequence.save(update_fields=["status", "updated_at"])


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

    @cached_property
    def parsed(self) -> Definition:
        """The definition as values."""
        return parse(self.definition)

    @property
    def about(self) -> dict[str, Any]:
        """What an event says of the workflow it belongs to."""
        owner = self.workflow.cohort or self.workflow.sequence
        return {
            "workflow": owner.name if owner else "",
            "cohort": self.workflow.cohort_id,
            "sequence": self.workflow.sequence_id,
        }
