"""The register of what can happen to a contact, with a sentence for each to read it aloud."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kindred.contacts.errors import UnknownEventKind
from kindred.contacts.fields import FIELDS, label_of


@dataclass(frozen=True, kw_only=True)
class EventKind:
    """One kind of fact, named noun.happened."""

    key: str
    #: The kind in a list of choices.
    label: str | Promise
    #: The fact read aloud; the names in braces are keys of the event's data.
    sentence: str | Promise
    #: A lucide icon.
    icon: str = "circle-dot"

    def say(self, data: Mapping[str, Any]) -> str:
        """Return the fact as a sentence; what its data does not hold is left out."""
        words = defaultdict(str, {key: _spoken(value) for key, value in (_labels(data) | dict(data)).items()})
        return " ".join(str(self.sentence).format_map(words).split()).removesuffix(":") or str(self.label)


def _labels(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the label of the field a fact is about, and of its new value, in the reader's language."""
    key = data.get("field") or data.get("ladder")
    if key not in FIELDS:
        return {"name": data.get("to")}
    return {"label": FIELDS[key].label, "name": label_of(key, data.get("to"))}


def _spoken(value: Any) -> str:
    """Return a value as it is read aloud: lists as enumerations, nothing as nothing."""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


KINDS: dict[str, EventKind] = {
    kind.key: kind
    for kind in (
        EventKind(key="contact.created", label=_("Contact created"), sentence=_("Created {how}"), icon="user-plus"),
        EventKind(
            key="contact.imported", label=_("Contact imported"), sentence=_("Imported from {file}"), icon="upload"
        ),
        EventKind(key="contact.merged", label=_("Contacts merged"), sentence=_("Merged with {names}"), icon="merge"),
        EventKind(
            key="import.undone",
            label=_("Import undone"),
            sentence=_("The import of {file} was undone"),
            icon="undo-2",
        ),
        EventKind(key="contact.edited", label=_("Contact edited"), sentence=_("Edited: {changes}"), icon="pencil"),
        EventKind(
            key="contact.unsubscribed",
            label=_("Unsubscribed"),
            sentence=_("Unsubscribed from {channel}"),
            icon="bell-off",
        ),
        EventKind(
            key="contact.subscribed",
            label=_("Subscribed again"),
            sentence=_("Subscribed again to {channel}"),
            icon="bell",
        ),
        EventKind(
            key="basis.given",
            label=_("Legal basis recorded"),
            sentence=_("Legal basis recorded. {what}"),
            icon="shield-check",
        ),
        EventKind(
            key="basis.withdrawn",
            label=_("Consent withdrawn"),
            sentence=_("Consent withdrawn. {what}"),
            icon="shield-x",
        ),
        EventKind(
            key="basis.ended",
            label=_("Consent ended"),
            sentence=_("Consent ended by itself. {what}"),
            icon="shield-alert",
        ),
        EventKind(key="tag.added", label=_("Tag added"), sentence=_("Tagged “{tag}”"), icon="tag"),
        EventKind(key="tag.removed", label=_("Tag removed"), sentence=_("Tag “{tag}” removed"), icon="tag"),
        EventKind(
            key="field.changed", label=_("Field changed"), sentence=_("{label} set to “{name}”"), icon="pencil-line"
        ),
        EventKind(
            key="field.verified", label=_("Value verified"), sentence=_("{label} found to be right"), icon="badge-check"
        ),
        EventKind(key="stage.reached", label=_("Stage reached"), sentence=_("{label}: {name}"), icon="trending-up"),
        EventKind(key="change.undone", label=_("Change undone"), sentence=_("Undone: {what}"), icon="undo-2"),
        EventKind(key="note.added", label=_("Note added"), sentence=_("Note: {text}"), icon="sticky-note"),
        EventKind(key="task.created", label=_("Task created"), sentence=_("Task: {title}"), icon="square"),
        EventKind(key="task.done", label=_("Task done"), sentence=_("Task done: {title}"), icon="square-check"),
        EventKind(
            key="cohort.entered", label=_("Entered a cohort"), sentence=_("Entered cohort “{name}”"), icon="log-in"
        ),
        EventKind(key="cohort.left", label=_("Left a cohort"), sentence=_("Left cohort “{name}”"), icon="log-out"),
        EventKind(
            key="enrollment.started", label=_("Workflow started"), sentence=_("Started “{workflow}”"), icon="play"
        ),
        EventKind(key="step.reached", label=_("Step reached"), sentence=_("Reached step “{name}”"), icon="milestone"),
        EventKind(
            key="step.reverted",
            label=_("Move taken back"),
            sentence=_("A move in “{workflow}” was taken back"),
            icon="undo-2",
        ),
        EventKind(key="goal.met", label=_("Goal reached"), sentence=_("Reached the goal of “{name}”"), icon="target"),
        EventKind(
            key="enrollment.retried",
            label=_("Workflow tried again"),
            sentence=_("Tried again by hand"),
            icon="refresh-cw",
        ),
        EventKind(
            key="enrollment.completed",
            label=_("Workflow completed"),
            sentence=_("Completed “{workflow}”"),
            icon="flag",
        ),
        EventKind(
            key="enrollment.exited",
            label=_("Left a workflow"),
            sentence=_("Left “{workflow}”: {reason}"),
            icon="door-open",
        ),
        EventKind(
            key="enrollment.failed",
            label=_("Workflow needs attention"),
            sentence=_("“{workflow}” needs attention: {reason}"),
            icon="triangle-alert",
        ),
        EventKind(key="enrollment.paused", label=_("Workflow paused"), sentence=_("“{workflow}” paused"), icon="pause"),
        EventKind(
            key="enrollment.resumed", label=_("Workflow resumed"), sentence=_("“{workflow}” resumed"), icon="play"
        ),
        EventKind(
            key="message.queued", label=_("Message queued"), sentence=_("Message queued: {subject}"), icon="clock"
        ),
        EventKind(key="message.sent", label=_("Message sent"), sentence=_("Message sent: {subject}"), icon="send"),
        EventKind(
            key="message.deferred",
            label=_("Message deferred"),
            sentence=_("Message deferred: {reason}"),
            icon="hourglass",
        ),
        EventKind(
            key="message.bounced", label=_("Message bounced"), sentence=_("Message bounced: {reason}"), icon="undo-2"
        ),
        EventKind(
            key="message.failed",
            label=_("Message failed"),
            sentence=_("Message could not be sent: {reason}"),
            icon="circle-x",
        ),
        EventKind(
            key="message.uncertain",
            label=_("Message uncertain"),
            sentence=_("It is not known whether the message arrived: {subject}"),
            icon="circle-help",
        ),
        EventKind(
            key="message.suppressed",
            label=_("Message not sent"),
            sentence=_("Message not sent: {reason}"),
            icon="ban",
        ),
        EventKind(
            key="message.cancelled",
            label=_("Message cancelled"),
            sentence=_("Message cancelled: {subject}"),
            icon="circle-slash",
        ),
        EventKind(key="message.opened", label=_("Message opened"), sentence=_("Opened: {subject}"), icon="mail-open"),
        EventKind(
            key="message.clicked",
            label=_("Link clicked"),
            sentence=_("Clicked a link in: {subject}"),
            icon="mouse-pointer-click",
        ),
        EventKind(key="message.replied", label=_("Replied"), sentence=_("Replied: {subject}"), icon="reply"),
    )
}


def kind_of(key: str) -> EventKind:
    """Return the kind of this name.

    Raises UnknownEventKind when it is not in the register.
    """
    try:
        return KINDS[key]
    except KeyError as error:
        raise UnknownEventKind(key) from error


def say(kind: str, data: Mapping[str, Any]) -> str:
    """Return a recorded fact as a sentence, also of a kind that a later version may have dropped."""
    return KINDS[kind].say(data) if kind in KINDS else kind
