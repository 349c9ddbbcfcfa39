"""Languages by code, or by their names in many languages."""

from functools import cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import gettext as _

from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.place import LANGUAGES
from kindred.contacts.cleaning.text import line
from kindred.contacts.keys import sortable


def language(text: str) -> str:
    """Return the code of a language: de, pt-BR.

    Raises BadValue for one that is not known.
    """
    written = line(text)
    found = _named().get(sortable(written)) or _coded(written) if written else ""
    if not written or found:
        return found or ""
    raise BadValue(
        _("“%(language)s” is not a language we know. Write its name, or its code such as de.")
        % {"language": written[:60]}
    )


def _coded(written: str) -> str:
    """Return a code in its own spelling; nothing for what is none."""
    try:
        parsed = Locale.parse(written.replace("-", "_"), sep="_")
    except (ValueError, UnknownLocaleError):
        return ""
    return f"{parsed.language}-{parsed.territory}" if parsed.territory else parsed.language


@cache
def _named() -> dict[str, str]:
    """Return the codes by every name that is known."""
    known: dict[str, str] = {}
    for locale in LANGUAGES:
        for code, name in Locale.parse(locale).languages.items():
            if len(code) <= 3:
                known.setdefault(sortable(name), code)
    return known
