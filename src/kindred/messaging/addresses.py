"""E-mail addresses: how they are compared, checked and written on the envelope."""

from functools import lru_cache
from unicodedata import normalize

from email_validator import EmailNotValidError, validate_email

from kindred.kit.guard import UnknownHost, ascii_host


@lru_cache(maxsize=4096)
def normalised(address: str) -> str:
    """Return an address as suppressions know it: one form of Unicode, no case, the domain in A-labels."""
    local, _at, domain = normalize("NFC", address.strip()).lower().rpartition("@")
    return f"{local}@{_ascii(domain)}"


def domains(address: str) -> list[str]:
    """Return the domain of an address and those above it, from the narrowest to the widest."""
    labels = normalised(address).rpartition("@")[2].split(".")
    return [".".join(labels[n:]) for n in range(len(labels))]


@lru_cache(maxsize=4096)
def is_valid(address: str) -> bool:
    """Tell whether mail can be addressed to it, as far as its form shows."""
    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True


def envelope(address: str) -> str:
    """Return an address as mail servers take it: the domain in A-labels, the rest as it was given."""
    local, _at, domain = address.strip().rpartition("@")
    return f"{local}@{_ascii(domain)}"


def _ascii(domain: str) -> str:
    """Return a domain in A-labels, or as it is where it is none."""
    try:
        return ascii_host(domain)
    except UnknownHost:
        return domain
