"""Standard terms: what a title and a place stand for, as a workspace corrected it, else as the taxonomy reads it."""

from collections.abc import Mapping, MutableMapping
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from kindred.taxonomy import places, titles
from kindred.taxonomy.folding import folded
from kindred.taxonomy.places.gazetteer import countries

TITLE, PLACE = "title", "location"
#: A field that holds free text → the fields that are read from it.
READ_FROM: dict[str, tuple[str, ...]] = {
    TITLE: ("department", "seniority"),
    PLACE: ("city", "state", "region", "country", "timezone"),
}
#: A field that is read → its bit in Contact.derived, set where nobody gave the value: it may be read anew.
BITS: dict[str, int] = {key: 1 << place for place, key in enumerate(sum(READ_FROM.values(), ()))}
#: Parts of a place by which the others are read.
PLACED_BY = ("city", "state", "country")
#: So many titles and places are remembered.
REMEMBERED = 50_000

Values = Mapping[str, str]
#: (field, text as it is compared) → what it stands for.
Corrections = Mapping[tuple[str, str], Values]


def key_of(text: str) -> str:
    """Return a title or place as it is compared: what differs in case, accents or marks is written alike."""
    return folded(text)[:200]


class Terms:
    """What titles and places stand for in one workspace."""

    def __init__(self, corrections: Corrections) -> None:
        """Take the workspace's corrections."""
        self._corrections = corrections
        self._title = lru_cache(maxsize=REMEMBERED)(self._read_title)
        self._place = lru_cache(maxsize=REMEMBERED)(self._read_place)

    def complete(self, values: MutableMapping[str, Any], *, derived: int = 0) -> int:
        """Fill what nobody gave, and return the bits of what was read.

        `derived` are the bits of values that were read before; all other values are given, and stay.
        """
        read = dict(self._title(values.get(TITLE) or ""))
        city, state, country = ("" if derived & BITS[key] else values.get(key) or "" for key in PLACED_BY)
        place = values.get(PLACE) or ""
        if place or city or state or country:
            read |= self._place(place, city, state, country)
        now = 0
        for key, bit in BITS.items():
            before = values.get(key)
            if before and not derived & bit:
                continue
            value = read.get(key, "")
            if value:
                now |= bit
            if value or before:
                values[key] = value
        return now

    def why(self, values: Mapping[str, Any], *, derived: int) -> dict[str, str]:
        """Say of each value that was read what it was read from."""
        said: dict[str, str] = {}
        for source, keys in READ_FROM.items():
            read = [key for key in keys if derived & BITS[key]]
            if read:
                said |= dict.fromkeys(read, self._why(source, values))
        if "department" in said or "seniority" in said:
            said |= self._why_title(values.get(TITLE) or "", said)
        return said

    def is_corrected(self, source: str, text: str) -> bool:
        """Say whether the workspace has said itself what a text stands for."""
        return (source, key_of(text)) in self._corrections

    def is_understood(self, source: str, text: str) -> bool:
        """Say whether anything is known of what a text stands for."""
        if self.is_corrected(source, text):
            return True
        if source == TITLE:
            return bool(titles.read(text).department_words)
        reading = places.read(text)
        return bool(reading.country or reading.region or reading.is_remote)

    def read(self, source: str, text: str) -> Values:
        """Return what a text stands for; nothing for what is not known."""
        return self._title(text) if source == TITLE else self._place(text, "", "", "")

    def _why(self, source: str, values: Mapping[str, Any]) -> str:
        """Say what a value was read from."""
        text = values.get(source) or ""
        if self.is_corrected(source, text):
            return _("As corrected for “%(text)s”.") % {"text": text}
        if source == PLACE and text:
            return _("From the location: %(why)s.") % {"why": places.read(text).why}
        return _("From the title.") if source == TITLE else _("From the other parts of the place.")

    def _why_title(self, title: str, said: Values) -> dict[str, str]:
        """Say which words of a title were read."""
        if self.is_corrected(TITLE, title):
            return {}
        reading = titles.read(title)
        words = {"department": reading.department_words, "seniority": reading.seniority_words}
        return {
            key: _("From the title: “%(words)s”.") % {"words": words[key]}
            if words[key]
            else _("From the title: no word says otherwise.")
            for key in words
            if key in said
        }

    def _read_title(self, title: str) -> Values:
        """Return what a title stands for; nothing where no word of it says anything."""
        reading = titles.read(title)
        read = {}
        if reading.is_known:
            read["seniority"] = reading.seniority
        if reading.department_words:
            read["department"] = reading.department
        return read | dict(self._corrections.get((TITLE, key_of(title)), {}))

    def _read_place(self, place: str, city: str, state: str, country: str) -> Values:
        """Return what a place stands for, as written or by the parts of it that were given; these are never gone against."""
        corrected = self._corrections.get((PLACE, key_of(place)), {}) if place else {}
        said = [corrected.get(key, "") for key in PLACED_BY]
        if any(said):
            place, (city, state, country) = "", said
        reading = places.read(place) if place else places.PlaceReading()
        if (city or state or country) and not _agrees(reading, city=city, country=country):
            land = countries()[country].name if country in countries() else ""
            reading = places.read(", ".join(filter(None, (city, state, land))))
            if land and reading.country != country:
                reading = places.read(land)
        read = {
            "city": reading.city,
            "state": reading.state,
            "region": reading.region,
            "country": reading.country,
            "timezone": reading.timezone,
        }
        return read | dict(corrected)


def _agrees(reading: places.PlaceReading, *, city: str, country: str) -> bool:
    """Say whether a reading goes with what was given of the place."""
    is_country = bool(reading.country) and (not country or reading.country == country)
    return is_country and (not city or folded(reading.city) == folded(city))
