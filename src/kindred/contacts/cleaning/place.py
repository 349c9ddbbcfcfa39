"""Countries by their names in many languages, and time zones."""

from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from django.utils.translation import gettext as _

from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.text import line
from kindred.contacts.keys import sortable

#: The languages whose names of countries and languages are known.
LANGUAGES = (
    "en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb", "fi", "cs", "sk", "hu", "ro", "bg", "el", "tr", "ru",
    "uk", "he", "ar", "fa", "hi", "zh", "zh_Hant", "ja", "ko", "vi", "th", "id", "ca", "hr", "sl", "et", "lv", "lt",
)  # fmt: skip
#: Codes of unions, of outlying oceans and of tests.
_NO_COUNTRIES = {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}
#: Names that are common and in no list.
_ALSO = {
    "usa": "US", "us": "US", "u s": "US", "u s a": "US", "america": "US", "united states of america": "US",
    "the united states": "US", "uk": "GB", "u k": "GB", "great britain": "GB", "britain": "GB", "england": "GB",
    "scotland": "GB", "wales": "GB", "northern ireland": "GB", "united kingdom of great britain": "GB", "brd": "DE",
    "holland": "NL", "the netherlands": "NL", "uae": "AE", "emirates": "AE", "korea": "KR", "south korea": "KR",
    "republic of korea": "KR", "north korea": "KP", "czech republic": "CZ", "czechia": "CZ", "ivory coast": "CI",
    "russian federation": "RU", "viet nam": "VN", "republic of ireland": "IE", "eire": "IE", "hong kong": "HK",
    "macau": "MO", "burma": "MM", "swaziland": "SZ", "macedonia": "MK", "turkey": "TR", "turkiye": "TR",
    "cape verde": "CV", "drc": "CD", "prc": "CN", "peoples republic of china": "CN", "schweiz suisse": "CH",
}  # fmt: skip


def country(text: str) -> str:
    """Return the two letters of a country, named in any of many languages or by its code.

    Raises BadValue for one that is not known.
    """
    written = line(text)
    if len(written) == 2 and written.isascii() and written.isalpha():
        code = written.upper()
        if code in _codes():
            return code
    found = _found(_key(written)) if written else ""
    if found is None:
        raise BadValue(
            _("“%(country)s” is not a country we know. Write its name, or its two letters such as DE.")
            % {"country": written[:60]}
        )
    return found


def country_name(code: str, *, language: str = "en") -> str:
    """Return the name of a country in a language."""
    return str(Locale.parse(language.replace("-", "_")).territories.get(code, code))


@cache
def countries(language: str) -> list[tuple[str, str]]:
    """Return the countries, code and name, in the order of their names in a language."""
    names = Locale.parse(language.replace("-", "_")).territories
    found = [(code, str(names.get(code, code))) for code in _codes()]
    return sorted(found, key=lambda one: sortable(one[1]))


@cache
def _codes() -> frozenset[str]:
    """Return the codes of all countries."""
    known = map(str, Locale("en").territories)
    return frozenset(code for code in known if len(code) == 2 and code not in _NO_COUNTRIES)


def _found(key: str) -> str | None:
    """Return the code of a country by a name in any language; the other languages are only read for one not English."""
    return _countries(LANGUAGES[:1]).get(key) or _countries(LANGUAGES).get(key)


@cache
def _countries(languages: tuple[str, ...]) -> dict[str, str]:
    """Return the codes by name in these languages; a name in one language is never that of another country."""
    known = {_key(name): code for name, code in _ALSO.items()}
    for language in languages:
        for code, name in Locale.parse(language).territories.items():
            if code in _codes():
                known.setdefault(_key(name), code)
    return known


def _key(name: str) -> str:
    """Return a name as it is compared: no accents, no marks, “and” for &."""
    words = "".join(letter if letter.isalnum() else " " for letter in sortable(name).replace("&", " and "))
    return " ".join(words.split())


def timezone(text: str) -> str:
    """Return the name of a time zone in its own spelling.

    Raises BadValue for one that is not known.
    """
    written = line(text)
    found = _zones().get(written.casefold().replace(" ", "_")) if written else ""
    if found is None:
        raise BadValue(
            _("“%(zone)s” is not a time zone we know. Write it like Europe/Berlin.") % {"zone": written[:60]}
        )
    return found


@cache
def _zones() -> dict[str, str]:
    """Return the names of the time zones by their names in any case."""
    return {zone.casefold(): zone for zone in available_timezones()}
