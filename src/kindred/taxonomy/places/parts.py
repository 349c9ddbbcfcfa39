"""A place taken apart: "Remote, Greater Munich Area (DE)" has the parts "munich" and "de", and is remote."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kindred.taxonomy.folding import folded
from kindred.taxonomy.places.gazetteer import City, Sense, State, phrases, senses, words

_BETWEEN = re.compile(r"[,;/|()\[\]·•\n\t:>+]|\s+[-–—~&]\s+|[–—]|\s+(?:or|oder|ou|und|et|y|and)\s+(?=[A-ZÀ-Ý])")
_WORD = re.compile(r"[^\W_]+")
#: The longest name, in words, that is looked for inside a part.
LONGEST = 5
#: No place says more after so many letters, nor in more parts; each part is weighed by all the others.
LONGEST_PLACE, MOST_PARTS = 300, 12
#: A town that stands among other words is believed from this many people on.
BELIEVED = 30_000


@dataclass(slots=True)
class Part:
    """What stands between two commas, and what it can mean."""

    text: str
    #: Its name, folded.
    key: str
    senses: tuple[Sense, ...]


@dataclass(slots=True)
class Parts:
    """The parts that mean something, from left to right."""

    known: list[Part] = field(default_factory=list)
    is_remote: bool = False
    is_worldwide: bool = False


def parts_of(place: str) -> Parts:
    """Take a place apart."""
    place = place[:LONGEST_PLACE]
    whole = folded(place)
    if whole_senses := _as_state(whole) or senses(whole):
        return Parts([Part(place.strip(), whole, whole_senses)])
    parts = Parts()
    for text in _BETWEEN.split(place):
        key = _without(folded(text), parts)
        if not key:
            continue
        name, found = _known(key)
        parts.known.extend([Part(_as_written(text, name), name, found)] if found else _inside(text))
    del parts.known[MOST_PARTS:]
    return parts


def _as_written(text: str, key: str) -> str:
    """Return the words of a part as they were written, without those around the name."""
    count = key.count(" ") + 1
    said = _WORD.findall(text)
    for start in range(len(said) - count + 1):
        if folded(" ".join(said[start : start + count])) == key:
            return " ".join(said[start : start + count])
    return text.strip()


def _without(key: str, parts: Parts) -> str:
    """Return the name without words that say how one works there, and note what they said."""
    kept = key
    for kind in ("remote", "worldwide"):
        for phrase in phrases(kind):
            if f" {phrase} " in f" {kept} ":
                kept = f" {kept} ".replace(f" {phrase} ", " ").strip()
                parts.is_remote |= kind == "remote"
                parts.is_worldwide |= kind == "worldwide"
    return kept


def _known(key: str) -> tuple[str, tuple[Sense, ...]]:
    """Return what a name means, taking away postcodes, house numbers and words such as "greater … area"."""
    for name in _barer(key):
        if found := _as_state(name) or senses(name):
            return name, found
    return key, ()


def _as_state(key: str) -> tuple[Sense, ...]:
    """Return the state that is meant where the name says that it is one: "Estado de São Paulo" is no city."""
    for prefix in phrases("state"):
        if key.startswith(f"{prefix} "):
            found = senses(key.removeprefix(f"{prefix} "))
            if states := tuple(sense for sense in found if isinstance(sense, State)):
                return states
    return ()


def _barer(key: str) -> Iterator[str]:
    """Yield a name, and the name with less and less around it."""
    yield key
    name = " ".join(word for word in key.split(" ") if not any(letter.isdigit() for letter in word))
    around = words()["around"]
    while name:
        yield name
        said = name.split(" ")
        for size in (4, 3, 2, 1):
            if len(said) > size and " ".join(said[:size]) in around:
                name = " ".join(said[size:])
                break
            if len(said) > size and " ".join(said[-size:]) in around:
                name = " ".join(said[:-size])
                break
        else:
            return


def _inside(text: str) -> list[Part]:
    """Find names inside a part, the longest first: "10115 Berlin Germany" holds two."""
    said = [part for word in _WORD.findall(text) for part in _unjoined(word)]
    tokens = [folded(word) for word in said]
    found: list[Part] = []
    start = 0
    while start < len(tokens):
        for size in range(min(LONGEST, len(tokens) - start), 0, -1):
            name = " ".join(tokens[start : start + size])
            if meant := _believable(name, is_code=size == 1 and said[start].isupper()):
                found.append(Part(" ".join(said[start : start + size]), name, meant))
                start += size
                break
        else:
            start += 1
    return found


def _unjoined(word: str) -> list[str]:
    """Take apart what Chinese and Japanese write without spaces: 日本東京都 is 日本 and 東京都."""
    if word < "\u3040" or senses(word):
        return [word]
    for end in range(len(word) - 1, 1, -1):
        if senses(word[:end]):
            return [word[:end], *_unjoined(word[end:])]
    return [word]


def _believable(name: str, *, is_code: bool) -> tuple[Sense, ...]:
    """Return the meanings of a name that may stand among other words; a short one has to be written as a code."""
    if name in words()["around"] or (name.isascii() and len(name) < 4 and not is_code):
        return ()
    return tuple(sense for sense in senses(name) if not isinstance(sense, City) or sense.people >= BELIEVED)
