"""What can be written about a message in a worker's hands, and what each changes in its row."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from kindred.channels.outcome import Outcome, Result
from kindred.channels.register import CHANNELS
from kindred.messaging.models import Message
from kindred.messaging.models.message import LET_GO
from kindred.messaging.sending.draft import Draft
from kindred.messaging.writing import Rendered

Columns = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something to be written about a message."""

    draft: Draft

    @property
    def key(self) -> int:
        """Return the message's id."""
        return self.draft.key

    def columns(self, now: datetime) -> Columns:
        """Return what changes in its row."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class HandOver(Entry):
    """May it leave? If so, its words are kept as they leave."""

    said: Rendered

    def columns(self, now: datetime) -> Columns:
        """Return what changes when it leaves."""
        return {"status": Message.Status.HANDED_OVER, "handed_over_at": now, **_kept(self.draft, self.said)}


@dataclass(frozen=True, kw_only=True)
class PutBack(Entry):
    """It was not taken, through no fault of its own; `left` when it had been handed over in vain."""

    left: bool = False

    def columns(self, now: datetime) -> Columns:  # noqa: ARG002
        """Return what changes when it waits again."""
        if self.left:
            return {"status": Message.Status.DEFERRED, "handed_over_at": None, **LET_GO}
        return {"status": self.draft.message.status, **LET_GO}


@dataclass(frozen=True, kw_only=True)
class PutOff(Entry):
    """It may leave later."""

    until: datetime
    reason: str

    def columns(self, now: datetime) -> Columns:  # noqa: ARG002
        """Return what changes when it waits for a moment."""
        return {
            "status": self.draft.message.status,
            "due_at": self.until,
            "reason": self.reason[:500],
            **LET_GO,
        }


@dataclass(frozen=True, kw_only=True)
class Ended(Entry):
    """It does not leave at all."""

    status: Message.Status
    reason: str

    def columns(self, now: datetime) -> Columns:
        """Return what changes when it ends."""
        return _over(self.status, self.reason, now)


@dataclass(frozen=True, kw_only=True)
class Filed(Entry):
    """What became of it; its words, where it was refused before it left."""

    outcome: Outcome
    said: Rendered | None = None

    def columns(self, now: datetime) -> Columns:
        """Return what changes with the outcome."""
        words = _kept(self.draft, self.said) if self.said else {}
        return (self._again(now) if self._may_try_again else self._at_its_end(now)) | words

    @property
    def _may_try_again(self) -> bool:
        """Whether the channel's patience is not used up."""
        waits = CHANNELS[self.draft.message.channel].waits
        return self.outcome.result is Result.DEFERRED and self.draft.message.deferrals < len(waits)

    def _again(self, now: datetime) -> Columns:
        """Return what changes when it is tried again."""
        deferrals = self.draft.message.deferrals
        # Stretched or shortened by up to a tenth, so that what was put off together does not come back together.
        wait = CHANNELS[self.draft.message.channel].waits[deferrals] * random.uniform(0.9, 1.1)  # noqa: S311
        return {
            "status": Message.Status.DEFERRED,
            "due_at": now + max(wait, self.outcome.retry_after or timedelta()),
            "deferrals": deferrals + 1,
            "reason": self.outcome.reason[:500],
            **LET_GO,
        }

    def _at_its_end(self, now: datetime) -> Columns:
        """Return what changes when it has come to its end."""
        if self.outcome.result is Result.DEFERRED:
            told = {"count": self.draft.message.deferrals + 1, "reason": self.outcome.reason}
            return _over(Message.Status.FAILED, _("Given up after %(count)d attempts: %(reason)s") % told, now)
        return _over(Message.Status(self.outcome.result.value), self.outcome.reason, now)


def _over(status: Message.Status, reason: str, now: datetime) -> Columns:
    """Return what changes when a message comes to its end."""
    return {"status": status, "reason": reason[:500], "due_at": None, "finished_at": now, **LET_GO}


def _kept(draft: Draft, said: Rendered) -> Columns:
    """Return what is kept of a message as it leaves."""
    return {
        "recipient": draft.recipient,
        "identity": draft.identity,
        "subject": said.subject,
        "html": said.html,
        "text": said.text,
    }
