"""What hangs on a contact in this room, carried over when contacts become one; named in `config/followers.py`."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q

from kindred.cohorts.models import Membership
from kindred.contacts.models.carrying import Carrying
from kindred.messaging.models import Message
from kindred.messaging.models.message import LET_GO
from kindred.workflows.models import Enrollment, WaitingEvent
from kindred.workflows.reasons import in_words

#: Each table that refers to contacts, with what becomes of its rows.
CARRIED: dict[type[Model], str] = {
    Enrollment: "go to the survivor; of several live places in a workflow the furthest is kept",
    WaitingEvent: "go to the survivor",
}
#: Why a place ended.
MERGED = "merged"


def carry_over(*, data: dict[str, Any], **_fact: Any) -> None:
    """Give the places of the losers to their survivors: one live place in each workflow is kept."""
    carrying: Carrying = data["carrying"]
    live = Enrollment.objects.live().filter(contact__in=carrying.everybody).select_related("version")
    places: dict[tuple[int, int], list[Enrollment]] = defaultdict(list)
    for place in live:
        survivor = carrying.survivor_of.get(place.contact_id, place.contact_id)
        places[survivor, place.workflow_id].append(place)
    for several in places.values():
        _end(carrying, sorted(several, key=_how_far, reverse=True)[1:])
    carrying.move(Enrollment)
    carrying.move(WaitingEvent)
    _end(carrying, _without_membership(carrying))


def _how_far(place: Enrollment) -> tuple[int, int, bool, float, int]:
    """Return what makes a place the further one.

    The step it stands on, in the order of the workflow; then the steps it has entered; then that nobody has to look
    at it; then who has been in longer, and who was entered first.
    """
    keys = [step.key for step in place.version.parsed.steps]
    step = keys.index(place.step) if place.step in keys else -1
    sound = place.status != Enrollment.Status.FAILED
    return step, place.entry, sound, -place.started_at.timestamp(), -place.pk


def _without_membership(carrying: Carrying) -> Iterable[Enrollment]:
    """Return live places in cohorts that the survivor has been pinned out of."""
    inside = Membership.objects.filter(
        cohort=OuterRef("workflow__cohort_id"), contact=OuterRef("contact_id"), left_at=None
    )
    ours = Enrollment.objects.live().filter(~Q(workflow__cohort=None), contact__in=carrying.survivors)
    return ours.exclude(Exists(inside)).select_related("version")


def _end(carrying: Carrying, places: Iterable[Enrollment]) -> None:
    """End places, take back what was to leave because of them, and say so on the timeline of the survivor."""
    ended = list(places)
    now = carrying.at
    over = {"status": Enrollment.Status.EXITED, "reason": MERGED, "action_at": None, "due_at": None}
    carrying.change(ended, {place.pk: over | {"ended_at": now, "touched_at": now} for place in ended})
    for place in ended:
        _take_back(carrying, place)
        survivor = carrying.survivor_of.get(place.contact_id, place.contact_id)
        carrying.record("enrollment.exited", {survivor: place.version.about | {"reason": in_words(MERGED)}})


def _take_back(carrying: Carrying, place: Enrollment) -> None:
    """Cancel the messages of a place that have not left: the place that is kept sends its own."""
    mine = Message.objects.waiting().filter(
        workspace=place.workspace_id, occasion__startswith=f"enrollment/{place.pk}/"
    )
    waiting = list(mine.filter(contact__in=carrying.everybody).select_for_update())
    gone = {"status": Message.Status.CANCELLED, "reason": in_words(MERGED), "finished_at": carrying.at, "due_at": None}
    carrying.change(waiting, {message.pk: gone | LET_GO for message in waiting})
