"""Where in a company a job is, by the words that say so."""

from typing import NamedTuple

from kindred.taxonomy.titles.vocabulary import fields

#: What a field or an occupation in the job that says the level is worth more than those in the other jobs.
MAIN_JOB, FIELD = 1.0, 2.0
#: A part of a compound says a little less than the word by itself.
IN_COMPOUND = 0.3


class Told(NamedTuple):
    """A department, and the words that say it."""

    department: str
    words: str
    strength: float


def department_of(jobs: list[list[str]], *, main: int) -> Told | None:
    """Return the department that the words of a title say most strongly; of equal ones, the first."""
    told = [
        told._replace(strength=told.strength + (MAIN_JOB if number == main and told.strength >= FIELD else 0))
        for number, words in enumerate(jobs)
        for told in _told(words)
    ]
    return max(told, key=lambda one: one.strength, default=None)


def _told(words: list[str]) -> list[Told]:
    found: list[Told] = []
    start = 0
    while start < len(words):
        end, field = fields().longest_at(words, start)
        said = " ".join(words[start:end])
        if field:
            found.append(Told(field.department, said, field.strength))
        elif len(said) > 5:
            found.extend(_compound(said))
        start = end
    return found


def _compound(word: str) -> list[Told]:
    """Read a word by its ends; an occupation that is no department's says nothing there: "authorised" is no author."""
    start, end = fields().start_of(word), fields().end_of(word)
    return [
        Told(part.department, word, part.strength - IN_COMPOUND)
        for part in (start, end)
        if part and (part is end or part.department != "other")
    ]
