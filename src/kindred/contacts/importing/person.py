"""What a row says of a person, and when two rows are about one."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kindred.contacts.cleaning.address import address_key
from kindred.contacts.cleaning.point import IDENTIFYING, Point, point_key
from kindred.contacts.keys import folded, sortable
from kindred.contacts.spreadsheets.row import Row

#: Pages that are one person's; any other may be shared, as a company's is.
_PROFILE = re.compile(
    r"https?://(?:(?:[\w-]+\.)?linkedin\.com/(?:in|pub)/|(?:www\.)?xing\.com/profile/"
    r"|(?:www\.)?(?:github|gitlab|twitter|x)\.com/)[^/?#]",
    re.IGNORECASE,
)


#: What somebody can be known by, and the value.
Key = tuple[str, str]


@dataclass(slots=True, kw_only=True)
class Person:
    """What a row says of a person; only what is not empty."""

    values: dict[str, Any] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)
    #: Of the company, by attribute.
    company: dict[str, Any] = field(default_factory=dict)
    #: Names by family; families that no column holds are missing.
    words: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    #: Further addresses, numbers and pages, by medium and key.
    points: dict[tuple[str, str], Point] = field(default_factory=dict)
    #: The media of which a further one stands as the primary, for want of one.
    promoted: set[str] = field(default_factory=set)
    kinds: int = 0
    external_id: str = ""
    #: The rows it was read from.
    rows: list[Row] = field(default_factory=list)
    #: The keys under which the address and the name are compared.
    email_key: str | None = None
    name_key: str = ""

    def settle(self) -> None:
        """Find the keys, now that everything of the row is read."""
        self.email_key = address_key(self.values.get("email", ""))
        self.name_key = sortable(self.values.get("name", ""))[:240]

    @property
    def email_keys(self) -> list[str]:
        """The keys of all addresses, that of the primary one first."""
        further = [key for medium, key in self.points if medium == "email"] if self.points else []
        return [self.email_key, *further] if self.email_key else further

    def take_over(self, later: "Person") -> None:
        """Add what a later row says of the same person; where both say something, the later row counts."""
        if later.email_key != self.email_key and self.email_key:
            later.demote("email")
        self.values |= later.values
        self.own |= later.own
        self.company |= later.company
        for key, names in later.words.items():
            self.words[key] |= names
        self.points |= later.points
        self.kinds |= later.kinds
        self.external_id = later.external_id or self.external_id
        self.rows += later.rows
        self.settle()
        self.points.pop(("email", self.email_key or ""), None)

    def promote(self) -> None:
        """Let the first address, number and page be the primary one where no column holds a primary one."""
        for medium, key in list(self.points):
            if medium not in self.values:
                point = self.points.pop((medium, key))
                given = {medium: point.value, f"{medium}_type": point.type, f"{medium}_state": point.state}
                self.values |= {name: value for name, value in given.items() if value}
                self.promoted.add(medium)

    def demote(self, medium: str) -> None:
        """Let the primary address, number or page be a further one."""
        if value := self.values.pop(medium, ""):
            known = {part: self.values.pop(f"{medium}_{part}", "") for part in ("type", "state")}
            point = Point(medium=medium, value=value, **known)
            self.points.setdefault((medium, point.key), point)
            self.settle()

    @property
    def identities(self) -> list[str]:
        """What this person is known by everywhere: addresses and pages."""
        known = [(medium, point_key(medium, value)) for medium in IDENTIFYING if (value := self.values.get(medium))]
        return [f"{medium} {key}" for medium, key in (*known, *self.points) if medium in IDENTIFYING]

    @property
    def link(self) -> str:
        """The page of this person."""
        return str(self.values.get("link", ""))

    @property
    def number(self) -> str:
        """The telephone number, where it is one that is the same in every country."""
        number = self.values.get("phone", "")
        return number if number.startswith("+") else ""

    def keys(self) -> Iterator[Key]:
        """Yield what makes rows of one list be about this person, the surest first."""
        if self.external_id:
            yield "id", self.external_id
        for key in self.email_keys:
            yield "email", key
        if (link := self.link) and (not self.email_key or is_profile(link)):
            yield "link", link
        if self.is_known_by_name_only:
            yield "name", self.by_name

    @property
    def is_known_by_name_only(self) -> bool:
        """Whether there is nothing surer to know this person by."""
        return bool(self.name_key) and not (self.email_key or self.link or self.external_id)

    @property
    def by_name(self) -> str:
        """What tells this person from others where there is but the name and what stands beside it."""
        told = (self.values.get(key, "") for key in ("name", "company_name", "phone"))
        return identity_by_name(*told)

    def may_be(self, name_key: str) -> bool:
        """Whether the name does not speak against being somebody of this name."""
        return not self.name_key or not name_key or self.name_key == name_key


def identity_by_name(name: str, company: str, phone: str) -> str:
    """Return what tells somebody from others who has neither address nor link.

    Of people of one name there are many: where no company is known, the number must be the same too.
    """
    return f"{sortable(name)} at {folded(company)} {phone if not company else ''}"


def is_profile(link: str) -> bool:
    """Whether a page is one person's alone."""
    return _PROFILE.match(link) is not None


def spellings(link: str) -> set[str]:
    """Return how else the same page may have been written."""
    bare = link.partition("://")[2].removeprefix("www.").rstrip("/")
    return {f"https://{host}{bare}{slash}" for host in ("", "www.") for slash in ("", "/")} | {link}
