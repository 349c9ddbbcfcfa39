"""A job title as someone wrote it, and what it stands for."""

from dataclasses import dataclass
from functools import lru_cache

from kindred.taxonomy.titles.department import Told, department_of
from kindred.taxonomy.titles.level import Said, level_of
from kindred.taxonomy.titles.words import jobs_of


@dataclass(frozen=True, slots=True)
class TitleReading:
    """What a title stands for: the keys of a department and a seniority, empty where there is nothing to read."""

    department: str = ""
    seniority: str = ""
    why: str = ""
    #: The words that said each; nothing where none did and the reading is what is left then.
    department_words: str = ""
    seniority_words: str = ""

    @property
    def is_known(self) -> bool:
        """Whether any word said anything."""
        return bool(self.department_words or self.seniority_words)


@lru_cache(maxsize=100_000)
def read(title: str) -> TitleReading:
    """Read a title; the words that decided are in `why`."""
    jobs = jobs_of(title)
    if not any(letter.isalpha() for words in jobs for word in words for letter in word):
        return TitleReading(why="nothing to read")
    said, main = level_of(jobs)
    told = department_of(jobs, main=main)
    return TitleReading(
        department=told.department if told else "other",
        seniority=said.level if said else "individual",
        why=f"{_why_level(said)}; {_why_department(told)}",
        department_words=told.words if told else "",
        seniority_words=said.words if said else "",
    )


def _why_level(said: Said | None) -> str:
    return f"“{said.words}” says {said.level}" if said else "no word says a level, so individual"


def _why_department(told: Told | None) -> str:
    return f"“{told.words}” says {told.department}" if told else "no word says a department, so other"
