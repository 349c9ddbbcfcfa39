"""Links to pages."""

import re
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.text import line

MOST = 500
#: Links that are beyond doubt and written as they are kept: most are.
_PLAIN = re.compile(
    r"(?=.{12,500}\Z)https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?:/[\w./?=&%~+#-]*)?\Z", re.ASCII
)


def link(text: str) -> str:
    """Return a link with its https; only pages are linked to, nothing that a browser would run.

    Raises BadValue for anything else.
    """
    if _PLAIN.match(text):
        return text
    written = line(text)
    if not written:
        return ""
    full = written if "://" in written else f"https://{written}"
    if not _is_page(full):
        raise BadValue(_("“%(link)s” is not a link. Write it like https://example.org/ada.") % {"link": written[:100]})
    return full


def _is_page(full: str) -> bool:
    """Whether it is the address of a page on some host."""
    try:
        parts = urlsplit(full)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme.lower() in ("http", "https") and "." in host and " " not in full and len(full) <= MOST
