"""A mail as bytes, fit for every mail server: ASCII only, short lines, headers that cannot be broken out of.

The parts that need thought (encoding and folding of names and subjects) are the email package's; the frame around
them is written out here, because building a message object for each recipient costs four times as much.
"""

import re
from binascii import b2a_qp
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.utils import format_datetime
from functools import lru_cache

from kindred.messaging.addresses import envelope

_SEVEN_BIT = policy.SMTP.clone(cte_type="7bit", max_line_length=78)
#: For addresses with letters beyond ASCII before the @, which only servers that know SMTPUTF8 take.
_UTF8 = policy.SMTPUTF8.clone(cte_type="7bit", max_line_length=78)

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_ADDRESS = re.compile(r'[^\s@<>(),;:"\[\]\\\x00-\x20]+@[^\s@<>(),;:"\[\]\\\x00-\x20]+')
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What a mail says, and on its envelope."""

    sender_name: str
    sender: str
    reply_to: str
    recipient_name: str
    recipient: str
    subject: str
    html: str
    text: str
    #: Message-ID without its angle brackets.
    identity: str
    unsubscribe_url: str


def one_line(text: str, *, longest: int = 900) -> str:
    """Return a text as one line of a header: no control signs, no line ends of any kind."""
    return " ".join(_CONTROL.sub(" ", text).split())[:longest]


def as_bytes(letter: Letter, *, at: datetime) -> bytes:
    """Return the mail as it is handed to a server.

    Raises ValueError when an address cannot stand in a header.
    """
    return b"".join((_headers(letter, at=at), b"\r\n", _body(letter)))


def _headers(letter: Letter, *, at: datetime) -> bytes:
    """Return the headers; programs wrote and sent it, so other programs must not answer it (RFC 3834)."""
    lines = [
        _plain("Date", format_datetime(at)),
        _address("From", letter.sender_name, letter.sender),
        _address("To", letter.recipient_name, letter.recipient),
        _folded("Subject", one_line(letter.subject)),
        _plain("Message-ID", f"<{letter.identity}>"),
        _plain("Auto-Submitted", "auto-generated"),
        _plain("MIME-Version", "1.0"),
        _plain("Content-Type", f'multipart/alternative; boundary="{_boundary(letter)}"'),
    ]
    if letter.reply_to:
        lines.append(_address("Reply-To", "", letter.reply_to))
    if letter.unsubscribe_url:
        lines.append(_plain("List-Unsubscribe", f"<{letter.unsubscribe_url}>"))
        lines.append(_plain("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return b"".join(lines)


def _body(letter: Letter) -> bytes:
    """Return both forms of the message, the one to be preferred last."""
    boundary = f"--{_boundary(letter)}".encode()
    parts = (_part("text/plain", letter.text), _part("text/html", letter.html))
    return b"".join(b"%s\r\n%s\r\n" % (boundary, part) for part in parts) + boundary + b"--\r\n"


def _part(kind: str, text: str) -> bytes:
    """Return one form of the message."""
    head = f"Content-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    lines = _LINE_END.sub("\r\n", text).encode("utf-8", "replace")
    return head.encode() + b2a_qp(lines, istext=True)


def _boundary(letter: Letter) -> str:
    """Return what separates the parts; "=_" cannot occur in quoted-printable."""
    return f"=_{letter.identity.partition('@')[0]}"


def _plain(name: str, value: str) -> bytes:
    """Return a header whose value is ours and ASCII."""
    if _CONTROL.search(value) or len(value) > 900:
        raise ValueError(value)
    return f"{name}: {value}\r\n".encode("ascii")


@lru_cache(maxsize=1024)
def _address(name: str, person: str, address: str) -> bytes:
    """Return a header with a person's name and address."""
    if not _ADDRESS.fullmatch(address):
        raise ValueError(address)
    local, _at, domain = envelope(address).rpartition("@")
    value = str(Address(display_name=one_line(person, longest=120), username=local, domain=domain))
    return _folded(name, value, beyond_ascii=not (local + domain).isascii())


def _folded(name: str, value: str, *, beyond_ascii: bool = False) -> bytes:
    """Return a header encoded and folded as RFC 5322 and RFC 2047 have it."""
    rules = _UTF8 if beyond_ascii else _SEVEN_BIT
    return rules.fold_binary(*rules.header_store_parse(name, value))
