"""The nouns of this room, a file each."""

from kindred.workflows.models.batch_row import BatchRow
from kindred.workflows.models.enrollment import ActionRun, Enrollment
from kindred.workflows.models.move import Move, MovedCard
from kindred.workflows.models.step_count import StepCount
from kindred.workflows.models.waiting_event import WaitingEvent
from kindred.workflows.models.workflow import Sequence, Version, Workflow

__all__ = [
    "ActionRun",
    "BatchRow",
    "Enrollment",
    "Move",
    "MovedCard",
    "Sequence",
    "StepCount",
    "Version",
    "WaitingEvent",
    "Workflow",
]
