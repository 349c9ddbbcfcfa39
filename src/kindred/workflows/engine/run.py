"""Carrying out decisions for a part of the batch: in SQL, in the running transaction, with the events they are."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.db import models, transaction
from django.db.models import Case, Exists, ExpressionWrapper, F, OuterRef, Q, Value, When
from django.db.models.functions import Least

from kindred.criteria.language import filter as criteria_filter
from kindred.kit.db.insert_select import insert_select
from kindred.workflows import core
from kindred.workflows.actions.kind import Reached
from kindred.workflows.actions.registry import KINDS
from kindred.workflows.definition import Action, Definition
from kindred.workflows.engine.batch import Part
from kindred.workflows.errors import ActionCannotRun
from kindred.workflows.models import ActionRun, BatchRow, Enrollment, Version
from kindred.workflows.reasons import in_words

#: Steps one contact may enter in one pass; more means the rules chase each other.
MOST_ENTRIES = 50
#: How long an action this program does not know is left for one that does.
UNKNOWN_ACTION_PAUSE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Strand:
    """Rows of the batch that have shared every decision so far."""

    part: int
    place: core.Place
    #: Steps entered in this pass.
    entries: int = 0


@dataclass(kw_only=True)
class Pass:
    """One run of the engine over one part: follows decisions until every row rests or has ended."""

    version: Version
    now: datetime
    part_numbers: "count[int]"
    _open: list[tuple[Strand, core.Decision]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.definition: Definition = self.version.parsed

    def follow(self, part: Part, decision: core.Decision) -> None:
        """Carry out a decision and all that follow from it."""
        self._open.append((Strand(part=part.number, place=part.place), decision))
        while self._open:
            strand, next_decision = self._open.pop()
            self._carry_out(strand, next_decision)

    def _carry_out(self, strand: Strand, decision: core.Decision) -> None:
        """Carry out one decision."""
        match decision:
            case core.Run():
                self._run(strand, decision)
            case core.Go():
                self._go(strand, decision)
            case core.Ask():
                self._ask(strand, decision)
            case core.Enter():
                self._enter(strand, decision)
            case core.Rest():
                self._rest(strand, decision)
            case core.End():
                self._end(strand, decision)
            case core.Lost():
                self._park(strand, decision.reason)
            case core.Stay():
                pass

    def _go(self, strand: Strand, go: core.Go) -> None:
        """Go on from a place."""
        self._open.append((replace(strand, place=go.place), core.arrive(self.definition, go.place)))

    def _enter(self, strand: Strand, enter: core.Enter) -> None:
        """Reach a step."""
        step = self.definition.step(enter.step)
        if step is None:
            return self._park(strand, "step_gone")
        if strand.entries >= MOST_ENTRIES:
            return self._park(strand, "endless_loop")
        self._contacts(strand).record(
            "step.reached", at=self.now, data=self.version.about | {"step": step.key, "name": step.name}
        )
        place = core.Place(step.key)
        strand = replace(strand, place=place, entries=strand.entries + 1)
        self._open.append((strand, core.arrive(self.definition, place)))
        return None

    def _ask(self, strand: Strand, ask: core.Ask) -> None:
        """Part the rows by a condition on the contact."""
        self._open.append((strand, ask.no))
        for met in self._split(strand, Q(contact__in=self._meeting(strand, ask.criteria))):
            self._open.append((met, ask.yes))

    def _run(self, strand: Strand, run: core.Run) -> None:
        """Perform an action for the rows that meet its condition and have not had it yet."""
        action = run.action
        for excused in self._excused(strand, action):
            self._open.append((excused, run.skipped))
        if self._perform(strand, action):
            self._open.append((strand, run.done))

    def _excused(self, strand: Strand, action: Action) -> Iterator[Strand]:
        """Split off the rows the action is not for: its condition fails, or it ran before the workflow was edited."""
        if action.when:
            for unmet in self._split(strand, ~Q(contact__in=self._meeting(strand, action.when))):
                self._note_run(unmet, action, ActionRun.Outcome.SKIPPED)
                yield unmet
        if self.version.number > 1 and not strand.entries:
            runs = ActionRun.objects.filter(enrollment=OuterRef("pk"), entry=OuterRef("entry"), action=action.key)
            yield from self._split(strand, Exists(runs))

    def _perform(self, strand: Strand, action: Action) -> bool:
        """Perform an action; park the rows and return False where it cannot run as it is set up."""
        kind = KINDS.get(action.kind)
        if kind is None:
            # This worker is older than the workflow: a newer one knows the action, so it is left for that one.
            later = self.now + UNKNOWN_ACTION_PAUSE
            self._set(strand, status=Enrollment.Status.WAITING, action_at=later, due_at=later, reason="unknown_action")
            return False
        reached = Reached(
            rows=self._rows(strand),
            contacts=self._contacts(strand),
            workspace=self.version.workflow.workspace,
            about=self.version.about,
            key=action.key,
            entries=strand.entries,
            now=self.now,
        )
        try:
            with transaction.atomic():
                self._note_run(strand, action, ActionRun.Outcome.DONE)
                kind.perform(reached, action.settings)
        except ActionCannotRun as refusal:
            self._park(strand, refusal.message)
            return False
        return True

    def _rest(self, strand: Strand, rest: core.Rest) -> None:
        """Stay until the next action or timeout."""
        entered = Value(self.now) if strand.entries else F("entered_at")
        timeout = None if rest.timeout_at is None else self._after(entered, rest.timeout_at, strand)
        if rest.keep_action:
            action_at: Any = F("action_at")
            due_at = action_at if timeout is None else _earlier("action_at", timeout)
        else:
            action_at = None if rest.action_in is None else self.now + rest.action_in
            due_at = _earliest(action_at, timeout)
        waits = Enrollment.Status.ACTIVE if due_at is None else Enrollment.Status.WAITING
        self._set(replace(strand, place=rest.place), status=waits, action_at=action_at, due_at=due_at, reason="")

    def _after(self, entered: Any, delta: Any, strand: Strand) -> Any:
        """Return the moment a time after the step was entered."""
        if strand.entries:
            return self.now + delta
        return ExpressionWrapper(entered + Value(delta), output_field=models.DateTimeField())

    def _end(self, strand: Strand, end: core.End) -> None:
        """Leave the workflow."""
        self._contacts(strand).record(
            f"enrollment.{end.status}", at=self.now, data=self.version.about | {"reason": in_words(end.reason)}
        )
        self._set(strand, status=end.status, action_at=None, due_at=None, ended_at=self.now, reason=end.reason)

    def _park(self, strand: Strand, reason: str) -> None:
        """Set rows aside for a person to look at."""
        self._contacts(strand).record(
            "enrollment.failed", at=self.now, data=self.version.about | {"reason": in_words(reason)}
        )
        self._set(strand, status=Enrollment.Status.FAILED, action_at=None, due_at=None, reason=reason[:300])

    def _set(self, strand: Strand, **values: Any) -> None:
        """Write where the rows stand now. Rows that ended meanwhile, by what an action did, stay ended."""
        place = strand.place
        if strand.entries:
            values |= {"entry": F("entry") + strand.entries, "entered_at": self.now}
        self._rows(strand).enrollments().filter(ended_at=None).update(
            step=place.step, position=place.position, timer=place.timer, touched_at=self.now, **values
        )

    def _note_run(self, strand: Strand, action: Action, outcome: ActionRun.Outcome) -> None:
        """Write that the action fired for this entry; the key refuses a second time."""
        insert_select(
            ActionRun,
            self._rows(strand),
            {
                "enrollment": F("enrollment_id"),
                "entry": F("entry") + strand.entries,
                "action": action.key,
                "at": self.now,
                "outcome": outcome,
            },
        )

    def _rows(self, strand: Strand) -> Any:
        """Return the rows of the batch."""
        return BatchRow.objects.part(strand.part)

    def _contacts(self, strand: Strand) -> Any:
        """Return the contacts of the rows."""
        return self._rows(strand).contacts()

    def _meeting(self, strand: Strand, criteria: dict[str, Any]) -> Any:
        """Return the contacts among the rows that meet criteria."""
        return (
            self._contacts(strand)
            .filter(criteria_filter(criteria, workspace=self.version.workflow.workspace, now=self.now))
            .values("pk")
        )

    def _split(self, strand: Strand, condition: Q | Exists) -> Iterator[Strand]:
        """Make the rows that meet a condition a strand of their own, if there are any."""
        number = next(self.part_numbers)
        if self._rows(strand).filter(condition).update(part=number):
            yield replace(strand, part=number)


def _earliest(action_at: datetime | None, timeout: Any) -> Any:
    """Return the earlier of two moments, either of which may be missing."""
    if action_at is None or timeout is None:
        return timeout if action_at is None else action_at
    return min(action_at, timeout) if isinstance(timeout, datetime) else Least(Value(action_at), timeout)


def _earlier(column: str, timeout: Any) -> Any:
    """Return the earlier of a column that may be null and a moment."""
    other = Value(timeout) if isinstance(timeout, datetime) else timeout
    return Case(
        When(**{column: None}, then=other), default=Least(F(column), other), output_field=models.DateTimeField()
    )
