"""Titles, places and skills read as standard terms: how many a second, and how many as a person labelled them."""

from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple

from bench.harness import Result, seconds
from kindred.taxonomy import places, skills, titles
from kindred.taxonomy.data_files import rows

SIZE = 100_000
DATA = Path(__file__).parent / "data"
#: Those the rules may be mended by, and those that no rule may be written from.
SEEN, HELD_OUT = "", "_held_out"


class LabelledTitle(NamedTuple):
    """A title, and what a person says it is."""

    department: str
    seniority: str
    title: str

    @property
    def is_right(self) -> tuple[bool, bool]:
        """Whether department and seniority are read as labelled."""
        reading = titles.read(self.title)
        return reading.department == self.department, reading.seniority == self.seniority


class LabelledPlace(NamedTuple):
    """A place, and what a person says it is; between several cities stands |, a region stands as @region for the zone."""

    place: str
    city: str
    country: str
    zone: str

    @property
    def is_right(self) -> bool:
        """Whether all of it is read as labelled."""
        reading = places.read(self.place)
        if self.zone.startswith("@"):
            return (reading.city, reading.country, reading.region) == ("", "", self.zone[1:])
        is_zone = not self.zone or reading.timezone == self.zone
        return is_zone and reading.city in self.city.split("|") and reading.country == self.country


def run(size: int) -> Result:
    """Measure lists as long as asked in which texts come again, as in any pool, and the share read right."""
    labelled, labelled_places = list(labelled_titles(HELD_OUT)), list(labelled_places_of(HELD_OUT))
    names = [name for _, own, others in rows("skills/skills.tsv") for name in (own, *others.split("|")) if name]
    said = [one.title for one in labelled]
    right = [one.is_right for one in labelled]
    right_seen = [one.is_right for one in labelled_titles(SEEN)]
    return Result(
        figures={
            "titles_per_s": _per_second(titles.read, said, size),
            "cache_hits": _hits(titles.read),
            "titles_per_s_uncached": _per_second(titles.read, said, len(said)),
            "places_per_s": _per_second(places.read, [one.place for one in labelled_places], size),
            "skills_per_s": _per_second(skills.read, names, size),
            "titles_labelled": len(labelled),
            "department_accuracy": share([department for department, _ in right]),
            "seniority_accuracy": share([seniority for _, seniority in right]),
            "department_accuracy_seen": share([department for department, _ in right_seen]),
            "seniority_accuracy_seen": share([seniority for _, seniority in right_seen]),
            "places_labelled": len(labelled_places),
            "places_accuracy": share([one.is_right for one in labelled_places]),
            "skills_known": len({own for _, own, _ in rows("skills/skills.tsv")}),
        },
        limits={"titles_per_s": 50_000, "seniority_accuracy": 0.95, "department_accuracy": 0.90, "skills_known": 1_500},
    )


def labelled_titles(which: str) -> Iterator[LabelledTitle]:
    """Yield labelled titles."""
    yield from (LabelledTitle(*cells) for cells in _cells(f"titles{which}.tsv"))


def labelled_places_of(which: str) -> Iterator[LabelledPlace]:
    """Yield labelled places."""
    yield from (LabelledPlace(*cells) for cells in _cells(f"places{which}.tsv"))


def _cells(name: str) -> Iterator[list[str]]:
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def share(answers: list[bool]) -> float:
    """Return which share of the answers is yes."""
    return sum(answers) / len(answers)


def _per_second(read: Callable[[str], Any], texts: list[str], size: int) -> float:
    """Return how many texts are read in a second, starting with nothing remembered."""
    read.cache_clear()  # type: ignore[attr-defined]
    many = list(islice(cycle(texts), size))
    return size / seconds(lambda: [read(text) for text in many])


def _hits(read: Any) -> float:
    """Return the share that was remembered."""
    known = read.cache_info()
    return float(known.hits / (known.hits + known.misses))
