"""One contact's place in one workflow: the board's card."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast, Concat, Least, Left, Length
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User, Workspace
from kindred.contacts.models import Contact
from kindred.contacts.models.contact import ContactQuerySet
from kindred.jobs.wake import wake
from kindred.kit.db.insert_select import insert_select
from kindred.messaging.models import Message
from kindred.messaging.models.message import MessageQuerySet
from kindred.workflows import core
from kindred.workflows.definition import Definition
from kindred.workflows.errors import NoSuchStep
from kindred.workflows.models.move import REMEMBERED, Move, MovedCard
from kindred.workflows.models.waiting_event import WaitingEvent
from kindred.workflows.reasons import in_words


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    """Enrollments; a verb here does its work for all of them at once."""

    def live(self) -> Self:
        """Narrow to those that have not ended."""
        return self.filter(ended_at=None)

    def at(self, step: str) -> Self:
        """Narrow to those standing on a step."""
        return self.filter(step=step, ended_at=None)

    def due(self, now: datetime) -> Self:
        """Narrow to those the engine must look at."""
        return self.filter(due_at__lte=now)

    def parked(self) -> Self:
        """Narrow to those set aside for a person to look at."""
        return self.filter(status=Enrollment.Status.FAILED)

    def hearing(self, events: "Sequence[WaitingEvent]") -> Self:
        """Narrow to live ones whose contact had one of these events after reaching the present step."""
        ids = [event.pk for event in events]
        heard = WaitingEvent.objects.filter(pk__in=ids, contact=OuterRef("contact_id"), at__gte=OuterRef("entered_at"))
        return (
            self.live()
            .exclude(status=Enrollment.Status.PAUSED)
            .filter(Exists(heard), contact_id__in=[event.contact_id for event in events])
        )

    def messages(self) -> MessageQuerySet:
        """Return the messages that their actions have made."""
        place = Concat(Value("enrollment/"), Cast("pk", TextField()), Value("/"), output_field=TextField())
        theirs = self.filter(contact=OuterRef("contact")).annotate(place=place)
        return Message.objects.filter(
            Exists(theirs.filter(place=Left(OuterRef("occasion"), Length("place")))),
            contact__in=self.order_by().values("contact"),
        )

    def contacts(self) -> ContactQuerySet:
        """Return their contacts."""
        return Contact.objects.filter(pk__in=self.order_by().values("contact_id"))

    @transaction.atomic
    def move_to(self, step: str, *, now: datetime, by: User | None, grace: timedelta | None = None) -> "Move | None":
        """Put live cards of one workflow on a step; its actions fire by themselves, after the grace period.

        Returns the move, by which it can be taken back; None where there was nothing to move.
        Raises NoSuchStep.
        """
        cards = self.live().exclude(step=step, status__in=(Enrollment.Status.ACTIVE, Enrollment.Status.WAITING))
        one = cards.select_related("version__workflow__cohort", "version__workflow__sequence").first()
        if one is None:
            return None
        definition: Definition = one.version.parsed
        there = definition.step(step)
        if there is None:
            raise NoSuchStep
        move = Move.objects.create(workflow_id=one.workflow_id, step=step, by=by, at=now)
        insert_select(
            MovedCard,
            cards.order_by(),
            {"move": move.pk, "enrollment": F("pk"), "entry": F("entry") + 1} | {name: F(name) for name in REMEMBERED},
        )
        cards.contacts().record(
            "step.reached", at=now, by=by, data=one.version.about | {"step": step, "name": there.name}
        )
        moved = Enrollment.objects.filter(pk__in=move.cards.values("enrollment_id"))
        moved.update(entry=F("entry") + 1, **arrival(definition, step, now=now, grace=grace))
        _keep_still([one.workflow_id], now=now)
        wake()
        return move

    def park(self, *, reason: str, now: datetime) -> int:
        """Set aside what keeps failing, for a person to look at; it blocks nobody else."""
        return self.live().update(
            status=Enrollment.Status.FAILED, reason=reason[:300], action_at=None, due_at=None, touched_at=now
        )

    @transaction.atomic
    def retry(self, *, now: datetime, by: User | None = None) -> int:
        """Let parked ones try again what failed."""
        parked = self.parked()
        workflows = _workflows_of(parked)
        parked.contacts().record("enrollment.retried", at=now, by=by)
        tried = parked.update(status=Enrollment.Status.WAITING, reason="", action_at=now, due_at=now, touched_at=now)
        _keep_still(workflows, now=now)
        wake()
        return tried

    @transaction.atomic
    def skip(self, *, now: datetime, by: User | None = None) -> int:
        """Let parked ones go on without the action that failed; what comes after it keeps its delay."""
        parked, skipped = self.parked(), 0
        workflows = _workflows_of(parked)
        parked.contacts().record("enrollment.retried", at=now, by=by)
        places = ("version", "step", "position", "timer")
        for version_id, step, position, timer in list(parked.order_by().values_list(*places).distinct()):
            here = Enrollment.objects.filter(pk__in=parked.values("pk")).filter(
                version=version_id, step=step, position=position, timer=timer
            )
            definition = here.select_related("version").first().version.parsed  # type: ignore[union-attr]
            skipped += _go_on_after(here, definition, core.Place(step, position, timer), now=now)
        _keep_still(workflows, now=now)
        wake()
        return skipped

    @transaction.atomic
    def end(self, *, status: str, reason: str, now: datetime, by: User | None = None) -> int:
        """Take live ones out of their workflow; for those of one workflow at a time."""
        some = self.live().select_related("version__workflow__cohort", "version__workflow__sequence").first()
        if some is None:
            return 0
        self.live().contacts().record(
            f"enrollment.{status}", at=now, by=by, data=some.version.about | {"reason": in_words(reason)}
        )
        return self.live().update(
            status=status, reason=reason, action_at=None, due_at=None, ended_at=now, touched_at=now
        )

    def pause(self, *, now: datetime) -> int:
        """Hold them where they are; the time that remains until what comes next is kept.

        What has been set aside for a person stays set aside.
        """
        return (
            self.live()
            .filter(status__in=(Enrollment.Status.ACTIVE, Enrollment.Status.WAITING))
            .update(
                status=Enrollment.Status.PAUSED,
                paused_at=now,
                action_when_paused=F("action_at"),
                due_when_paused=F("due_at"),
                action_at=None,
                due_at=None,
                reason="",
                touched_at=now,
            )
        )

    def resume(self, *, now: datetime) -> int:
        """Let paused ones go on: what was to come in two hours comes in two hours."""
        paused = self.filter(status=Enrollment.Status.PAUSED)
        paused.filter(due_when_paused=None).update(status=Enrollment.Status.ACTIVE, paused_at=None, touched_at=now)
        shift = now - F("paused_at")
        resumed = self.filter(status=Enrollment.Status.PAUSED).update(
            status=Enrollment.Status.WAITING,
            action_at=models.ExpressionWrapper(F("action_when_paused") + shift, output_field=models.DateTimeField()),
            due_at=models.ExpressionWrapper(F("due_when_paused") + shift, output_field=models.DateTimeField()),
            entered_at=models.ExpressionWrapper(F("entered_at") + shift, output_field=models.DateTimeField()),
            paused_at=None,
            touched_at=now,
        )
        wake()
        return resumed


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

    #: The contact's own, kept here as the key to part this table by; the contact's constraint vouches for it.
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False, db_constraint=False, related_name="+")
    workflow = models.ForeignKey("workflows.Workflow", models.CASCADE, db_index=False, related_name="enrollments")
    version = models.ForeignKey("workflows.Version", models.CASCADE, db_index=False, related_name="+")
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
    #: What `action_at` and `due_at` were when it was paused; the remaining time is kept.
    paused_at = models.DateTimeField(null=True, blank=True)
    action_when_paused = models.DateTimeField(null=True, blank=True)
    due_when_paused = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField()
    #: When it last changed.
    touched_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    #: Why it ended, or what is wrong.
    reason = models.CharField(max_length=300, blank=True)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("workflow", "contact"), condition=Q(ended_at=None), name="one_live_enrollment"
            ),
        )
        indexes = (
            models.Index(fields=("due_at",), condition=Q(due_at__isnull=False), name="enrollments_due"),
            # Of live ones only: it serves a column's cards in order, and counts them without touching the rows.
            models.Index(
                fields=("workflow", "step", "entered_at", "id"), condition=Q(ended_at=None), name="board_column"
            ),
            models.Index(fields=("workflow", "step"), condition=Q(status="failed"), name="board_attention"),
            models.Index(fields=("contact",), name="enrollments_of_contact"),
        )

    def __str__(self) -> str:
        return f"{self.contact_id} at {self.step} of {self.workflow_id}"

    def _alone(self) -> EnrollmentQuerySet:
        """Return the set of this one enrollment: what is done to many is done to one."""
        return Enrollment.objects.filter(pk=self.pk)

    def move_to(self, step: str, *, now: datetime, by: User | None, grace: timedelta | None = None) -> "Move | None":
        """Put the card on a step; see EnrollmentQuerySet.move_to."""
        return self._alone().move_to(step, now=now, by=by, grace=grace)

    def exit(self, *, reason: str, now: datetime, by: User | None) -> int:
        """Take the contact out of the workflow."""
        return self._alone().end(status=Enrollment.Status.EXITED, reason=reason, now=now, by=by)


class ActionRun(models.Model):
    """That an action fired for one entry of a step: the key makes a second time impossible."""

    class Outcome(models.TextChoices):
        """What came of it."""

        DONE = "done", _("Done")
        SKIPPED = "skipped", _("Skipped")

    pk = models.CompositePrimaryKey("enrollment_id", "entry", "action")
    enrollment = models.ForeignKey(Enrollment, models.CASCADE, db_index=False, related_name="action_runs")
    entry = models.PositiveIntegerField()
    #: The action's key in the definition.
    action = models.CharField(max_length=40)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.DONE)

    objects: ClassVar[models.Manager["ActionRun"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.action} for {self.enrollment_id}"


def arrival(definition: Definition, step: str, *, now: datetime, grace: timedelta | None = None) -> dict[str, Any]:
    """Return how an enrollment stands that has just reached a step: its place, and when the engine must look again.

    `grace` is the time in which what comes next can still be taken back.
    """
    decision = core.arrive(definition, core.Place(step))
    values: dict[str, Any] = {
        "step": step,
        "position": 0,
        "timer": 0,
        "entered_at": now,
        "touched_at": now,
        "reason": "",
    }
    if isinstance(decision, core.Rest):
        action_at = None if decision.action_in is None else now + decision.action_in
        timeout = None if decision.timeout_at is None else now + decision.timeout_at
        due_at = min((moment for moment in (action_at, timeout) if moment), default=None)
    else:
        action_at = due_at = now + grace if grace else now
    status = Enrollment.Status.WAITING if due_at else Enrollment.Status.ACTIVE
    return values | {"status": status, "action_at": action_at, "due_at": due_at}


def _workflows_of(enrollments: EnrollmentQuerySet) -> list[int]:
    """Return the workflows that enrollments are in."""
    return list(enrollments.order_by().values_list("workflow", flat=True).distinct())


def _go_on_after(enrollments: "EnrollmentQuerySet", definition: Definition, place: core.Place, *, now: datetime) -> int:
    """Put those who stand at an action behind it."""
    step = definition.step(place.step)
    if step is None or place.position >= len(step.actions):
        return enrollments.update(
            status=Enrollment.Status.WAITING, reason="", action_at=now, due_at=now, touched_at=now
        )
    run = {"enrollment": F("pk"), "entry": F("entry"), "action": step.actions[place.position].key, "at": now}
    insert_select(
        ActionRun, enrollments.order_by(), run | {"outcome": ActionRun.Outcome.SKIPPED}, ignore_conflicts=True
    )
    following = step.actions[place.position + 1 : place.position + 2]
    action_at = now + (following[0].delay if following else timedelta(0))
    due_at: Any = action_at
    if place.timer < len(step.timeouts):
        timeout = models.ExpressionWrapper(
            F("entered_at") + Value(step.timeouts[place.timer][0]), output_field=models.DateTimeField()
        )
        due_at = Least(Value(action_at), timeout)
    return enrollments.update(
        status=Enrollment.Status.WAITING,
        position=place.position + 1,
        reason="",
        action_at=action_at,
        due_at=due_at,
        touched_at=now,
    )


def _keep_still(workflows: Sequence[int], *, now: datetime) -> None:
    """Hold what has been put in motion by hand in a workflow that is paused."""
    Enrollment.objects.filter(workflow__in=workflows, workflow__paused_at__isnull=False).pause(now=now)
