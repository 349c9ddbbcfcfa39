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
from kindred.taxonomy.places.gazetteer import countries

#: The columns of a person, in the order of `Person.row`.
COLUMNS = (
    "id", "workspace", "kinds", "first_name", "last_name", "name", "name_key", "email", "email_key", "phone", "title",
    "department", "seniority", "company", "decision_role", "location", "city", "state", "region", "country", "timezone",
    "language", "link", "candidate_state", "lifecycle_stage", "source", "owner", "custom", "last_contacted_at",
    "email_type", "email_state", "email_checked_at", "phone_type", "preferred_channel", "best_time", "work_mode", "relocation",
    "salary_expectation", "salary_currency", "source_detail", "created_at", "updated_at",
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
#: The choices of the demo's own field for contracts.
CONTRACTS = [("permanent", "Permanent"), ("freelance", "Freelance"), ("either", "Either")]
_CURRENCIES = {"US": "USD", "CA": "CAD", "GB": "GBP", "IN": "INR", "BR": "BRL", "PL": "PLN", "SE": "SEK", "JP": "JPY"}
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
    communities: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    #: Further addresses and pages: medium, type, value.
    points: tuple[tuple[str, str, str], ...] = ()

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
        source = str(self.row[COLUMNS.index("source")])
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
        # What came later is drawn apart, so that everything else stays as it was.
        self._apart = Random(11)  # noqa: S311 (a plausible past needs no secrets)

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
                phone := self._phone(place), job.title, job.department, job.seniority, employer.pk, _DECIDES.get(job.seniority, ""),
                place.city if place.city == place.state else f"{place.city}, {place.state}", place.city, place.state, countries()[place.country].continent, place.country, place.timezone, place.language,
                link := self._link(first, last, pk), state if is_candidate else "", stage if is_buyer else "", source,
                rng.choice(self.owner_ids) if rng.random() < 0.8 else None, self._custom(is_candidate), None, *self._preferences(place, address, phone, since, is_candidate=is_candidate), since, since,
            )  # fmt: skip
            yield Person(
                row,
                self._skills(job),
                self._tags(),
                self._some("communities", most=2),
                self._some("topics", most=3),
                self._points(first, last, pk, email=address, link=link, phone=phone),
            )

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
        own: dict[str, Any] = {}
        if self._apart.random() < 0.3:
            own = (
                {"contract": self._apart.choice(CONTRACTS)[0]} if is_candidate else {"nda": self._apart.random() < 0.6}
            )
        if self.rng.random() < 0.7:
            return own
        if is_candidate:
            return own | {"notice-period": self.rng.choice(["4 weeks", "2 months", "3 months", "at once"])}
        return own | {"seats": self.rng.choice([5, 10, 25, 40, 80, 150, 400])}

    def _preferences(
        self, place: Place, address: str, phone: str, since: datetime, *, is_candidate: bool
    ) -> tuple[Any, ...]:
        """Return types and states of the primary address, and what they prefer."""
        rng = self._apart
        state = rng.choice(("", "", "verified", "verified", "verified", "risky")) if address else ""
        salary, currency = (None, "")
        if is_candidate and rng.random() < 0.35:
            salary, currency = rng.randrange(38, 150) * 1_000, _CURRENCIES.get(place.country, "EUR")
        return (
            "work" if address else "",
            state,
            since if state else None,
            rng.choice(("work", "mobile")) if phone else "",
            rng.choice(("", "", "", "email", "email", "phone", "chat", "social")),
            rng.choice(("", "", "", "", "morning", "midday", "afternoon", "evening")),
            rng.choice(("", "", "remote", "hybrid", "onsite")) if is_candidate else "",
            rng.choice(("", "", "open", "maybe", "no")) if is_candidate else "",
            salary,
            currency,
            rng.choice(words()["source_details"]) if rng.random() < 0.2 else "",
        )

    def _points(
        self, first: str, last: str, pk: int, *, email: str, link: str, phone: str
    ) -> tuple[tuple[str, str, str], ...]:
        """Return further addresses, numbers and pages, for some of those who have a primary one."""
        found = []
        if email and self._apart.random() < 0.25:
            found.append(("email", "personal", f"{plain(first)}.{plain(last)}.{pk}@home.example"))
        if link and self._apart.random() < 0.2:
            found.append(("link", "", f"https://github.com/{plain(first)}{plain(last)}{pk}"))
        if phone and self._apart.random() < 0.15:
            found.append(("phone", "mobile", f"+49151{pk % 10**8:08}"))
        return tuple(found)

    def _some(self, family: str, *, most: int) -> tuple[str, ...]:
        """Return some words of a family; none, for most."""
        return tuple(self._apart.sample(words()[family], self._apart.choice((0, 0, 0, *range(1, most + 1)))))

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
