"""Which server to speak to, and how."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Timeouts:
    """Seconds to wait for each thing; RFC 5321 section 4.5.3.2 has these as the least."""

    connect: float = 30
    greeting: float = 300
    mail: float = 300
    recipient: float = 300
    data: float = 120
    #: For a piece of the message to be taken off our hands.
    block: float = 180
    #: A short wait here is a known cause of doubles.
    after_dot: float = 600
    quit: float = 5


@dataclass(frozen=True, kw_only=True)
class Server:
    """A mail server and the way in."""

    host: str
    port: int
    #: "starttls", "tls" or "none".
    security: str = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    connections: int = 4
    timeouts: Timeouts = Timeouts()
