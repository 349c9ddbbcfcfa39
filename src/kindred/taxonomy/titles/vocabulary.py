"""The words that titles are made of, from the data files: what says a level, what says a department, what bends a word."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Generic, NamedTuple, TypeVar

from kindred.taxonomy.data_files import rows
from kindred.taxonomy.folding import folded

#: Parts of compounds shorter than this say too little.
SHORTEST_PART = 4
#: A word without its ending has to keep this many letters.
SHORTEST_STEM = 4
#: So many words are remembered with what they were found to be.
REMEMBERED = 50_000
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


Meaning = TypeVar("Meaning")


class Field(NamedTuple):
    """A department, and how strongly a phrase says it."""

    department: str
    strength: float


class Phrases(Generic[Meaning]):
    """Phrases of one or more words, each with its meaning."""

    def __init__(self, *, any_is_an_end: bool) -> None:
        """Take phrases; either any of them may end a compound, or only those that are marked so."""
        self.any_is_an_end = any_is_an_end
        self.meanings: dict[str, Meaning] = {}
        self.ends: dict[str, Meaning] = {}
        #: The number of words of the longest phrase that a word begins.
        self.longest: dict[str, int] = defaultdict(int)
        self.basic = lru_cache(maxsize=REMEMBERED)(self._basic)
        self.end_of = lru_cache(maxsize=REMEMBERED)(self._end_of)
        self.start_of = lru_cache(maxsize=REMEMBERED)(self._start_of)

    def add(self, phrase: str, meaning: Meaning) -> None:
        """Add a phrase in the spellings that people use; one that starts with - is only the end of a compound."""
        for spelling in {phrase, phrase.translate(_UMLAUTS)}:
            key = folded(spelling)
            if phrase.startswith("-"):
                self.ends.setdefault(key, meaning)
            elif key:
                self.meanings.setdefault(key, meaning)
                first, _, rest = key.partition(" ")
                self.longest[first] = max(self.longest[first], 1 + len(rest.split()))

    def longest_at(self, words: list[str], start: int) -> tuple[int, Meaning | None]:
        """Return the end and the meaning of the longest phrase that starts at a word."""
        first = self.basic(words[start])
        for head in dict.fromkeys(filter(None, (words[start], first))):
            for size in range(min(self.longest.get(head, 0), len(words) - start), 1, -1):
                rest = words[start + 1 : start + size]
                for said in (rest, [*rest[:-1], self.basic(rest[-1]) or rest[-1]]):
                    if meaning := self.meanings.get(" ".join((head, *said))):
                        return start + size, meaning
        return start + 1, self.meanings[first] if first else None

    def _basic(self, word: str) -> str | None:
        """Return the form in which a word is listed: itself, or with another ending; None if it is not."""
        return next((form for form in (word, *_forms(word)) if form in self.meanings), None)

    def _end_of(self, word: str) -> Meaning | None:
        """Return what the end of a compound says: of "Kantinenleiterin", "Leiter"."""
        for start in range(2, len(word) - SHORTEST_PART + 1):
            for form in (word[start:], *_forms(word[start:])):
                if form in self.ends:
                    return self.ends[form]
                if self.any_is_an_end and len(form) > SHORTEST_PART and form in self.meanings:
                    return self.meanings[form]
        return None

    def _start_of(self, word: str) -> Meaning | None:
        """Return what the start of a compound says: of "Vertriebsreferent", "Vertrieb"."""
        ends = range(len(word) - 2, SHORTEST_PART - 1, -1)
        return next((self.meanings[word[:end]] for end in ends if word[:end] in self.meanings), None)


@cache
def levels() -> Phrases[str]:
    """Return the phrases that say a level."""
    phrases = Phrases[str](any_is_an_end=False)
    for level, said in rows("titles/levels.tsv"):
        for phrase in said.split("|"):
            phrases.add(phrase, level)
    return phrases


@cache
def fields() -> Phrases[Field]:
    """Return the phrases that say a department."""
    phrases = Phrases[Field](any_is_an_end=True)
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


def _forms(word: str) -> Iterator[str]:
    for ending, others in endings():
        stem = word.removesuffix(ending)
        if len(stem) >= SHORTEST_STEM and stem != word:
            yield from (stem + other for other in others)
