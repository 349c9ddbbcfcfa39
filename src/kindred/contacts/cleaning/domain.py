"""Domains of companies."""

import re
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.text import line

MOST = 253
_DOMAIN = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\Z")


def domain(text: str) -> str:
    """Return a domain in small letters and in ASCII, also of an address or a page there; without www.

    Raises BadValue for what is none.
    """
    written = line(text).rpartition("@")[2].lower()
    if not written:
        return ""
    try:
        host = urlsplit(written if "//" in written else f"//{written}").hostname or ""
        found = host.rstrip(".").removeprefix("www.").encode("idna").decode()
    except (UnicodeError, ValueError):
        found = ""
    if not _DOMAIN.match(found):
        raise BadValue(_("“%(domain)s” is not a domain. Write it like acme.com.") % {"domain": written[:60]})
    return found


def domain_of(email_key: str | None) -> str:
    """Return the domain of an address by which it shows where somebody works; nothing for one of a mail provider."""
    found = (email_key or "").rpartition("@")[2]
    return "" if is_free_mail(found) else found


def is_free_mail(domain: str) -> bool:
    """Whether anybody can have an address at this domain, so that it says nothing about where they work."""
    return domain in _free_mail()


@cache
def _free_mail() -> frozenset[str]:
    """Return the domains of mail providers."""
    lines = (files("kindred.contacts.cleaning") / "data" / "free_mail.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(name for name in lines if name and not name.startswith("#"))
