"""What a mail server says: a code, perhaps an enhanced code (RFC 3463), and words."""

import re
from dataclasses import dataclass

_LINE = re.compile(rb"([2-5][0-9]{2})(?:([ -])(.*))?", re.DOTALL)
_ENHANCED = re.compile(r"([245]\.[0-9]{1,3}\.[0-9]{1,3})(?:\s|$)")

#: Codes that say the address is no good (SparkPost's "invalid recipient"; a switched-off mailbox among them).
_GONE = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
#: Words that say so where the server gives no enhanced code.
_GONE_WORDS = re.compile(
    r"user unknown|unknown user|no such (user|mailbox|recipient|address|person)|(user|recipient|mailbox|address|account)"
    r" (was |is |has )?(not (found|exist)|unknown|does ?n.t exist|does not exist|been (disabled|deleted|deactivated))"
    r"|invalid (recipient|mailbox|user)|no mailbox here|not our customer",
    re.IGNORECASE,
)
#: Words about us or our message, whatever the code: no reason never to write to the person again.
_BLOCK_WORDS = re.compile(
    r"spam|block|black.?list|deny.?list|reputation|policy|spf|dkim|dmarc|rbl|dnsbl|reject.{0,20}content", re.IGNORECASE
)
_RELAY_WORDS = re.compile(r"relay|authentication (is )?required|must authenticate|not authenticated", re.IGNORECASE)


class JunkReply(ConnectionError):
    """The server said something that is not SMTP."""


@dataclass(frozen=True)
class Reply:
    """One reply, its lines joined."""

    code: int
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip()

    @property
    def enhanced(self) -> str:
        """Return the enhanced code, such as 5.1.1, or nothing."""
        found = _ENHANCED.match(self.text)
        return found.group(1) if found else ""

    @property
    def positive(self) -> bool:
        """Whether it says yes."""
        return 200 <= self.code < 300

    @property
    def transient(self) -> bool:
        """Whether it says not now."""
        return 400 <= self.code < 500

    @property
    def permanent(self) -> bool:
        """Whether it says no for good."""
        return 500 <= self.code < 600

    @property
    def recipient_gone(self) -> bool:
        """Whether it says that the address itself is no good; in doubt it does not."""
        if not self.permanent or _BLOCK_WORDS.search(self.text):
            return False
        return self.enhanced in _GONE if self.enhanced else bool(_GONE_WORDS.search(self.text))

    @property
    def unknown_to_it(self) -> bool:
        """Whether it asks for a login."""
        return self.code in {530, 535}

    @property
    def unrelayed(self) -> bool:
        """Whether it refuses to pass mail on, which is mostly about the account and not about the person."""
        return self.permanent and bool(_RELAY_WORDS.search(self.text))


def parse(lines: list[bytes]) -> Reply:
    """Return the reply that its lines make up.

    Raises JunkReply when they make up none.
    """
    found = [_LINE.fullmatch(line) for line in lines]
    codes = {match.group(1) for match in found if match}
    if None in found or len(codes) != 1:
        raise JunkReply(_shown(lines[0]))
    words = [(match.group(3) or b"").decode("utf-8", "replace") for match in found if match]
    return Reply(int(codes.pop()), "\n".join(words))


def is_last(line: bytes) -> bool:
    """Tell whether a line ends its reply; junk ends it too."""
    return line[3:4] != b"-"


def _shown(line: bytes) -> str:
    """Return what was said in a form fit to be shown."""
    return repr(line[:100].decode("ascii", "replace"))
