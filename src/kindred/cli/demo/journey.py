"""What one contact lives through in a workflow: the engine's own pure core on a virtual clock, in a world that answers.

So the past of the demo obeys the same rules as its future: whoever rests at a step rests there until the moment the
engine itself would choose, and the worker takes over from there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from kindred.workflows import core
from kindred.workflows.definition import Action, Definition

#: Steps after which a journey is cut off; no workflow of the demo comes near.
MOST_TURNS = 200


@dataclass(frozen=True, kw_only=True)
class HandMove:
    """What people do on the board with cards that rest at a step: move them on, some of them, after some days."""

    to: str
    share: float
    days: tuple[int, int] = (2, 14)


@dataclass(frozen=True, kw_only=True)
class Fired:
    """An action that ran."""

    at: datetime
    entry: int
    action: Action


@dataclass(frozen=True, kw_only=True)
class Reached:
    """A step that was reached, by itself or by somebody's hand."""

    at: datetime
    step: str
    by_hand: bool


@dataclass(kw_only=True)
class Standing:
    """Where an enrollment stands at the end, as its row says."""

    place: core.Place
    entry: int
    entered_at: datetime
    started_at: datetime
    action_at: datetime | None = None
    due_at: datetime | None = None
    ended_at: datetime | None = None
    status: str = "active"
    reason: str = ""


@dataclass(frozen=True, order=True)
class Heard:
    """Something that comes back from the world, and what it answers."""

    at: datetime
    event: str
    answers: Fired = field(compare=False)


#: Answers to an action that fired: events that the world sends back, and when.
Answers = Callable[[Fired], list[tuple[datetime, str]]]


@dataclass(kw_only=True)
class Journey:
    """One contact's way through a workflow, until now."""

    definition: Definition
    now: datetime
    rng: Random
    answers: Answers
    #: Whether the contact meets criteria.
    holds: Callable[[dict[str, Any]], bool]
    hand_moves: dict[str, HandMove] = field(default_factory=dict)
    reached: list[Reached] = field(default_factory=list)
    fired: list[Fired] = field(default_factory=list)
    skipped: list[Fired] = field(default_factory=list)
    #: All that came back, also what has not been heard yet because it lies in the future.
    heard: list[Heard] = field(default_factory=list)
    _unheard: list[Heard] = field(default_factory=list)

    def travel(self, start: datetime) -> Standing:
        """Go as far as the present allows."""
        first = self.definition.steps[0].key
        here = Standing(place=core.Place(first), entry=0, entered_at=start, started_at=start)
        self._follow(here, core.Enter(first), start)
        for _turn in range(MOST_TURNS):
            turn = self._next_turn(here)
            if here.ended_at or turn is None:
                break
            at, decision, by_hand = turn
            self._follow(here, decision, at, by_hand=by_hand)
        return here

    def _next_turn(self, here: Standing) -> tuple[datetime, core.Decision, bool] | None:
        """Return what happens next and when: an answer, a due moment, or a hand; None when that lies in the future."""
        turns: list[tuple[datetime, core.Decision, bool]] = []
        next_heard = min(self._unheard, default=None)
        if next_heard:
            turns.append((next_heard.at, core.hear(self.definition, here.place, next_heard.event), False))
        if here.due_at:
            wake = core.act if here.action_at == here.due_at else core.time_out
            turns.append((here.due_at, wake(self.definition, here.place), False))
        elif move := self._hand_move(here):
            turns.append(move)
        turn = min(turns, key=lambda turn: turn[0], default=None)
        if turn is None or turn[0] > self.now:
            return None
        if next_heard and turn is turns[0]:
            self._unheard.remove(next_heard)
        return turn

    def _hand_move(self, here: Standing) -> tuple[datetime, core.Decision, bool] | None:
        """Return the move somebody makes by hand from here, if anybody does."""
        habit = self.hand_moves.get(here.place.step)
        if habit is None or self.rng.random() > habit.share:
            return None
        hours = self.rng.randrange(habit.days[0] * 24, habit.days[1] * 24)
        return here.entered_at + timedelta(hours=hours), core.Enter(habit.to), True

    def _follow(self, here: Standing, decision: core.Decision, at: datetime, *, by_hand: bool = False) -> None:
        """Carry out a decision and all that follow from it at once."""
        next_one: core.Decision | None = decision
        while next_one is not None:
            next_one = self._carry_out(here, next_one, at, by_hand=by_hand)

    def _carry_out(
        self, here: Standing, decision: core.Decision, at: datetime, *, by_hand: bool
    ) -> core.Decision | None:
        """Carry out one decision; return what follows from it, if anything does at once."""
        match decision:
            case core.Enter(step=step):
                here.place, here.entry, here.entered_at = core.Place(step), here.entry + 1, at
                self.reached.append(Reached(at=at, step=step, by_hand=by_hand))
                return core.arrive(self.definition, here.place)
            case core.Run():
                return self._run(here, decision, at)
            case core.Ask(criteria=criteria, yes=yes, no=no):
                return yes if self.holds(criteria) else no
            case core.Go(place=place):
                here.place = place
                return core.arrive(self.definition, place)
            case core.Rest():
                self._rest(here, decision, at)
            case core.End(status=status, reason=reason):
                self._end(here, status, reason, at)
        return None

    def _run(self, here: Standing, run: core.Run, at: datetime) -> core.Decision:
        """Let an action run, or pass it over where its condition does not hold."""
        fired = Fired(at=at, entry=here.entry, action=run.action)
        if run.action.when and not self.holds(run.action.when):
            self.skipped.append(fired)
            return run.skipped
        self.fired.append(fired)
        answers = [Heard(moment, event, fired) for moment, event in self.answers(fired)]
        self.heard += answers
        self._unheard += answers
        return run.done

    def _rest(self, here: Standing, rest: core.Rest, at: datetime) -> None:
        """Stay until the next action or timeout."""
        here.place = rest.place
        if not rest.keep_action:
            here.action_at = None if rest.action_in is None else at + rest.action_in
        timeout = None if rest.timeout_at is None else here.entered_at + rest.timeout_at
        here.due_at = min((moment for moment in (here.action_at, timeout) if moment), default=None)
        here.status = "waiting" if here.due_at else "active"

    def _end(self, here: Standing, status: str, reason: str, at: datetime) -> None:
        """Leave the workflow."""
        here.status, here.reason, here.ended_at = status, reason, at
        here.action_at = here.due_at = None
