"""Tokens that travel by mail and come back, and secrets derived for others; nothing of them is stored."""

import hmac
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from kindred.kit.errors import KindredError

#: 128 bits, which is what cannot be guessed.
_BYTES = 16
_FORM = re.compile(r"([0-9]{1,19}(?:-[0-9]{1,19})*)\.([A-Za-z0-9_-]{22})")


class BadToken(KindredError):
    """This link is not complete. Copy it whole from the message it came in."""


def signed(purpose: str, *numbers: int) -> str:
    """Return a token that carries these numbers and cannot be made by anyone else; it does not expire."""
    text = "-".join(map(str, numbers))
    return f"{text}.{_seal(settings.SECRET_KEY, purpose, text)}"


def unsigned(purpose: str, token: str) -> tuple[int, ...]:
    """Return the numbers that a token carries.

    Raises BadToken when it was not made here for this purpose. Keys that were replaced (SECRET_KEY_FALLBACKS) count.
    """
    form = _FORM.fullmatch(token)
    if not form:
        raise BadToken
    text, seal = form.groups()
    if not any(hmac.compare_digest(seal, _seal(key, purpose, text)) for key in _keys()):
        raise BadToken
    return tuple(map(int, text.split("-")))


def webhook_secret(workspace_id: int) -> str:
    """Return the secret that signs a workspace's outgoing webhooks, in the form of Standard Webhooks."""
    info = f"kindred webhooks of workspace {workspace_id}".encode()
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(settings.ENCRYPTION_KEYS[0].encode())
    return f"whsec_{b64encode(derived).decode()}"


def _keys() -> Iterator[str]:
    """Return the keys that tokens may have been sealed with."""
    yield str(settings.SECRET_KEY)
    yield from map(str, settings.SECRET_KEY_FALLBACKS)


def _seal(key: str, purpose: str, text: str) -> str:
    """Return the seal of a text for a purpose."""
    whole = hmac.digest(key.encode(), f"kindred {purpose} {text}".encode(), sha256)
    return urlsafe_b64encode(whole[:_BYTES]).decode().rstrip("=")
