"""Names as they are compared: in any script, in any order, by their short forms, and by how they sound."""

import re
from functools import cache, lru_cache
from pathlib import Path

from anyascii import anyascii

from kindred.contacts.keys import sortable

Words = tuple[str, ...]

_NICKNAMES = Path(__file__).parent / "data" / "nicknames.tsv"
_WORD = re.compile(r"[a-z0-9]+")
#: Words around a name that are no part of it.
_AROUND = frozenset(
    "mr mrs ms miss dr prof sir herr frau mme mlle sr sra jr phd md mba msc bsc dipl ing mag ii iii iv".split()
)
#: Sounds that are written in several ways, the longest first; what is left after these are single letters.
_SOUNDS = (
    (re.compile("tsch|tch|tsh|sch|sh|ch|cz|sz|zh|j|^y(?=[aeou])"), "s"),
    (re.compile("ph|pf|v|w"), "f"),
    (re.compile("ck|kh|q|x|g|c(?=[^eiy]|$)"), "k"),
    (re.compile("th|dt|d"), "t"),
    (re.compile("z|c"), "s"),
    (re.compile("b"), "p"),
    (re.compile("m(?=[pk])"), "n"),
)
_REPEATED = re.compile(r"(.)\1+")
_VOWELS = re.compile("[aeiouyh]+")


@lru_cache(maxsize=50_000)
def words_of(key: str) -> Words:
    """Return the words of a name, given as it is sorted, in plain small letters whatever its script, without titles."""
    plain = key if key.isascii() else anyascii(key).lower()
    words = tuple(plain.split()) if plain.replace(" ", "").isalpha() else tuple(_WORD.findall(plain.replace("'", "")))
    return words if _AROUND.isdisjoint(words) else tuple(word for word in words if word not in _AROUND) or words


@cache
def roots() -> dict[str, frozenset[str]]:
    """Return the first names that a form may stand for."""
    found: dict[str, set[str]] = {}
    for line in _NICKNAMES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, forms = line.split("\t")
            for form in (name, *forms.split("|")):
                found.setdefault(sortable(form), set()).add(name)
    return {form: frozenset(names) for form, names in found.items()}


@cache
def root_of(word: str) -> str:
    """Return the one first name a form is put under; the word itself where it is none."""
    names = roots().get(word)
    return word if not names or word in names else min(names)


@lru_cache(maxsize=50_000)
def sound_of(word: str) -> str:
    """Return how a word sounds, roughly and in no one language: its consonants by kind, and whether it begins with a vowel.

    Meyer and Maier are the same by it, Schmidt and Smit, Stephan and Stefan.
    """
    if not word.isalpha():
        return word
    sound = word
    for written, heard in _SOUNDS:
        sound = written.sub(heard, sound)
    first = "a" if sound[0] in "aeiouyh" else ""
    return _REPEATED.sub(r"\1", first + _VOWELS.sub("", sound)) or first
