"""Comparing text whatever its case, alike in Python and in both databases.

SQLite folds only a to z, PostgreSQL as its locale has it. Here a letter of the sought text matches itself and its own
lower and upper case, nothing else, so that a filter finds the same rows wherever it runs.
"""

import re
from functools import lru_cache


def variants(letter: str) -> str:
    """Return the letter with its lower and upper case, where that is one letter."""
    return "".join(sorted({form for form in (letter, letter.lower(), letter.upper()) if len(form) == 1}))


@lru_cache(maxsize=1000)
def pattern(sought: str) -> re.Pattern[str]:
    """Return a pattern for the text in any case."""
    return re.compile("".join(f"[{re.escape(variants(letter))}]" for letter in sought), re.DOTALL)


def same(text: str, sought: str) -> bool:
    """Whether the text is the sought one in any case."""
    return pattern(sought).fullmatch(text) is not None


def contains(text: str, sought: str) -> bool:
    """Whether the sought text stands somewhere in it, in any case."""
    return pattern(sought).search(text) is not None


def starts_with(text: str, sought: str) -> bool:
    """Whether it begins with the sought text in any case."""
    return pattern(sought).match(text) is not None


def ends_with(text: str, sought: str) -> bool:
    """Whether it ends with the sought text in any case."""
    return len(sought) <= len(text) and same(text[len(text) - len(sought) :], sought)
