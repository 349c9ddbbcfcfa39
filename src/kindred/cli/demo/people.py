"""The people of the demo: as many as wanted, the same for the same seed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any
from unicodedata import combining, normalize

from kindred.cli.demo.pools import Job, Place, Weighted, jobs, places, words
from kindred.contacts.keys import sortable
from kindred.contacts.kinds import Kind

#: The columns of a person, in the order of `Person.row`.
COLUMNS = (
    "id", "workspace", "kinds", "first_name", "last_name", "name", "name_key", "email", "email_key", "phone", "title",
    "department", "seniority", "company", "decision_role", "location", "city", "region", "country", "timezone",
    "language", "link", "candidate_state", "lifecycle_stage", "source", "owner", "custom", "last_contacted_at",
    "created_at", "updated_at",
)  # fmt: skip

#: People drawn at once; drawing many together is what makes a million quick.
CHUNK = 5_000

_KIND = Kind
_KINDS = Weighted.of(
    [
        (_KIND.CANDIDATE, True, False),
        (_KIND.LEAD, False, True),
        (_KIND.PROSPECT, False, True),
        (_KIND.CLIENT, False, True),
        (_KIND.CANDIDATE | _KIND.REFEREE, True, False),
        (_KIND.CANDIDATE | _KIND.ALUMNI, True, False),
        (_KIND.CLIENT | _KIND.REFEREE, False, True),
        (_KIND.OTHER, False, False),
    ],
    [44, 14, 20, 8, 4, 4, 3, 3],
)
_STATES = Weighted.of(
    ["passive", "engaged", "active", "in_process", "placed", "silver_medalist", "not_looking"], [48, 16, 12, 6, 5, 5, 8]
)
_STAGES = Weighted.of(["lead", "mql", "sql", "opportunity", "customer", "lost"], [42, 22, 12, 8, 10, 6])
_DECIDES = {"c_level": "decision_maker", "founder": "decision_maker", "vp": "decision_maker", "head": "influencer"}
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "æ": "ae",
    }
)
_FILES = {"Spring spreadsheet": "spring-list.xlsx", "Profile export": "profiles.csv", "Partner list": "partners.csv"}
_DIALLING = {"US": "1", "CA": "1", "GB": "44", "DE": "49", "FR": "33", "ES": "34", "NL": "31", "IN": "91", "BR": "55"}


@dataclass(frozen=True)
class Employer:
    """A company as people need it."""

    pk: int
    domain: str


@dataclass(frozen=True, slots=True)
class Person:
    """One of them, with what hangs on them."""

    row: tuple[Any, ...]
    skills: tuple[str, ...]
    tags: tuple[str, ...]

    @property
    def pk(self) -> int:
        """The id of the contact."""
        return int(self.row[0])

    @property
    def since(self) -> datetime:
        """When they were added."""
        since: datetime = self.row[-1]
        return since

    @property
    def origin(self) -> tuple[str, dict[str, str]]:
        """The fact that they were added: its kind and its data."""
        source = str(self.row[24])
        if source in _FILES:
            return "contact.imported", {"file": _FILES[source]}
        return "contact.created", {"how": f"from “{source}”"}


@dataclass(kw_only=True)
class Crowd:
    """Draws people."""

    rng: Random
    workspace_id: int
    employers: list[Employer]
    owner_ids: list[int]
    #: The last moment anybody was added.
    now: datetime

    def __post_init__(self) -> None:
        self._addresses: set[str] = set()
        self._sources = Weighted.of(*map(list, zip(*words()["sources"], strict=True)))

    def people(self, count: int, *, first_id: int) -> Iterator[Person]:
        """Draw this many people, with the ids from this one on."""
        for start in range(0, count, CHUNK):
            yield from self._chunk(first_id + start, min(CHUNK, count - start))

    def _chunk(self, first_id: int, size: int) -> Iterator[Person]:
        rng = self.rng
        drawn = zip(
            places().draw(rng, size),
            jobs().draw(rng, size),
            _KINDS.draw(rng, size),
            _STATES.draw(rng, size),
            _STAGES.draw(rng, size),
            self._sources.draw(rng, size),
            rng.choices(self.employers, k=size),
            strict=True,
        )
        for pk, (place, job, (kinds, is_candidate, is_buyer), state, stage, source, employer) in enumerate(
            drawn, first_id
        ):
            first, last = rng.choice(place.first_names), rng.choice(place.last_names)
            name = f"{first} {last}"
            address = self._address(first, last, employer, pk)
            since = self.now - timedelta(minutes=int(rng.random() ** 1.4 * 400 * 24 * 60) + 30)
            row = (
                pk, self.workspace_id, int(kinds), first, last, name, f"{_sortable(first)} {_sortable(last)}", address, address or None,
                self._phone(place), job.title, job.department, job.seniority, employer.pk, _DECIDES.get(job.seniority, ""),
                place.city if place.city == place.region else f"{place.city}, {place.region}", place.city, place.region, place.country, place.timezone, place.language,
                self._link(first, last, pk), state if is_candidate else "", stage if is_buyer else "", source,
                rng.choice(self.owner_ids) if rng.random() < 0.8 else None, self._custom(is_candidate), None, since, since,
            )  # fmt: skip
            yield Person(row, self._skills(job), self._tags())

    def _address(self, first: str, last: str, employer: Employer, pk: int) -> str:
        """Return an address no other has; some people have none. `.example` is nobody's, so nothing can ever arrive."""
        if self.rng.random() < 0.04:
            return ""
        local = f"{plain(first)}.{plain(last)}"
        address = f"{local}@{employer.domain}"
        if address in self._addresses:
            address = f"{local}.{pk}@{employer.domain}"
        self._addresses.add(address)
        return address

    def _phone(self, place: Place) -> str:
        """Return a number that looks like one, for most people."""
        if self.rng.random() < 0.4:
            return ""
        digits = f"{self.rng.randrange(10**8, 10**9)}"
        return f"+{_DIALLING.get(place.country, '999')} {digits[:3]} {digits[3:6]} {digits[6:]}"

    def _link(self, first: str, last: str, pk: int) -> str:
        """Return a link to a profile, for every second."""
        return f"https://profiles.example/{plain(first)}-{plain(last)}-{pk}" if self.rng.random() < 0.5 else ""

    def _custom(self, is_candidate: bool) -> dict[str, Any]:  # noqa: FBT001 (one fact about a person)
        """Return values of the workspace's own fields, for some."""
        if self.rng.random() < 0.7:
            return {}
        if is_candidate:
            return {"notice-period": self.rng.choice(["4 weeks", "2 months", "3 months", "at once"])}
        return {"seats": self.rng.choice([5, 10, 25, 40, 80, 150, 400])}

    def _skills(self, job: Job) -> tuple[str, ...]:
        """Return what they know."""
        return tuple(self.rng.sample(job.skills, min(len(job.skills), self.rng.randrange(2, 6))))

    def _tags(self) -> tuple[str, ...]:
        """Return the words on them; none, for most."""
        return tuple(self.rng.sample(words()["tags"], self.rng.choice((0, 0, 0, 1, 1, 2))))


@cache
def plain(text: str) -> str:
    """Return a name as it stands in an address."""
    letters = normalize("NFKD", text.translate(_LETTERS))
    return re.sub(r"[^a-z]", "", "".join(c for c in letters if not combining(c)).lower())


#: The names are few, however many people have them.
_sortable = cache(sortable)
