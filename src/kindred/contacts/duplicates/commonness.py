"""How many people of one name chance brings together: where thousands live, two Maria Garcías are two people."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from django.db.models import F
from django.db.models.functions import Mod

from kindred.contacts.duplicates.names import Words, words_of
from kindred.contacts.duplicates.profile import Profile, are_in_one_city, place_of
from kindred.contacts.models import Contact, NameCounts

#: So many contacts are looked at, spread over the pool.
SAMPLE = 100_000
#: What fewer of a sample have is not kept: it is as rare as what nobody has.
FEW = 3
#: What is assumed before anybody is counted: one in two thousand has a word, and it counts as much as a thousand contacts.
_USUAL, _WEIGHT = 0.0005, 1_000
#: Of a country so many must have been seen before its names are told from those of the others.
_ENOUGH = 300
#: The share of the names that begin with a letter.
_INITIAL = 0.08
#: People of a company, of which there is no knowing how many are in the pool.
_COLLEAGUES = 100


@dataclass(frozen=True, kw_only=True)
class Commonness:
    """How common words of names and cities are in one pool."""

    pool: int = 0
    sample: int = 0
    countries: dict[str, int] = field(default_factory=dict)
    cities: dict[str, int] = field(default_factory=dict)
    words: dict[str, dict[str, int]] = field(default_factory=dict)

    def expected(self, one: Profile, other: Profile) -> float:
        """Return how many others of such a name chance would bring to where both of these are."""
        country = one.country or other.country
        known = country if self.countries.get(country, 0) >= _ENOUGH else ""
        counted, words = self.countries.get(known, 0), self.words.get(known, {})
        return self._among(one, other) * max(_share(name, words, counted) for name in (one.words, other.words) if name)

    def _among(self, one: Profile, other: Profile) -> float:
        """Return about how many contacts are where both of these are."""
        scale = self.pool / self.sample if self.sample else 1
        country = one.country if one.country == other.country else ""
        among = [self.countries.get(country, 0) * scale]
        if are_in_one_city(one, other):
            among.append(self.cities.get(one.city, FEW) * scale)
        if one.company_id and one.company_id == other.company_id:
            among.append(_COLLEAGUES)
        return min(among)


def _share(name: Words, words: dict[str, int], counted: int) -> float:
    """Return the share of people whose first and last name are these."""
    share = 1.0
    for word in (name[0], name[-1]):
        has = _INITIAL if len(word) == 1 else (words.get(word, 0) + _USUAL * _WEIGHT) / (counted + _WEIGHT)
        share *= has
    return share


def commonness(workspace_id: int, *, now: datetime) -> Commonness:
    """Return how common names are in a pool; a small one is counted anew once it has doubled, any by each pass over it."""
    kept = NameCounts.objects.filter(workspace=workspace_id).first()
    if kept is None or (
        kept.pool <= SAMPLE and Contact.objects.filter(workspace=workspace_id)[2 * kept.pool :].exists()
    ):
        kept = count_names(workspace_id, now=now)
    return Commonness(
        pool=kept.pool, sample=kept.sample, countries=kept.countries, cities=kept.cities, words=kept.words
    )


def count_names(workspace_id: int, *, now: datetime) -> NameCounts:
    """Count the names and cities of a pool, by a sample where it is large."""
    pool = Contact.objects.filter(workspace=workspace_id).order_by()
    size = pool.count()
    every = max(1, size // SAMPLE)
    sampled = pool.annotate(rest=Mod(F("pk"), every)).filter(rest=0) if every > 1 else pool
    lands: list[str] = []
    places: list[str] = []
    said: dict[str, list[str]] = defaultdict(list)
    columns = sampled.values_list("name_key", "country", "city", "location")
    for name_key, country, city, location in columns.iterator(chunk_size=5_000):
        lands.append(country)
        places.append(place_of(city, location))
        if name := words_of(name_key):
            said[country] += (name[0], name[-1]) if len(name) > 1 else name
    countries, cities = Counter(filter(None, lands)), Counter(filter(None, places))
    words = {where: Counter(those) for where, those in said.items() if where and countries[where] >= _ENOUGH}
    words[""] = Counter(chain.from_iterable(said.values()))
    return NameCounts.keep(
        workspace_id,
        now=now,
        pool=size,
        sample=len(lands),
        countries={"": len(lands), **countries},
        cities=_several(cities),
        words={where: _several(those) for where, those in words.items()},
    )


def _several(counted: Counter[str]) -> dict[str, int]:
    """Return what is there several times."""
    return {what: number for what, number in counted.items() if number >= FEW}
