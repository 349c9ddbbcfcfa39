"""Lines of text."""

import re
from collections.abc import Callable
from unicodedata import normalize

from django.utils.translation import gettext as _

from kindred.contacts.cleaning.errors import BadValue

#: Control characters, and marks without width that spreadsheets and mail programs leave behind.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u2060\ufeff\ufff9-\ufffc\ud800-\udfff]"
)


def line(text: str) -> str:
    """Return a text as one line: one form of Unicode, single spaces, nothing unseen."""
    if not text.isascii():
        text = normalize("NFC", _UNSEEN.sub("", text))
    elif not text.isprintable():
        text = _UNSEEN.sub("", text)
    return " ".join(text.split())


def line_of(most: int) -> Callable[[str], str]:
    """Return the cleaner for a line of at most so many characters."""

    def clean(text: str) -> str:
        cleaned = line(text)
        if len(cleaned) > most:
            raise BadValue(
                _("“%(start)s…” is too long: %(length)d characters, where %(most)d fit.")
                % {"start": cleaned[:30], "length": len(cleaned), "most": most}
            )
        return cleaned

    return clean
