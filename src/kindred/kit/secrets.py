"""Secrets at rest: encrypted under keys that live outside the database, or kept only as a hash."""

import hashlib
import secrets as stdlib_secrets
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models

from kindred.kit.errors import KindredError


class UnreadableSecret(KindredError):
    """A stored secret cannot be read with the present encryption key. Restore the key, or enter the secret again."""


def _fernet() -> MultiFernet:
    """Return the cipher; the first key encrypts, every key decrypts, so that keys can be rotated."""
    return MultiFernet([Fernet(_derived(phrase)) for phrase in settings.ENCRYPTION_KEYS])


def _derived(phrase: str) -> bytes:
    """Return a Fernet key derived from a phrase of any length (HKDF, RFC 5869)."""
    raw = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"kindred secrets").derive(phrase.encode())
    return urlsafe_b64encode(raw)


def encrypt(text: str) -> str:
    """Return the text encrypted; an empty text stays empty."""
    return _fernet().encrypt(text.encode()).decode() if text else ""


def decrypt(text: str) -> str:
    """Return the text that was encrypted.

    Raises UnreadableSecret when no present key opens it.
    """
    try:
        return _fernet().decrypt(text.encode()).decode() if text else ""
    except InvalidToken as error:
        raise UnreadableSecret from error


def new_token() -> str:
    """Return a fresh token of 256 random bits, to be shown once."""
    return stdlib_secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is stored of a token: its SHA-256 (enough for 256 random bits, ASVS 6.5.2)."""
    return hashlib.sha256(token.encode()).hexdigest()


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Hold a secret: plain in Python, encrypted in the database."""

    def from_db_value(self, value: str | None, _expression: object, _connection: object) -> str | None:
        """Decrypt what the database holds."""
        return None if value is None else decrypt(value)

    def get_prep_value(self, value: str | None) -> str | None:
        """Encrypt what goes into the database."""
        return None if value is None else encrypt(value)
