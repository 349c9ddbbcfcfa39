"""From a host's name to a session that takes messages: connect, greet, protect, log in."""

import asyncio
import ssl
from base64 import b64encode

from django.utils.translation import gettext as _

from kindred.channels.channel import AccountFault
from kindred.channels.email.reply import Reply
from kindred.channels.email.server import Server
from kindred.channels.email.session import BROKEN, Session, offers_of
from kindred.channels.email.wire import Wire
from kindred.kit.guard import UnreachableHost, ascii_host, checked_addresses
from kindred.kit.tls import tls_context


async def open_session(server: Server, *, tls: ssl.SSLContext | None = None) -> Session:
    """Return a session with the server, protected and logged in.

    Raises AccountFault with what is wrong, in words.
    """
    context = tls or tls_context()
    try:
        wire = await _connected(server, context)
    except UnreachableHost as error:
        raise AccountFault(error.message, permanent=error.permanent) from error
    except ssl.SSLError as error:
        raise AccountFault(_("No protected connection: %s") % error) from error
    except BROKEN as error:
        told = {"host": server.host, "port": server.port, "error": str(error) or _("no answer in time")}
        raise AccountFault(_("%(host)s port %(port)s cannot be reached: %(error)s") % told) from error
    session = Session(wire, timeouts=server.timeouts)
    try:
        await _introduce(session, wire, server, context)
    except AccountFault:
        session.end("")
        raise
    except ssl.SSLError as error:
        session.end("")
        raise AccountFault(_("No protected connection: %s") % error) from error
    except BROKEN as error:
        session.end("")
        raise AccountFault(_("The mail server broke off: %s") % (str(error) or _("no answer in time"))) from error
    return session


async def _connected(server: Server, context: ssl.SSLContext) -> Wire:
    """Connect to the first of the host's checked addresses that answers."""
    tls = context if server.security == "tls" else None
    fault: Exception = ConnectionError()
    for address in await checked_addresses(server.host, server.port):
        try:
            async with asyncio.timeout(server.timeouts.connect):
                return await Wire.connect(address, server.port, tls=tls, name=ascii_host(server.host))
        except BROKEN as error:
            fault = error
    raise fault


async def _introduce(session: Session, wire: Wire, server: Server, context: ssl.SSLContext) -> None:
    """Take the greeting, say who we are, begin TLS, log in."""
    _require(await session.reply(server.timeouts.greeting), _("The mail server does not let us in: %s"))
    await _hello(session, wire)
    if server.security == "starttls":
        await _protect(session, wire, server, context)
        await _hello(session, wire)
    if server.username:
        await _log_in(session, server)


async def _hello(session: Session, wire: Wire) -> None:
    """Introduce ourselves and learn what the server can do."""
    name = wire.own_address
    literal = f"[IPv6:{name}]" if ":" in name else f"[{name}]"
    answer = await session.command(b"EHLO " + literal.encode(), session.timeouts.greeting)
    if answer.code in {500, 502}:
        answer = await session.command(b"HELO " + literal.encode(), session.timeouts.greeting)
    _require(answer, _("The mail server does not greet back: %s"))
    session.offers = offers_of(answer)


async def _protect(session: Session, wire: Wire, server: Server, context: ssl.SSLContext) -> None:
    """Begin TLS on an open connection; without it nothing is said here."""
    if "STARTTLS" not in session.offers:
        raise AccountFault(_("The mail server offers no STARTTLS, so the connection would not be protected."))
    answer = await session.command(b"STARTTLS", session.timeouts.greeting)
    _require(answer, _("The mail server refuses STARTTLS: %s"))
    if wire.unread:
        raise AccountFault(_("Something spoke before the connection was protected; it may have been tampered with."))
    async with asyncio.timeout(server.timeouts.connect):
        await wire.protect(context, name=ascii_host(server.host))


async def _log_in(session: Session, server: Server) -> None:
    """Log in the first way both sides know."""
    if "PLAIN" in session.offers.logins:
        secret = b64encode(f"\0{server.username}\0{server.password}".encode())
        answer = await session.command(b"AUTH PLAIN " + secret, session.timeouts.greeting)
    elif "LOGIN" in session.offers.logins:
        answer = await _log_in_step_by_step(session, server)
    else:
        raise AccountFault(_("The mail server offers no way to log in that Kindred knows (PLAIN, LOGIN)."))
    _require(answer, _("The login was refused: %s"), permanent=answer.permanent)


async def _log_in_step_by_step(session: Session, server: Server) -> Reply:
    """Log in by AUTH LOGIN: name and password one after the other."""
    answer = await session.command(b"AUTH LOGIN", session.timeouts.greeting)
    for part in (server.username, server.password):
        if answer.code != 334:
            return answer
        answer = await session.command(b64encode(part.encode()), session.timeouts.greeting)
    return answer


def _require(answer: Reply, complaint: str, *, permanent: bool = False) -> None:
    """Go on only after a yes."""
    if not answer.positive:
        raise AccountFault(complaint % answer, permanent=permanent)
