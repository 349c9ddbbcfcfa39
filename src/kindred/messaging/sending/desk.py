"""The desk of one route: gives its channel messages to send, and takes note of what becomes of them."""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from django.utils.translation import gettext as _

from kindred.channels.channel import AccountFault
from kindred.channels.outcome import Outcome, failed
from kindred.channels.parcel import Parcel
from kindred.kit.crossing import Crossing
from kindred.messaging.errors import UnwritableMessage
from kindred.messaging.sending.draft import Draft
from kindred.messaging.sending.entries import Filed, HandOver, PutBack
from kindred.messaging.sending.ledger import Ledger, Question
from kindred.messaging.sending.route import Route
from kindred.messaging.writing import Rendered

log = structlog.get_logger()


class RouteDesk:
    """Writes each message just before it is sent; keeps the ledger by asking the thread that owns the database."""

    def __init__(
        self,
        route: Route,
        *,
        crossing: Crossing[Question],
        ledger: Ledger,
        clock: Callable[[], datetime],
        is_open: Callable[[], bool],
    ) -> None:
        self._route = route
        self._crossing = crossing
        self._ledger = ledger
        self._clock = clock
        self._is_open = is_open
        self._waiting: deque[Draft] = deque()
        self._out: dict[int, tuple[Draft, Rendered]] = {}
        self._left: set[int] = set()
        self._filing: set[asyncio.Future[Any]] = set()
        self._turn = asyncio.Lock()
        self._empty = False

    @property
    def in_hand(self) -> list[int]:
        """Return the messages it answers for at present."""
        return [*(draft.key for draft in self._waiting), *self._out]

    async def serve(self) -> None:
        """Let the channel send until there is no more; a fault of the account rests it."""
        try:
            await self._route.carrier.send(self)
        except AccountFault as fault:
            if self._route.account:
                await self._crossing.ask(partial(self._ledger.rest, self._route.account, fault))
        finally:
            for draft in self._waiting:
                self._file(PutBack(draft=draft))
            await asyncio.gather(*self._filing)

    async def next(self) -> Parcel | None:
        """Return the next message, written."""
        while draft := await self._next_draft():
            try:
                said, parcel = draft.written(at=self._clock())
            except UnwritableMessage as error:
                self._file(Filed(draft=draft, outcome=failed(error.message)))
            except Exception as error:
                log.exception("message.unwritable", message=draft.key)
                self._file(Filed(draft=draft, outcome=failed(_("The message cannot be written: %s") % error)))
            else:
                self._out[draft.key] = draft, said
                return parcel
        return None

    async def hand_over(self, parcel: Parcel) -> bool:
        """Have the hand-over written down, and return whether the message may leave."""
        draft, said = self._out[parcel.key]
        allowed: bool = await self._crossing.ask(HandOver(draft=draft, said=said))
        if allowed:
            self._left.add(parcel.key)
        else:
            del self._out[parcel.key]
        return allowed

    async def report(self, parcel: Parcel, outcome: Outcome) -> None:
        """Have the outcome written down, along with the next hand-over."""
        draft, said = self._out.pop(parcel.key)
        self._file(Filed(draft=draft, outcome=outcome, said=None if parcel.key in self._left else said))

    async def put_back(self, parcel: Parcel) -> None:
        """Let go of a message."""
        draft, _said = self._out.pop(parcel.key)
        self._file(PutBack(draft=draft, left=parcel.key in self._left))

    async def _next_draft(self) -> Draft | None:
        """Return the next claimed message, claiming more when there is none."""
        async with self._turn:
            while not self._waiting and not self._empty and self._is_open():
                drafts, any_at_all = await self._crossing.ask(partial(self._ledger.claim, self._route))
                self._waiting.extend(drafts)
                self._empty = not any_at_all
            return self._waiting.popleft() if self._waiting and self._is_open() else None

    def _file(self, entry: Question) -> None:
        """Have something written down without waiting for it."""
        future = self._crossing.ask(entry)
        self._filing.add(future)
        future.add_done_callback(self._filing.discard)
