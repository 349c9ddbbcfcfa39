"""Titles read as department and seniority: how many a second, and how many as a person labelled them."""

from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

from bench.harness import Result, seconds
from kindred.taxonomy.titles import read

SIZE = 100_000
TITLES = Path(__file__).parent / "data" / "titles.tsv"


class Labelled(NamedTuple):
    """A title, and what a person says it is."""

    title: str
    department: str
    seniority: str


def run(size: int) -> Result:
    """Measure reading a list as long as asked in which titles come again, as in any pool, and the share read right."""
    labelled = list(held_out())
    titles = list(islice(cycle(one.title for one in labelled), size))
    read.cache_clear()
    first = seconds(lambda: [read(one.title) for one in labelled])
    read.cache_clear()
    taken = seconds(lambda: [read(title) for title in titles])
    known = read.cache_info()
    return Result(
        figures={
            "titles_per_s": size / taken,
            "titles_per_s_uncached": len(labelled) / first,
            "cache_hits": known.hits / (known.hits + known.misses),
            "titles_labelled": len(labelled),
            "seniority_accuracy": share([read(one.title).seniority == one.seniority for one in labelled]),
            "department_accuracy": share([read(one.title).department == one.department for one in labelled]),
        },
        limits={"titles_per_s": 50_000, "seniority_accuracy": 0.95, "department_accuracy": 0.90},
    )


def held_out() -> Iterator[Labelled]:
    """Yield the titles that the rules were not written from."""
    for line in TITLES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            department, seniority, titles = line.split("\t")
            yield from (Labelled(title, department, seniority) for title in titles.split("|"))


def share(answers: list[bool]) -> float:
    """Return which share of the answers is yes."""
    return sum(answers) / len(answers)
