"""What the demo's people are made of, read from the data files beside this one."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Weighted(Generic[T]):
    """Things of which some are more common than others."""

    things: list[T]
    cumulative: list[int]

    @classmethod
    def of(cls, things: list[T], weights: list[int]) -> "Weighted[T]":
        """Return the things with their weights."""
        return cls(things, list(accumulate(weights)))

    def draw(self, rng: Random, count: int) -> list[T]:
        """Draw some, with repetition."""
        return rng.choices(self.things, cum_weights=self.cumulative, k=count)


@dataclass(frozen=True)
class Place:
    """A city, and who lives there."""

    country: str
    language: str
    city: str
    state: str
    timezone: str
    first_names: list[str]
    last_names: list[str]


@dataclass(frozen=True)
class Job:
    """A title, where it stands, and what one knows there."""

    title: str
    department: str
    seniority: str
    skills: list[str]


def words() -> dict[str, Any]:
    """Return the tags, sources, notes, tasks and replies."""
    found: dict[str, Any] = _data("words")
    return found


@cache
def places() -> Weighted[Place]:
    """Return the cities of the world, by how many of the contacts live there."""
    names, found, weights = _data("names"), [], []
    for country in _data("places"):
        pool = names[country["names"]]
        for n, city in enumerate(country["cities"]):
            found.append(
                Place(
                    country["country"], country["language"], **city, first_names=pool["first"], last_names=pool["last"]
                )
            )
            # The first city of a country is its largest.
            weights.append(country["weight"] * (12 if n == 0 else 6))
    return Weighted.of(found, weights)


@cache
def jobs() -> Weighted[Job]:
    """Return the titles, by how common they are."""
    found, weights = [], []
    for field in _data("jobs"):
        for title in field["titles"]:
            found.append(Job(title["title"], field["department"], title["seniority"], field["skills"]))
            weights.append(title["weight"])
    return Weighted.of(found, weights)


def companies(rng: Random, count: int) -> list[tuple[str, str]]:
    """Return companies, name and industry, no name twice."""
    parts = _data("companies")
    pairs = [(f"{first} {second}", industry) for first in parts["first"] for second, industry in parts["second"]]
    return rng.sample(pairs, min(count, len(pairs)))


@cache
def _data(name: str) -> Any:
    """Read a data file."""
    return json.loads((files("kindred.cli.demo") / "data" / f"{name}.json").read_text(encoding="utf-8"))
