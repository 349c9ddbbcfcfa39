"""Carrying contacts over from one version of a workflow to the next: each keeps its place by stable keys."""

from datetime import datetime

from django.db.models import Case, F, IntegerField, QuerySet, Value, When

from kindred.accounts.models import User
from kindred.workflows.definition import Definition, Step
from kindred.workflows.errors import NoSuchStep, PeopleOnRemovedSteps
from kindred.workflows.models.enrollment import Enrollment


def carry_over(
    enrollments: "QuerySet[Enrollment]",
    *,
    version_id: int,
    old: Definition,
    new: Definition,
    destinations: dict[str, str],
    now: datetime,
    by: User | None,
) -> None:
    """Bring live enrollments to a new version.

    Nobody runs an action again, and an action appended to a step does not fire for those who were through with the
    step. Who stands on a step that goes away moves to its destination.
    Raises PeopleOnRemovedSteps where a step with people on it has no destination, NoSuchStep for a wrong one.
    """
    live = Enrollment.objects.filter(pk__in=enrollments.values("pk")).live()
    removed = [step.key for step in old.steps if new.step(step.key) is None]
    people = {key: number for key in removed if (number := live.at(key).count())}
    if missing := {key: number for key, number in people.items() if key not in destinations}:
        raise PeopleOnRemovedSteps(missing)
    if any(new.step(destinations[key]) is None for key in people):
        raise NoSuchStep
    for step in old.steps:
        if (successor := new.step(step.key)) is not None:
            _keep_places(live, step, successor)
    live.update(version=version_id, touched_at=now)
    for key in people:
        live.at(key).move_to(destinations[key], now=now, by=by)


def _keep_places(live: "QuerySet[Enrollment]", old: Step, new: Step) -> None:
    """Give those on a step the positions that their next action and next timeout have in its new form."""
    moved = {position: _position(old, new, position) for position in range(len(old.actions) + 1)}
    changed = [When(position=before, then=Value(after)) for before, after in moved.items() if after != before]
    if changed:
        live.filter(step=old.key).update(position=Case(*changed, default=F("position"), output_field=IntegerField()))


def _position(old: Step, new: Step, position: int) -> int:
    """Return where the action at a position stands now; if it is gone, the next one that is left."""
    places = {action.key: n for n, action in enumerate(new.actions)}
    return next((places[action.key] for action in old.actions[position:] if action.key in places), len(new.actions))
