"""A skill as someone wrote it, and the one it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kindred.taxonomy.skills.register import around, by_key, key_of

#: No skill says more after so many letters.
LONGEST = 200
#: What follows says how well, how long, or what of it: "React (5 years)", "English: fluent", "Python – expert".
_REMARK = re.compile(r"\s*(?:[(\[:–—]|\s-\s).*", re.DOTALL)
#: The second half of "Englischkenntnisse".
_KNOWLEDGE = re.compile(r"(?<=\w)-?(?:grund|sprach)?kenntnisse$", re.IGNORECASE)
_VERSION = re.compile(r"\s*\bv?\d+(?:\.[\dx]+)*\+?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SkillReading:
    """The skill that a text names; one that is not known keeps its own words and has no family."""

    skill: str = ""
    family: str = ""
    why: str = ""

    @property
    def is_known(self) -> bool:
        """Whether it is one of the list."""
        return bool(self.family)


@lru_cache(maxsize=50_000)
def read(text: str) -> SkillReading:
    """Read a skill; `why` says what it was known by."""
    written = " ".join(text[:LONGEST].split())
    for name in _barer(written):
        if known := by_key().get(key_of(name)):
            why = "its own name" if name == known.name else f"“{name}” is another way of writing {known.name}"
            return SkillReading(skill=known.name, family=known.family, why=why)
    return SkillReading(skill=written, why="not in the list" if key_of(written) else "nothing to read")


def _barer(written: str) -> Iterator[str]:
    """Yield a text with less and less around the name in it."""
    yield written
    bare = _REMARK.sub("", written)
    yield bare
    words = _KNOWLEDGE.sub("", bare).split()
    yield " ".join(words)
    while len(words) > 1 and _is_around(words[-1]):
        words.pop()
        yield " ".join(words)
    while len(words) > 1 and _is_around(words[0]):
        words.pop(0)
        yield " ".join(words)
    yield _VERSION.sub("", " ".join(words))


def _is_around(word: str) -> bool:
    """Say whether a word tells how well or how long."""
    return word.isdigit() or key_of(word) in around()
