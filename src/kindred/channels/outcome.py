"""What became of a message, in the few words all channels share."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Result(StrEnum):
    """What became of it."""

    #: The other side has taken it over.
    ACCEPTED = "accepted"
    #: Not now; it was certainly not taken.
    DEFERRED = "deferred"
    #: The other side refuses it for good.
    BOUNCED = "bounced"
    #: It cannot be sent as it is.
    FAILED = "failed"
    #: It was handed over and no answer came: nobody can know (RFC 1047).
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a message, and why."""

    result: Result
    #: For people; what the server said where it said something.
    reason: str
    #: The recipient itself is no good and must not be tried again.
    recipient_gone: bool = False
    #: The other side asked not to be tried again before this has passed.
    retry_after: timedelta | None = None

    @property
    def permanent(self) -> bool:
        """Whether another attempt is pointless or forbidden."""
        return self.result is not Result.DEFERRED


def accepted(reason: str) -> Outcome:
    """Return that the other side has taken it."""
    return Outcome(result=Result.ACCEPTED, reason=reason)


def deferred(reason: str, *, retry_after: timedelta | None = None) -> Outcome:
    """Return that it was not taken and may be tried again."""
    return Outcome(result=Result.DEFERRED, reason=reason, retry_after=retry_after)


def bounced(reason: str, *, recipient_gone: bool = False) -> Outcome:
    """Return that it was refused for good."""
    return Outcome(result=Result.BOUNCED, reason=reason, recipient_gone=recipient_gone)


def failed(reason: str) -> Outcome:
    """Return that it cannot be sent as it is."""
    return Outcome(result=Result.FAILED, reason=reason)


def uncertain(reason: str) -> Outcome:
    """Return that nobody can know."""
    return Outcome(result=Result.UNCERTAIN, reason=reason)
