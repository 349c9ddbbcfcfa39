"""The nouns of this room, a file each."""

from kindred.workflows.models.enrollment import ActionRun, Enrollment
from kindred.workflows.models.waiting_event import BatchRow, WaitingEvent
from kindred.workflows.models.workflow import Sequence, Version, Workflow

__all__ = ["ActionRun", "BatchRow", "Enrollment", "Sequence", "Version", "WaitingEvent", "Workflow"]
