"""Sends mail over several connections at once, each kept for as long as there is something to send."""

import asyncio
import ssl
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import ClassVar

from django.utils.translation import gettext as _

from kindred.channels.channel import AccountFault, Desk
from kindred.channels.email.handshake import open_session
from kindred.channels.email.server import Server
from kindred.channels.email.session import HungUp, Session
from kindred.channels.parcel import Parcel

#: Bad signs in a row, without a clear answer about a single message, after which the account is to blame.
_ENOUGH = 3


@dataclass(frozen=True, kw_only=True)
class EmailChannel:
    """Sends over one mail account."""

    repeatable: ClassVar[bool] = False
    #: Eight attempts over some two days, each wait four times the last, a day at most.
    waits: ClassVar[tuple[timedelta, ...]] = tuple(timedelta(minutes=min(4**n, 24 * 60)) for n in range(7))

    server: Server
    tls: ssl.SSLContext | None = None

    async def send(self, desk: Desk) -> None:
        """Send what the desk has.

        Raises AccountFault when the account cannot send.
        """
        crew = _Crew(self, desk)
        lines = (crew.work_line() for _line in range(max(1, self.server.connections)))
        # All of them end by themselves before an error counts: cutting one off after its dot would leave a doubt.
        for ended in await asyncio.gather(*lines, return_exceptions=True):
            if isinstance(ended, BaseException):
                raise ended
        if crew.fault:
            raise crew.fault

    async def open(self) -> Session:
        """Return a session ready to take messages.

        Raises AccountFault when there is none to be had.
        """
        return await open_session(self.server, tls=self.tls)


class _Crew:
    """The connections at work. None is ever cut off: each finishes the message in hand before it heeds a fault."""

    def __init__(self, channel: EmailChannel, desk: Desk) -> None:
        self._channel = channel
        self._desk = desk
        self.fault: AccountFault | None = None
        self._turn = asyncio.Lock()
        self._sessions: set[Session] = set()
        self._barren = 0
        self._unrelayed = 0

    async def work_line(self) -> None:
        """Send one message after the other over one connection at a time."""
        session: Session | None = None
        try:
            while not self.fault and (parcel := await self._desk.next()):
                session = await self._send(parcel, session)
                if session is None:
                    return
        finally:
            await self._close(session)

    async def _send(self, parcel: Parcel, session: Session | None) -> Session | None:
        """Send one message and return the session it went by."""
        for _attempt in range(2):
            if session is None or not session.alive:
                await self._close(session)
                session = await self._opened()
            if session is None:
                break
            try:
                await self._deliver(session, parcel)
            except HungUp:
                continue
            return session
        await self._desk.put_back(parcel)
        return session

    async def _opened(self) -> Session | None:
        """Return a new session if one can be had; one try at a time, so that a wrong password is tried once."""
        async with self._turn:
            if self.fault:
                return None
            try:
                session = await self._channel.open()
            except AccountFault as fault:
                # A server may allow fewer connections than we try; those it gave us go on.
                others = any(session.alive for session in self._sessions)
                self.fault = fault if fault.permanent or not others else self.fault
                return None
        self._sessions.add(session)
        return session

    async def _close(self, session: Session | None) -> None:
        """Say goodbye."""
        if session:
            self._sessions.discard(session)
            await session.quit()

    async def _deliver(self, session: Session, parcel: Parcel) -> None:
        """Send one message and report what became of it."""
        try:
            outcome = await session.deliver(parcel, partial(self._desk.hand_over, parcel))
        except AccountFault as fault:
            self.fault = fault
            session.end("")
            await self._desk.put_back(parcel)
            return
        if outcome:
            await self._desk.report(parcel, outcome)
        self._look_for_faults(session)

    def _look_for_faults(self, session: Session) -> None:
        """Find a fault of the account in what one message after the other meets."""
        if session.answered:
            self._barren = self._unrelayed = 0
            return
        self._unrelayed += bool(session.unrelayed)
        self._barren += not session.alive
        if self._unrelayed >= _ENOUGH:
            self.fault = AccountFault(_("The mail server refuses to pass mail on."), permanent=True)
        elif not session.alive and (session.farewell.startswith("421") or self._barren >= _ENOUGH):
            self.fault = AccountFault(_("The mail server hangs up on us: %s") % session.farewell)
