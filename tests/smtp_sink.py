"""A mail server on loopback that witnesses what it takes and misbehaves as it is told."""

import asyncio
import base64
import os
import ssl
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import Enum
from pathlib import Path

from tests.certificates import Certificate


class Fault(Enum):
    """What a server can do instead of answering."""

    DROP = "close the connection"
    HANG = "never answer"
    #: At the dot: take the message, then close without a word.
    TAKE_AND_DROP = "take and drop"
    TAKE_AND_HANG = "take and hang"


#: A reply, or a fault.
Action = str | Fault
#: (verb, argument) → what to do instead of the usual, if anything.
Rule = Callable[[str, str], Action | None]


@dataclass(frozen=True)
class Mail:
    """One message that was taken."""

    sender: str
    recipient: str
    data: bytes
    connection: int

    @property
    def message(self) -> EmailMessage:
        """Return it parsed."""
        parsed = message_from_bytes(self.data, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass
class SmtpSink:
    """The server, its witness and its script."""

    port: int = 0
    host: str = "127.0.0.1"
    mails: list[Mail] = field(default_factory=list)
    #: Everything clients said: "1 MAIL", "1 RCPT", … with the connection's number.
    heard: list[str] = field(default_factory=list)
    offers: list[str] = field(
        default_factory=lambda: ["PIPELINING", "SIZE 10000000", "8BITMIME", "ENHANCEDSTATUSCODES"]
    )
    #: For each verb ("greeting", "MAIL", "DATA", "body", "dot" …), what to do at its next occasions.
    script: dict[str, deque[Action]] = field(default_factory=lambda: defaultdict(deque))
    rule: Rule = lambda _verb, _argument: None
    users: dict[str, str] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    #: Where each taken recipient is written and synced before the answer goes out.
    witness: Path | None = None
    connections: int = 0
    #: Connections at once, 0 for any number.
    most: int = 0
    open: int = 0
    #: Seconds before the answer to the dot.
    delay: float = 0

    @property
    def recipients(self) -> list[str]:
        """Return who got mail, once for each."""
        return [mail.recipient for mail in self.mails]

    def plan(self, verb: str, *actions: Action) -> None:
        """Say what to do at the next occasions of a verb."""
        self.script[verb].extend(actions)

    def action(self, verb: str, argument: str = "") -> Action | None:
        """Return what to do instead of the usual."""
        return self.script[verb].popleft() if self.script[verb] else self.rule(verb, argument)

    def take(self, mail: Mail) -> None:
        """Witness a message."""
        if self.witness:
            with self.witness.open("a") as file:
                file.write(f"{mail.recipient}\n")
                file.flush()
                os.fsync(file.fileno())
        self.mails.append(mail)


class _Conversation:
    """One connection to the sink."""

    def __init__(self, sink: SmtpSink, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sink, self.reader, self.writer = sink, reader, writer
        sink.connections += 1
        self.number = sink.connections
        self.sender = self.recipient = ""
        self.secure = False

    async def say(self, verb: str, usual: str, argument: str = "") -> bool:
        """Answer as scripted or as usual; return whether it was as usual."""
        action = self.sink.action(verb, argument)
        if action is None:
            self.writer.write(usual.encode() + b"\r\n")
            return True
        await self.act(action)
        return False

    async def act(self, action: Action) -> None:
        """Do as scripted."""
        if action is Fault.HANG or action is Fault.TAKE_AND_HANG:
            await asyncio.sleep(60)
        if isinstance(action, Fault):
            raise ConnectionResetError
        self.writer.write(action.encode("latin-1") + b"\r\n")
        if action.startswith("421"):
            await self.writer.drain()
            raise ConnectionResetError

    async def run(self) -> None:
        """Speak until the client or the script ends it."""
        if self.sink.most and self.sink.open > self.sink.most:
            self.writer.write(b"421 4.7.0 too many connections\r\n")
            return
        if not await self.say("greeting", "220 sink ESMTP"):
            return
        while line := await self.reader.readline():
            verb, _space, argument = line.decode().strip().partition(" ")
            self.sink.heard.append(f"{self.number} {verb.upper()}")
            if verb.upper() == "QUIT":
                await self.say("QUIT", "221 bye")
                return
            await getattr(self, f"on_{verb.lower()}", self.on_unknown)(argument)

    async def on_ehlo(self, _argument: str) -> None:
        starttls = ["STARTTLS"] if self.sink.tls and not self.secure else []
        login = ["AUTH PLAIN LOGIN"] if self.sink.users else []
        lines = ["sink", *self.sink.offers, *login, *starttls]
        await self.say(
            "EHLO", "\r\n".join(f"250{'-' if n < len(lines) else ' '}{line}" for n, line in enumerate(lines, 1))
        )

    async def on_helo(self, _argument: str) -> None:
        await self.say("HELO", "250 sink")

    async def on_starttls(self, _argument: str) -> None:
        if await self.say("STARTTLS", "220 go ahead"):
            assert self.sink.tls
            await self.writer.start_tls(self.sink.tls)
            self.secure = True

    async def on_auth(self, argument: str) -> None:
        way, _space, initial = argument.partition(" ")
        if way == "PLAIN":
            _zero, user, password = base64.b64decode(initial).decode().split("\0")
        else:
            user, password = [await self.ask(word) for word in ("Username:", "Password:")]
        right = self.sink.users.get(user) == password
        await self.say("AUTH", "235 2.7.0 welcome" if right else "535 5.7.8 bad credentials")

    async def ask(self, word: str) -> str:
        self.writer.write(b"334 " + base64.b64encode(word.encode()) + b"\r\n")
        return base64.b64decode(await self.reader.readline()).decode()

    async def on_mail(self, argument: str) -> None:
        self.sender = argument.split(">", 1)[0].split("<")[1]
        await self.say("MAIL", "250 2.1.0 ok", argument)

    async def on_rcpt(self, argument: str) -> None:
        self.recipient = argument.split(">", 1)[0].split("<")[1]
        if not await self.say("RCPT", "250 2.1.5 ok", self.recipient):
            self.recipient = ""

    async def on_data(self, _argument: str) -> None:
        if not self.recipient:
            self.writer.write(b"503 5.5.1 no recipient\r\n")
            return
        if await self.say("DATA", "354 go ahead", self.recipient):
            await self.read_message()

    async def read_message(self) -> None:
        body = self.sink.action("body", self.recipient)
        if body:
            await self.reader.read(100)
            await self.act(body)
        lines = []
        while (line := await self.reader.readline()) != b".\r\n":
            if not line:
                raise ConnectionResetError
            lines.append(line.removeprefix(b".") if line.startswith(b".") else line)
        await self.end_of_message(Mail(self.sender, self.recipient, b"".join(lines), self.number))

    async def end_of_message(self, mail: Mail) -> None:
        action = self.sink.action("dot", mail.recipient)
        self.sender = self.recipient = ""
        if action in {None, Fault.TAKE_AND_DROP, Fault.TAKE_AND_HANG} or str(action).startswith(("250", "junk")):
            self.sink.take(mail)
        await asyncio.sleep(self.sink.delay)
        if action is None:
            self.writer.write(b"250 2.0.0 taken\r\n")
        else:
            await self.act(action)

    async def on_rset(self, _argument: str) -> None:
        self.sender = self.recipient = ""
        await self.say("RSET", "250 2.0.0 ok")

    async def on_noop(self, _argument: str) -> None:
        await self.say("NOOP", "250 2.0.0 ok")

    async def on_unknown(self, _argument: str) -> None:
        self.writer.write(b"500 5.5.2 what?\r\n")


async def _serve(sink: SmtpSink, certificate: Certificate | None, *, at_once: bool, ready: threading.Event) -> None:
    """Run the sink until its task is cancelled."""

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        sink.open += 1
        try:
            await _Conversation(sink, reader, writer).run()
            await writer.drain()
        except (ConnectionError, ssl.SSLError):
            pass
        finally:
            sink.open -= 1
            writer.close()

    if certificate:
        sink.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        sink.tls.load_cert_chain(certificate.file, certificate.key)
    server = await asyncio.start_server(meet, sink.host, 0, ssl=sink.tls if at_once else None, limit=1_000_000)
    sink.port = server.sockets[0].getsockname()[1]
    ready.set()
    await server.serve_forever()


@contextmanager
def smtp_sink(certificate: Certificate | None = None, *, at_once: bool = False) -> Iterator[SmtpSink]:
    """Run a sink for as long as the context lasts; `at_once` means TLS from the first byte."""
    sink, ready = SmtpSink(), threading.Event()
    loop = asyncio.new_event_loop()
    task = loop.create_task(_serve(sink, certificate, at_once=at_once, ready=ready))

    def run() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)
        for left in asyncio.all_tasks(loop):
            left.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield sink
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(10)
