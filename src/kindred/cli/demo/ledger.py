"""The rows of the demo's past, gathered by table and written in bulk."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import models

from kindred.accounts.models import Notification
from kindred.cohorts.models import Membership
from kindred.contacts.models import (
    ContactCommunity,
    ContactPoint,
    ContactSkill,
    ContactTag,
    ContactTopic,
    Event,
    Note,
    Task,
)
from kindred.kit.db.load import load
from kindred.messaging.models import Message, Suppression
from kindred.workflows.models import ActionRun, Enrollment

#: The columns of each table, in the order in which rows name them.
COLUMNS: dict[type[models.Model], Sequence[str]] = {
    ActionRun: ("enrollment", "entry", "action", "at", "outcome"),
    ContactCommunity: ("contact", "community"),
    ContactPoint: (
        "workspace", "contact", "medium", "type", "value", "key", "state", "checked_at", "created_at",
    ),
    ContactSkill: ("contact", "skill"),
    ContactTag: ("contact", "tag"),
    ContactTopic: ("contact", "topic"),
    Enrollment: (
        "id", "workspace", "workflow", "version", "contact", "status", "step", "entry", "position", "timer", "entered_at",
        "action_at", "due_at", "paused_at", "action_when_paused", "due_when_paused", "started_at", "touched_at",
        "ended_at", "reason",
    ),
    Event: ("workspace", "contact", "kind", "at", "by", "data"),
    Membership: ("workspace", "cohort", "contact", "entered_at", "left_at", "cause", "by"),
    Message: (
        "id", "workspace", "contact", "channel", "occasion", "account", "recipient", "content", "subject", "html", "text",
        "status", "identity", "created_at", "due_at", "reason", "handed_over_at", "finished_at", "claimed_by",
        "claimed_until", "attempts", "deferrals",
    ),
    Note: ("contact", "text", "by", "created_at", "mentions"),
    Notification: ("workspace", "user", "text", "path", "created_at", "read_at"),
    Suppression: ("workspace", "kind", "value", "reason", "source", "by", "created_at", "lifted_at", "lifted_by", "note"),
    Task: ("workspace", "contact", "title", "assignee", "due_at", "created_at", "done_at", "done_by"),
}  # fmt: skip


class Ledger:
    """Rows waiting to be written."""

    def __init__(self) -> None:
        self._rows: dict[type[models.Model], list[Sequence[Any]]] = defaultdict(list)

    def add(self, model: type[models.Model], **values: Any) -> None:
        """Add a row; columns left out are empty."""
        self._rows[model].append([values.get(name, empty) for name, empty in _empty(model).items()])

    def add_row(self, model: type[models.Model], row: Sequence[Any]) -> None:
        """Add a row whose values stand in the order of the columns: for rows by the million."""
        self._rows[model].append(row)

    def write(self) -> None:
        """Write all rows, those first that others point to, and forget them."""
        for model in sorted(self._rows, key=lambda model: model is not Enrollment):
            load(model, COLUMNS[model], self._rows[model])
        self._rows.clear()


@cache
def _empty(model: type[models.Model]) -> dict[str, str | None]:
    """Return what each column holds where a row says nothing of it."""
    fields = {name: model._meta.get_field(name) for name in COLUMNS[model]}
    return {
        name: "" if isinstance(field, models.CharField | models.TextField) else None for name, field in fields.items()
    }
