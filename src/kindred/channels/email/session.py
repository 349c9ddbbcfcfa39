"""A conversation with a mail server that is ready to take messages."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kindred.channels.channel import AccountFault
from kindred.channels.email.reply import Reply, is_last, parse
from kindred.channels.email.server import Timeouts
from kindred.channels.email.wire import Wire
from kindred.channels.outcome import Outcome, accepted, bounced, deferred, failed, uncertain
from kindred.channels.parcel import Parcel

#: What a connection breaks with; a timeout of ours counts as a break, because what comes later would answer nothing.
BROKEN = (ConnectionError, TimeoutError, OSError)

#: What must not stand between the angle brackets of an envelope.
_UNFIT_SIGNS = re.compile(r"[\x00-\x20\x7f<>]")
_BARE_LINE_END = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_BLOCK = 65_536
_MOST_LINES = 200


@dataclass(frozen=True, kw_only=True)
class Offers:
    """What the server can do, by its answer to EHLO: keyword → parameters, in capitals."""

    keywords: dict[str, str]

    def __contains__(self, keyword: str) -> bool:
        return keyword in self.keywords

    @property
    def largest(self) -> int:
        """Return the largest message it takes; 0 where it names no limit."""
        size = self.keywords.get("SIZE", "")
        return int(size) if size.isdigit() else 0

    @property
    def logins(self) -> set[str]:
        """Return the ways to log in."""
        return set(self.keywords.get("AUTH", "").split())


def offers_of(reply: Reply) -> Offers:
    """Read the answer to EHLO."""
    lines = [line.upper().replace("AUTH=", "AUTH ").split(maxsplit=1) for line in reply.text.split("\n")[1:]]
    return Offers(keywords={line[0]: line[1] if len(line) > 1 else "" for line in lines if line})


class HungUp(Exception):
    """The server ended a session that had served before, as servers do after so many messages: go on with a new one."""


class Session:
    """One connection, past greeting and login. After each message it is alive, or it is not and has to be replaced."""

    def __init__(self, wire: Wire, *, timeouts: Timeouts) -> None:
        self._wire = wire
        self.timeouts = timeouts
        self.offers = Offers(keywords={})
        self.alive = True
        #: Messages it gave a clear answer about.
        self.answered = 0
        #: Messages it would not pass on because it does not know us.
        self.unrelayed = 0
        #: The last words of a server that hung up.
        self.farewell = ""

    async def reply(self, seconds: float) -> Reply:
        """Return the server's next reply.

        Raises ConnectionError or TimeoutError when none comes, or junk.
        """
        async with asyncio.timeout(seconds):
            lines = [await self._wire.line()]
            while not is_last(lines[-1]) and len(lines) < _MOST_LINES:
                lines.append(await self._wire.line())
        reply = parse(lines)
        if reply.code == 421:
            self.end(str(reply))
        return reply

    async def command(self, line: bytes, seconds: float) -> Reply:
        """Say one thing and return the answer."""
        async with asyncio.timeout(seconds):
            await self._wire.write(line + b"\r\n")
        return await self.reply(seconds)

    def end(self, farewell: str) -> None:
        """Hang up without a word; nothing more can be said here."""
        self.alive = False
        self.farewell = self.farewell or farewell
        self._wire.abort()

    async def quit(self) -> None:
        """Say goodbye; what goes wrong with that concerns no message."""
        if self.alive:
            with suppress(*BROKEN):
                await self.command(b"QUIT", self.timeouts.quit)
            self.end("")

    async def deliver(self, parcel: Parcel, may_leave: Callable[[], Awaitable[bool]]) -> Outcome | None:
        """Send one message and return what became of it, or None when it may not leave after all.

        `may_leave` is asked at the last moment before the server could take the message.
        Raises AccountFault when the server refuses us rather than the message, HungUp when it wants a new session.
        """
        if unfit := self._unfit(parcel):
            return unfit
        try:
            refusal = await self._envelope(parcel)
        except BROKEN as error:
            return self._broken_early(error)
        if refusal:
            return refusal
        if not await may_leave():
            await self._forget()
            return None
        try:
            refusal = await self._data(parcel)
        except BROKEN as error:
            return self._broken(error)
        return refusal or await self._dot()

    def _broken_early(self, error: Exception) -> Outcome:
        """Return what a break before the hand-over means; a session that has served may be replaced at once."""
        outcome = self._broken(error)
        if self.answered:
            raise HungUp from error
        return outcome

    def _broken(self, error: Exception) -> Outcome:
        """Return what a break before the dot means: the message was certainly not taken."""
        self.end(str(error))
        return deferred(_("The connection broke before the message was sent: %s") % _shown(error))

    def _unfit(self, parcel: Parcel) -> Outcome | None:
        """Return why this server can never take this message, if it is so."""
        if not parcel.recipient or _UNFIT_SIGNS.search(parcel.recipient + parcel.sender):
            return failed(_("“%s” is not an address mail can be sent to.") % parcel.recipient)
        if not (parcel.recipient + parcel.sender).isascii() and "SMTPUTF8" not in self.offers:
            return failed(_("The mail server takes no addresses with letters beyond ASCII before the @."))
        if not parcel.payload.isascii() and "8BITMIME" not in self.offers:
            return failed(_("The mail server takes no 8-bit messages."))
        if 0 < self.offers.largest < len(parcel.payload):
            return failed(_("The message is larger than the mail server takes."))
        return None

    async def _envelope(self, parcel: Parcel) -> Outcome | None:
        """Name sender and recipient; return the refusal if there is one."""
        mail, recipient = self._mail(parcel), f"RCPT TO:<{parcel.recipient}>".encode()
        if "PIPELINING" in self.offers:
            async with asyncio.timeout(self.timeouts.mail):
                await self._wire.write(mail + b"\r\n" + recipient + b"\r\n")
            from_answer = await self.reply(self.timeouts.mail)
            to_answer = await self.reply(self.timeouts.recipient) if self.alive else from_answer
        else:
            from_answer = await self.command(mail, self.timeouts.mail)
            to_answer = from_answer
            if from_answer.positive:
                to_answer = await self.command(recipient, self.timeouts.recipient)
        if not from_answer.positive:
            return self._sender_refused(from_answer)
        if not to_answer.positive:
            refusal = self._refused(to_answer)
            await self._forget()
            return refusal
        return None

    def _mail(self, parcel: Parcel) -> bytes:
        """Return the command that names the sender and what kind of message comes."""
        words = [f"MAIL FROM:<{parcel.sender}>"]
        if "SIZE" in self.offers:
            words.append(f"SIZE={len(parcel.payload)}")
        if not parcel.payload.isascii():
            words.append("BODY=8BITMIME")
        if not (parcel.recipient + parcel.sender).isascii():
            words.append("SMTPUTF8")
        return " ".join(words).encode()

    def _sender_refused(self, answer: Reply) -> Outcome:
        """Return what a refusal of the sender means; unless it is about the message, it is about us."""
        if answer.code == 552 or answer.enhanced in {"5.3.4", "5.6.7"}:
            return failed(str(answer))
        if self.answered and not answer.permanent:
            self.end(str(answer))
            raise HungUp(str(answer))
        raise AccountFault(_("The mail server refuses the sender: %s") % answer, permanent=answer.permanent)

    def _refused(self, answer: Reply) -> Outcome:
        """Return what a clear refusal means."""
        if answer.unknown_to_it:
            raise AccountFault(_("The mail server wants a login: %s") % answer, permanent=True)
        if answer.unrelayed:
            # One odd recipient can cause this, so it alone accuses nobody; the channel counts.
            self.unrelayed += 1
            return deferred(str(answer))
        self.answered += answer.code != 421
        if answer.permanent:
            return bounced(str(answer), recipient_gone=answer.recipient_gone)
        return deferred(str(answer))

    async def _forget(self) -> None:
        """Take back the envelope, so that the next message starts afresh; nothing hangs on the answer."""
        try:
            if self.alive and not (await self.command(b"RSET", self.timeouts.mail)).positive:
                self.end("")
        except BROKEN as error:
            self.end(str(error))

    async def _data(self, parcel: Parcel) -> Outcome | None:
        """Send the message up to the dot; return the refusal if the server does not want to read it."""
        answer = await self.command(b"DATA", self.timeouts.data)
        if answer.code == 354:
            await self._body(stuffed(parcel.payload))
            return None
        refusal = self._refused(answer)
        await self._forget()
        return refusal

    async def _body(self, payload: bytes) -> None:
        """Send the message up to the dot, piece by piece, so that a server that stops reading is noticed."""
        for start in range(0, len(payload), _BLOCK):
            async with asyncio.timeout(self.timeouts.block):
                await self._wire.write(payload[start : start + _BLOCK])

    async def _dot(self) -> Outcome:
        """Send the dot. From here on the server may have the message, whatever we get to hear."""
        try:
            self._wire.write_last(b".\r\n")
        except BROKEN as error:
            return self._broken(error)
        try:
            answer = await self.reply(self.timeouts.after_dot)
        except BROKEN as error:
            self.end(str(error))
            return uncertain(_("The message was handed over, but no answer came: %s") % _shown(error))
        if answer.positive:
            self.answered += 1
            return accepted(str(answer))
        if answer.transient or answer.permanent:
            return self._refused(answer)
        self.end(str(answer))
        return uncertain(_("The message was handed over, but the answer made no sense: %s") % answer)


def stuffed(payload: bytes) -> bytes:
    """Return a message as it travels: proper line ends only, and no line that could be taken for the end.

    Bare line ends are what SMTP smuggling is made of.
    """
    lines = _BARE_LINE_END.sub(b"\r\n", payload).replace(b"\r\n.", b"\r\n..")
    lines = b"." + lines if lines.startswith(b".") else lines
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"


def _shown(error: Exception) -> str:
    """Return a fault in words; a timeout has none of its own."""
    return str(error) or _("no answer in time")
