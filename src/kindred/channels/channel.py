"""What every channel offers, and the desk it works for."""

from datetime import timedelta
from typing import ClassVar, Protocol

from kindred.channels.outcome import Outcome
from kindred.channels.parcel import Parcel
from kindred.kit.errors import KindredError


class AccountFault(KindredError):
    """The account cannot send at present."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        #: Whether waiting will not help and a person has to act.
        self.permanent = permanent


class Desk(Protocol):
    """Where a channel gets its parcels and says what became of them."""

    async def next(self) -> Parcel | None:
        """Return the next parcel, or None when there is no more at present."""

    async def hand_over(self, parcel: Parcel) -> bool:
        """Make durable that the parcel is about to leave, and return whether it still may.

        To be asked at the last moment from which the other side might accept it. After a yes, report an outcome
        or put it back; after a no, forget the parcel.
        """

    async def report(self, parcel: Parcel, outcome: Outcome) -> None:
        """Take note of what became of a parcel."""

    async def put_back(self, parcel: Parcel) -> None:
        """Take a parcel back that did not leave, through no fault of its own."""


class Channel(Protocol):
    """A way out."""

    #: Whether the receiver recognises a repeat, so that a lost answer may be followed by another attempt.
    repeatable: ClassVar[bool]
    #: How long to wait after each deferral; after the last one the message has failed.
    waits: ClassVar[tuple[timedelta, ...]]

    async def send(self, desk: Desk) -> None:
        """Send what the desk has, until it has no more.

        Raises AccountFault when the account cannot send; no parcel is lost by it.
        """
