"""The bytes between us and a mail server."""

import asyncio
import ssl
from typing import Self

#: More than a server may say before it is asked anything.
_FLOOD = 1_000_000
_LONGEST_LINE = 4096


class Wire(asyncio.Protocol):
    """A connection that reads lines and tells when what was written has left our hands.

    asyncio's streams would do, but for two things: what arrived before TLS must be seen (or it could be smuggled
    into the protected session), and a written block must be known to have gone.
    """

    def __init__(self) -> None:
        self._received = bytearray()
        self._arrived = asyncio.Event()
        self._written = asyncio.Event()
        self._written.set()
        self._lost: Exception | None = None
        self._transport: asyncio.Transport

    @classmethod
    async def connect(cls, address: str, port: int, *, tls: ssl.SSLContext | None, name: str) -> Self:
        """Connect to a checked address; `name` is what the certificate must be for."""
        loop = asyncio.get_running_loop()
        _transport, wire = await loop.create_connection(
            cls, address, port, ssl=tls, server_hostname=name if tls else None
        )
        return wire

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        if not isinstance(transport, asyncio.Transport):
            raise TypeError
        self._transport = transport
        # The least that works: with 0, asyncio's TLS would pause for ever.
        transport.set_write_buffer_limits(high=1, low=0)

    def data_received(self, data: bytes) -> None:
        """Keep what arrives, within reason."""
        self._received += data
        self._arrived.set()
        if len(self._received) > _FLOOD:
            self.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wake whoever waits."""
        self._lost = exc or ConnectionResetError("the server closed the connection")
        self._arrived.set()
        self._written.set()

    def pause_writing(self) -> None:
        """Note that what was written has not left yet."""
        self._written.clear()

    def resume_writing(self) -> None:
        """Note that what was written has left."""
        self._written.set()

    @property
    def own_address(self) -> str:
        """Return our end's address."""
        return str(self._transport.get_extra_info("sockname")[0])

    @property
    def unread(self) -> bool:
        """Whether something arrived that nobody has asked for yet."""
        return bool(self._received)

    async def line(self) -> bytes:
        """Return the next line without its end.

        Raises ConnectionError when there will be none.
        """
        while (end := self._received.find(b"\n")) < 0:
            if self._lost or len(self._received) > _LONGEST_LINE:
                raise ConnectionResetError(str(self._lost or "the server sent an endless line"))
            self._arrived.clear()
            await self._arrived.wait()
        line = bytes(self._received[:end]).rstrip(b"\r")
        del self._received[: end + 1]
        return line

    async def write(self, data: bytes) -> None:
        """Write and return once it has left our hands.

        Raises ConnectionError when the connection is known to be gone.
        """
        self.write_last(data)
        await self._written.wait()
        self._require()

    def write_last(self, data: bytes) -> None:
        """Write without waiting."""
        self._require()
        self._transport.write(data)

    def _require(self) -> None:
        """Raise ConnectionError when the connection is gone."""
        if self._lost or self._transport.is_closing():
            raise ConnectionResetError(str(self._lost or "the connection is closed"))

    async def protect(self, tls: ssl.SSLContext, *, name: str) -> None:
        """Begin TLS."""
        loop = asyncio.get_running_loop()
        transport = await loop.start_tls(self._transport, self, tls, server_hostname=name)
        if transport is None:
            raise ConnectionResetError
        self.connection_made(transport)

    def abort(self) -> None:
        """End at once."""
        self._transport.abort()
