"""How high a job stands, by the words that say so."""

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from kindred.taxonomy.titles.vocabulary import context, levels

#: From low to high; of several that a title says, the highest is meant.
RANKS = (
    "individual",
    "entry",
    "intern",
    "senior",
    "lead",
    "manager",
    "director",
    "head",
    "vp",
    "partner",
    "c_level",
    "founder",
)
RANK = {level: rank for rank, level in enumerate(RANKS)}
#: From here on a level is somebody else's where an assistant stands beside it.
OTHERS_FROM = RANK["manager"]
_OFFICER = re.compile(r"chief(?: \w+){1,5} officer")
_GRADES = {"i": "entry", "1": "entry", "iii": "senior", "3": "senior", "iv": "senior", "4": "senior", "v": "senior"}


class Said(NamedTuple):
    """A level, and the words that say it."""

    level: str
    words: str


class _Found(NamedTuple):
    start: int
    end: int
    level: str


def level_of(jobs: list[list[str]]) -> tuple[Said | None, int]:
    """Return the highest level that a title says, and the number of the job that says it."""
    best: tuple[Said | None, int] = (None, 0)
    is_somebody_elses = False
    for number, words in enumerate(jobs):
        if set(words) & context("former") and len(jobs) > 1:
            continue
        said, serves = _of_job(words, is_somebody_elses=is_somebody_elses)
        is_somebody_elses |= serves
        if said and (best[0] is None or RANK[said.level] > RANK[best[0].level]):
            best = (said, number)
    return best


def _of_job(words: list[str], *, is_somebody_elses: bool) -> tuple[Said | None, bool]:
    """Return the level of one job, and whether it serves somebody whose own title follows."""
    found = _found(words)
    served_at = _served_at(words)
    if served_at is not None:
        found = [level for level in found if level.start < served_at]
    if is_somebody_elses or served_at is not None or _serves_before(words, found):
        found = [level for level in found if RANK[level.level] < OTHERS_FROM] or [_Found(0, len(words), "individual")]
    if not found:
        return _graded(words), served_at is not None
    best = _decisive(words, found)
    return Said(best.level, " ".join(words[best.start : best.end])), served_at is not None


def _found(words: list[str]) -> list[_Found]:
    """Find the words that say a level, the longest phrase first."""
    phrases, found, start = levels(), [], 0
    if officer := _OFFICER.search(" ".join(words)):
        before = officer.string[: officer.start()].count(" ")
        found.append(_Found(before, before + officer[0].count(" ") + 1, "c_level"))
    while start < len(words):
        end, level = phrases.longest_at(words, start)
        if level is None and len(words[start]) > 5:
            level = phrases.end_of(words[start])
        if level is not None:
            found.append(_Found(start, end, level))
        start = end
    return found


def _served_at(words: list[str]) -> int | None:
    """Return where somebody else's title starts: after "Assistant to", "Referentin der", "reporting to"."""
    for at, (word, following) in enumerate(pairwise(words)):
        if following == "to" or (following in context("towards") and (_is_support(word) or word in context("advice"))):
            return at + 1
    return None


def _serves_before(words: list[str], found: list[_Found]) -> bool:
    """Say whether a title of the top is named before or after a word such as assistant: "CEO Assistant"."""
    top = [level for level in found if RANK[level.level] > RANK["lead"]]
    for at, word in enumerate(words):
        if not _is_support(word) or not top:
            continue
        is_last = at == len(words) - 1 and any(level.level in {"c_level", "vp", "director", "founder"} for level in top)
        follows = words[at + 1 : at + 2]
        goes_on = (
            bool(follows)
            and follows[0] not in context("keeps")
            and any(level.start == at + 1 and level.level in {"c_level", "founder"} for level in top)
        )
        if is_last or goes_on:
            return word not in {"office", "buro", "bureau"} or is_last
    return False


@lru_cache(maxsize=50_000)
def _is_support(word: str) -> bool:
    """Say whether a word names somebody who works for another."""
    known = context("support")
    return word in known or any(word.endswith(end[1:]) and word != end[1:] for end in known if end.startswith("-"))


def _decisive(words: list[str], found: list[_Found]) -> _Found:
    """Return what decides in one job: who learns is an intern whatever they learn, a junior manager is a junior."""
    highest = max(RANK[level.level] for level in found)
    for level in found:
        is_told = highest < OTHERS_FROM or words[level.start] in context("learning")
        if level.level == "intern" and is_told and highest < RANK["c_level"]:
            return level
    best = max(found, key=lambda level: RANK[level.level])
    if RANK[best.level] <= RANK["manager"]:
        small = [level for level in found if level.level == "entry"]
        return small[0] if small else best
    return best


def _graded(words: list[str]) -> Said | None:
    """Read the grade at the end of a title: "Engineer III"."""
    if len(words) > 1 and words[-1] in _GRADES:
        return Said(_GRADES[words[-1]], words[-1])
    return None
