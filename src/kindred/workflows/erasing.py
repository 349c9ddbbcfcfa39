"""What goes and what stays of places in workflows, for people who are erased; named in `config/followers.py`."""

from datetime import datetime
from typing import Any

from django.db.models import Model, Q

from kindred.contacts.models.erasure import Erasing
from kindred.workflows.models import ActionRun, BatchRow, Enrollment, MovedCard, WaitingEvent
from kindred.workflows.reasons import REASONS

#: Each table that leads to contacts, with what becomes of its rows.
ERASED: dict[type[Model], str] = {
    Enrollment: "kept with its steps and times, and ended; reasons in free words are emptied",
    ActionRun: "kept: it holds only which action ran when",
    MovedCard: "kept with its steps and times; reasons are emptied",
    WaitingEvent: "deleted",
    BatchRow: "only there during a transaction",
}


def erase(*, data: dict[str, Any], at: datetime, **_fact: Any) -> None:
    """End places, and let go of what waited for these people."""
    erasing: Erasing = data["erasing"]
    places = Enrollment.objects.filter(contact__in=erasing.ids)
    erasing.empty(
        places.live(),
        status=Enrollment.Status.EXITED,
        reason="erased",
        action_at=None,
        due_at=None,
        ended_at=at,
        touched_at=at,
    )
    places.exclude(reason__in=(*REASONS, "")).update(reason="erased")
    erasing.empty(MovedCard.objects.filter(~Q(reason=""), enrollment__contact__in=erasing.ids), reason="")
    erasing.delete(WaitingEvent.objects.filter(contact__in=erasing.ids))
