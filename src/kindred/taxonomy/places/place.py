"""A place as someone wrote it, and what it stands for."""

from dataclasses import dataclass
from functools import lru_cache
from math import log10

from kindred.taxonomy.folding import folded
from kindred.taxonomy.places.gazetteer import (
    Area,
    City,
    Country,
    Region,
    Sense,
    State,
    countries,
    regions,
    state_names,
    zones,
)
from kindred.taxonomy.places.parts import Part, Parts, parts_of

#: Countries that are a city; to name the one is to name the other.
CITY_COUNTRIES = {"SG", "MC", "SM", "VA", "HK", "MO", "GI"}
#: What a reading is worth before the parts around it are heard; a city is worth the logarithm of its people.
COUNTRY, STATE, SHORT_STATE, REGION, AREA = 4.4, 4.3, 4.0, 3.5, 6.5
#: What another part adds if it agrees, and takes if it says something else.
SAME_STATE, SAME_COUNTRY, SAME_REGION, OTHER_LAND, OTHER_CITY, LATER = 4.0, 3.0, 2.0, -2.5, -0.5, -1.0
#: What a city loses where its name is better known as a country or a state; from that size on it loses nothing.
SHADOWED, UNSHADOWED_FROM = -3.0, 1_000_000
#: What a city loses where this is not its own name, but what somebody calls it: Parys is Paris to some.
NICKNAMED = -1.0


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """What a place stands for; whatever is not known is empty."""

    city: str = ""
    state: str = ""
    country: str = ""
    #: The continent; for a region of business that spans several, its own name (EMEA, APAC, LATAM …).
    region: str = ""
    #: The regions of business it lies in.
    regions: tuple[str, ...] = ()
    timezone: str = ""
    is_remote: bool = False
    why: str = ""


@lru_cache(maxsize=100_000)
def read(place: str) -> PlaceReading:
    """Read a place; the words that decided are in `why`."""
    parts = parts_of(place)
    if not parts.known:
        return _nowhere(parts)
    scored = [
        (_worth(sense, at, parts.known), -at, sense) for at, part in enumerate(parts.known) for sense in part.senses
    ]
    _, minus_at, best = max(scored, key=lambda option: option[:2])
    return _reading(best, parts, at=-minus_at)


def _nowhere(parts: Parts) -> PlaceReading:
    """Return what can be said where no place is named."""
    if parts.is_worldwide:
        return PlaceReading(is_remote=parts.is_remote, why="anywhere: no one place is named")
    return PlaceReading(is_remote=parts.is_remote, why="remote, no place is named" if parts.is_remote else "not known")


def _land(sense: Sense) -> tuple[str, str]:
    """Return the country and state of a meaning, where it has them."""
    match sense:
        case City() | Area():
            return sense.country, sense.state
        case State():
            return sense.country, sense.code
        case Country():
            return sense.code, ""
        case Region():
            return "", ""


def _worth(sense: Sense, at: int, parts: list[Part]) -> float:
    """Weigh one meaning of one part, by itself and by what the other parts say."""
    worth = _alone(sense, parts[at]) + LATER * at
    country, state = _land(sense)
    for number, part in enumerate(parts):
        if number != at:
            worth += max(_agreement(country, state, other, sense) for other in part.senses)
    return worth


def _alone(sense: Sense, part: Part) -> float:
    match sense:
        case City():
            return log10(sense.people + 10) + _shadow(sense, part) + (0 if _bears(sense, part) else NICKNAMED)
        case Area():
            return max(AREA, log10(sense.city.people + 10) if sense.city else 0)
        case Country():
            return COUNTRY
        case State():
            return SHORT_STATE if sense.is_short else STATE
        case Region():
            return REGION


def _shadow(city: City, part: Part) -> float:
    """Return what a city loses because its name means a country, a state or a well-known area too."""
    if city.people >= UNSHADOWED_FROM and _bears(city, part):
        return 0
    above = [other for other in part.senses if not isinstance(other, City)]
    if not above or any(isinstance(other, State) and _land(other) == (city.country, city.state) for other in above):
        return 0
    return SHADOWED


def _bears(sense: Sense, part: Part) -> bool:
    """Say whether a meaning is called by its own name."""
    return not isinstance(sense, City) or folded(sense.name) == part.key


def _agreement(country: str, state: str, other: Sense, sense: Sense) -> float:
    """Return how far a meaning of another part supports this one."""
    if isinstance(other, Region):
        return SAME_REGION if country in other.countries else OTHER_LAND
    if not country:
        return OTHER_LAND
    land, province = _land(other)
    if isinstance(other, City | Area):
        is_same = other == sense or (land == country and isinstance(sense, Country | State))
        return 0 if is_same else OTHER_CITY
    if land != country:
        return OTHER_LAND
    if isinstance(other, Country):
        return SAME_COUNTRY
    return SAME_STATE if province == state else OTHER_LAND


def _reading(best: Sense, parts: Parts, *, at: int) -> PlaceReading:
    why = _why(best, parts.known, at)
    if isinstance(best, Region):
        around = tuple(name for name, other in regions().items() if best.countries <= other.countries)
        region = best.continent or best.name
        return PlaceReading(region=region, regions=around, is_remote=parts.is_remote, why=why)
    code, state = _land(best)
    city = best.city if isinstance(best, Area) else best if isinstance(best, City) else _city_country(code)
    return PlaceReading(
        city=city.name if city else "",
        state=best.name if isinstance(best, State) else state_names().get((code, state), ""),
        country=code,
        region=countries()[code].continent,
        regions=tuple(name for name, region in regions().items() if code in region.countries),
        timezone=city.zone if city else zones().get((code, state)) or zones().get((code, ""), ""),
        is_remote=parts.is_remote,
        why=why,
    )


def _city_country(code: str) -> City | None:
    """Return the city that is a country."""
    country = countries()[code]
    return City(country.name, code, "", zones().get((code, ""), ""), 0) if code in CITY_COUNTRIES else None


def _why(best: Sense, parts: list[Part], at: int) -> str:
    """Say which words decided, what they were taken for, and what else they could have been."""
    said = [f"“{parts[at].text}” is {_called(best)}"]
    land = _land(best)
    for number, part in enumerate(parts):
        upheld = [other for other in part.senses if isinstance(other, State | Country) and _holds(other, land)]
        if number != at and upheld:
            said.append(f"“{part.text}” is {_called(upheld[0])}")
        elif number != at:
            said.append(f"“{part.text}” was left out")
    others = [other for other in parts[at].senses if _land(other) != land and _bears(other, parts[at])]
    if others and len(parts) == 1:
        said.append(f"it could also be {_called(others[0])}")
    return "; ".join(said)


def _holds(other: State | Country, land: tuple[str, str]) -> bool:
    return land[0] == other.country and land[1] == other.code if isinstance(other, State) else land[0] == other.code


def _called(sense: Sense) -> str:
    """Return a meaning in words."""
    match sense:
        case City():
            return f"the city {sense.name}, {_within(sense.country, sense.state)}"
        case Area():
            here = _within(sense.country, sense.state)
            return f"the area of {sense.city.name}, {here}" if sense.city else f"an area in {here}"
        case Country():
            return f"the country {sense.name}"
        case State():
            return f"the state {sense.name}, {countries()[sense.country].name}"
        case Region():
            return f"the region {sense.name}"


def _within(country: str, state: str) -> str:
    name = state_names().get((country, state))
    return f"{name}, {countries()[country].name}" if name else countries()[country].name
