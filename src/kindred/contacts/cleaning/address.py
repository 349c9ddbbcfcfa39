"""E-mail addresses: one way of writing each, and the key under which two are the same."""

import re

from django.utils.translation import gettext as _
from email_validator import EmailNotValidError, validate_email

from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.text import line

#: Addresses that are beyond doubt and written as they are kept: most are, and need no slower look.
_PLAIN = re.compile(
    r"(?=.{6,254}\Z)(?=.{1,64}@)[A-Za-z0-9_%+'-]+(?:\.[A-Za-z0-9_%+'-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}\Z"
)
_RESERVED = re.compile(r"[@.](?:xn--|localhost\Z|local\Z|test\Z|invalid\Z|onion\Z|arpa\Z)|\.[a-z0-9]{2}--")
_NAMED = re.compile(r"<([^<>]+)>\s*$")
#: Between several addresses in one cell.
_BETWEEN = re.compile(r"\s*(?:;|,|\||:::|\s)\s*(?=\S+@)")
MOST = 254


def address(text: str) -> str:
    """Return an address as it is kept: the first where there are several, without the name of its owner.

    Raises BadValue, saying what is wrong with it.
    """
    if _PLAIN.match(text) and not _RESERVED.search(text, text.index("@")):
        return text
    written = line(text).removeprefix("mailto:").strip(" ;,")
    if not written:
        return ""
    if named := _NAMED.search(written):
        written = named[1].strip()
    return _checked(_BETWEEN.split(written)[0])


def _checked(written: str) -> str:
    """Return an address as the library writes it: composed Unicode, domain in small letters and in its own script."""
    try:
        found = validate_email(written, check_deliverability=False, globally_deliverable=False, strict=True)
    except EmailNotValidError as fault:
        raise BadValue(_refusal(written, str(fault))) from fault
    if "." not in found.domain:
        raise BadValue(_refusal(written, _("After the @-sign a domain is expected, like example.org.")))
    if max(len(found.normalized), len(address_key(found.normalized) or "")) > MOST:
        raise BadValue(_refusal(written, _("It is too long.")))
    return found.normalized


def _refusal(written: str, reason: str) -> str:
    """Return what to tell about an address that is none."""
    return _("“%(address)s” is not an e-mail address. %(reason)s") % {"address": written[:100], "reason": reason}


def address_key(kept: str) -> str | None:
    """Return the key under which an address is the same as another; None for no address.

    Case does not count, nor whether the domain is written in its own script or in ASCII.
    """
    if kept.isascii():
        return kept.lower() or None
    local, _at, domain = kept.rpartition("@")
    try:
        return f"{local.casefold()}@{domain.casefold().encode('idna').decode()}"
    except UnicodeError:
        return kept.casefold()
