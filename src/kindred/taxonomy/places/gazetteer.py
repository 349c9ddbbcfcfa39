"""What is known of the world: cities, states, countries, regions of business, and what each is called."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from kindred.taxonomy.data_files import rows, unpacked
from kindred.taxonomy.folding import folded

#: Of the cities that share a name, so many are looked at.
NAMESAKES = 60


class City(NamedTuple):
    """A city, and how many people live there."""

    name: str
    country: str
    state: str
    zone: str
    people: int


class Country(NamedTuple):
    """A country by its ISO 3166 code."""

    code: str
    name: str
    continent: str


class State(NamedTuple):
    """A state or province, by the code that GeoNames gives it; a short name is an abbreviation of it."""

    country: str
    code: str
    name: str
    is_short: bool = False


class Region(NamedTuple):
    """A continent or a region of business: the countries in it, and the continent it lies in, if in one."""

    name: str
    continent: str
    countries: frozenset[str]


class Area(NamedTuple):
    """A city and what is around it, or an area that has no one city."""

    city: City | None
    country: str
    state: str


Sense = City | Country | State | Region | Area


@lru_cache(maxsize=50_000)
def senses(key: str) -> tuple[Sense, ...]:
    """Return everything that a folded name can mean."""
    return (*_named().get(key, ()), *cities(key))


def cities(key: str) -> list[City]:
    """Return the cities of a name, the larger ones first."""
    return [_city(number) for number in _numbers(key)[:NAMESAKES]]


@cache
def countries() -> dict[str, Country]:
    """Return the countries by code."""
    return {code: Country(code, name, continent) for code, name, continent, _ in rows("places/countries.tsv")}


@cache
def state_names() -> dict[tuple[str, str], str]:
    """Return the names of states by country and code; of several, the first."""
    names: dict[tuple[str, str], str] = {}
    for country, code, name, *_ in rows("places/states.tsv"):
        names.setdefault((country, code), name)
    return names


@cache
def zones() -> dict[tuple[str, str], str]:
    """Return the zone of each country and state that (almost) has only one."""
    return {(country, state): zone for country, state, zone in rows("places/zones.tsv")}


@cache
def words() -> dict[str, frozenset[str]]:
    """Return the words around names, by what they do."""
    return {kind: frozenset(said.split("|")) for kind, said in rows("places/words.tsv")}


@cache
def phrases(kind: str) -> tuple[str, ...]:
    """Return the words around names that do one thing, the longest first, in the order in which they are looked for."""
    return tuple(sorted(words()[kind], key=lambda phrase: (-len(phrase), phrase)))


@cache
def regions() -> dict[str, Region]:
    """Return the regions of business by name, in the order of the file."""
    found: dict[str, Region] = {}
    for name, _, continent, members in rows("places/regions.tsv"):
        found[name] = Region(name, continent, frozenset(_members(members, found)))
    return found


@cache
def region_names() -> tuple[str, ...]:
    """Return the names of the continents, and of the regions of business that are none."""
    continents = sorted({country.continent for country in countries().values()})
    return (*continents, *(name for name in regions() if name not in continents))


def countries_of(region: str) -> frozenset[str]:
    """Return the countries of a region of business or a continent; none for a name that is not known."""
    if region in regions():
        return regions()[region].countries
    return frozenset(code for code, country in countries().items() if country.continent == region)


@lru_cache(maxsize=1_000)
def countries_called(name: str) -> frozenset[str]:
    """Return the countries of a region or continent by any of its names, in any case; none for anything else."""
    found = (sense.countries for sense in _named().get(folded(name), ()) if isinstance(sense, Region))
    return frozenset().union(*found)


def _members(text: str, known: dict[str, Region]) -> Iterator[str]:
    """Yield the countries of a region, which names countries, @continents and other regions above or below it."""
    below = {name: members for name, _, _, members in rows("places/regions.tsv")}
    for word in text.split(" "):
        if word.startswith("@"):
            yield from (code for code, country in countries().items() if country.continent == word[1:])
        elif word in known:
            yield from known[word].countries
        elif word in below and word not in countries():
            yield from _members(below[word], known)
        elif word:
            yield word


@cache
def _named() -> dict[str, list[Sense]]:
    """Return what is named by hand or by a country, by folded name; whatever comes first in it is meant first."""
    named: dict[str, list[Sense]] = defaultdict(list)
    for key, area in _areas():
        named[key].append(area)
    for key, country in _country_names():
        if country not in named[key]:
            named[key].append(country)
    for country_code, code, name, *others in rows("places/states.tsv"):
        named[folded(name)].append(State(country_code, code, name))
        for other in filter(None, others[0].split("|") if others else ()):
            named[other].append(State(country_code, code, name, is_short=len(other.replace(" ", "")) <= 3))
    for key, region in _region_names():
        named[key].append(region)
    return named


def _areas() -> Iterator[tuple[str, Area]]:
    for name, country, state, others in rows("places/areas.tsv"):
        here = (city for city in cities(folded(name)) if city.country == country and state in {"", city.state})
        area = Area(next(here, None) if name else None, country, state)
        yield from ((other, area) for other in others.split("|"))


def _country_names() -> Iterator[tuple[str, Country]]:
    known = countries()
    for code, names in rows("places/countries_own.tsv"):
        yield from ((name, known[code]) for name in names.split("|"))
    for code, _, _, names in rows("places/countries.tsv"):
        yield from ((name, known[code]) for name in (*names.split("|"), code.lower()))


def _region_names() -> Iterator[tuple[str, Region]]:
    for name, others, *_ in rows("places/regions.tsv"):
        yield from ((key, regions()[name]) for key in filter(None, (folded(name), *others.split("|"))))
    for name, others in rows("places/continents.tsv"):
        here = frozenset(code for code, country in countries().items() if country.continent == name)
        yield from ((key, Region(name, name, here)) for key in filter(None, (folded(name), *others.split("|"))))


@cache
def _city_lines() -> list[bytes]:
    return unpacked("places/cities.tsv.gz").splitlines()


@cache
def _name_lines() -> bytes:
    return unpacked("places/city_names.tsv.gz")


def _city(number: int) -> City:
    name, country, state, zone, people = _city_lines()[number].decode().split("\t")
    return City(name, country, state, zone, int(people))


def _numbers(key: str) -> list[int]:
    """Return the numbers of the cities of a name, by halving the sorted lines: a table of all would take 60 MB."""
    lines, wanted = _name_lines(), key.encode()
    low, high = 0, len(lines)
    while low < high:
        start = lines.rfind(b"\n", 0, (low + high) // 2) + 1
        end = lines.index(b"\n", start)
        name, _, numbers = lines[start:end].partition(b"\t")
        if name == wanted:
            return [int(number) for number in numbers.split(b",")]
        if name < wanted:
            low = end + 1
        else:
            high = start
    return []
