"""The words that titles are made of, from the data files: what says a level, what says a department, what bends a word."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from kindred.taxonomy.data_files import rows
from kindred.taxonomy.folding import folded

#: Parts of compounds shorter than this say too little.
SHORTEST_PART = 4
#: A word without its ending has to keep this many letters.
SHORTEST_STEM = 4
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


class Field(NamedTuple):
    """A department, and how strongly a phrase says it."""

    department: str
    strength: float


class Phrases:
    """Phrases of one or more words, each with its meaning, and the longest number of words by the first of them."""

    def __init__(self) -> None:
        self.meanings: dict[str, str | Field] = {}
        self.ends: dict[str, str | Field] = {}
        self.longest: dict[str, int] = defaultdict(int)

    def add(self, phrase: str, meaning: str | Field) -> None:
        """Add a phrase in the spellings that people use; one that starts with - is only the end of a compound."""
        for spelling in {phrase, phrase.translate(_UMLAUTS)}:
            key = folded(spelling)
            if phrase.startswith("-"):
                self.ends.setdefault(key, meaning)
            elif key:
                self.meanings.setdefault(key, meaning)
                first, _, rest = key.partition(" ")
                self.longest[first] = max(self.longest[first], 1 + len(rest.split()))


@cache
def levels() -> Phrases:
    """Return the phrases that say a level."""
    phrases = Phrases()
    for level, said in rows("titles/levels.tsv"):
        for phrase in said.split("|"):
            phrases.add(phrase, level)
    return phrases


@cache
def fields() -> Phrases:
    """Return the phrases that say a department."""
    phrases = Phrases()
    for department, strength, said in rows("titles/departments.tsv"):
        for phrase in said.split("|"):
            phrases.add(phrase, Field(department, float(strength)))
    return phrases


@cache
def context(kind: str) -> frozenset[str]:
    """Return the words that change what others say."""
    said = {kind: phrases.split("|") for kind, phrases in rows("titles/context.tsv")}[kind]
    spellings = {spelling for phrase in said for spelling in (phrase, phrase.translate(_UMLAUTS))}
    return frozenset(("-" if spelling.startswith("-") else "") + folded(spelling) for spelling in spellings)


@cache
def endings() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the endings that may be taken away, each with those to put in its place."""
    return tuple((ending, tuple(others.split("|"))) for ending, others in rows("titles/endings.tsv"))


@lru_cache(maxsize=50_000)
def basic(word: str, phrases: Phrases) -> str | None:
    """Return the form in which a word is listed: itself, or with another ending; None if it is not."""
    if word in phrases.meanings:
        return word
    return next((form for form in _forms(word) if form in phrases.meanings), None)


def _forms(word: str) -> Iterator[str]:
    for ending, others in endings():
        stem = word.removesuffix(ending)
        if len(stem) >= SHORTEST_STEM and stem != word:
            yield from (stem + other for other in others)


@lru_cache(maxsize=50_000)
def compound_end(word: str, phrases: Phrases) -> str | Field | None:
    """Return what the end of a compound says: of "Kantinenleiterin", "Leiter"."""
    for start in range(2, len(word) - SHORTEST_PART + 1):
        for form in (word[start:], *_forms(word[start:])):
            if form in phrases.ends:
                return phrases.ends[form]
            if len(form) > SHORTEST_PART and phrases is fields() and form in phrases.meanings:
                return phrases.meanings[form]
    return None


@lru_cache(maxsize=50_000)
def compound_start(word: str, phrases: Phrases) -> str | Field | None:
    """Return what the start of a compound says: of "Vertriebsreferent", "Vertrieb"."""
    for end in range(len(word) - 2, SHORTEST_PART - 1, -1):
        if word[:end] in phrases.meanings:
            return phrases.meanings[word[:end]]
    return None
