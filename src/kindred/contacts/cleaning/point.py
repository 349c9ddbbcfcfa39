"""The ways to reach somebody: addresses, numbers and pages, each with its type and what is known of it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from kindred.contacts.cleaning.address import address, address_key
from kindred.contacts.cleaning.choice import choice_of
from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.link import link
from kindred.contacts.cleaning.phone import phone
from kindred.contacts.fields import FIELDS, VERIFICATIONS

#: Medium → the name under which all of a contact's are given; the field that is the primary one.
POINTS = {"email": "emails", "phone": "phones", "link": "links"}
#: By these somebody is known everywhere; a number may be shared.
IDENTIFYING = ("email", "link")
MEDIA = {many: medium for medium, many in POINTS.items()}
_CLEANERS: dict[str, Callable[[str], str]] = {"email": address, "phone": phone, "link": link}
#: The sites on which people have pages, by domain.
SITES = {
    "linkedin.com": "LinkedIn", "xing.com": "XING", "github.com": "GitHub", "gitlab.com": "GitLab",
    "stackoverflow.com": "Stack Overflow", "x.com": "X", "twitter.com": "X", "facebook.com": "Facebook",
    "instagram.com": "Instagram", "behance.net": "Behance", "dribbble.com": "Dribbble", "medium.com": "Medium",
    "researchgate.net": "ResearchGate", "orcid.org": "ORCID", "kaggle.com": "Kaggle", "youtube.com": "YouTube",
    "t.me": "Telegram", "angel.co": "Wellfound", "wellfound.com": "Wellfound",
}  # fmt: skip
#: Between several in one cell, and the words that may stand after one of them.
_BETWEEN = re.compile(r"\s*(?:;|\||\n|:::|,(?![^()]*\)))\s*")
_IN_BRACKETS = re.compile(r"(.*\S)\s*\(([a-zA-Z ,]+)\)")
_NOT_DIGITS = re.compile(r"[^\d+]", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Point:
    """One way to reach somebody; of each medium one is the primary."""

    medium: str
    value: str
    type: str = ""
    state: str = ""
    is_primary: bool = False

    @property
    def key(self) -> str:
        """The form under which it is the same as another."""
        return point_key(self.medium, self.value)


def read_point(medium: str, given: Any) -> Point | None:
    """Read a point: a text, or a mapping with "value", "type", "state" and "primary"; None for an empty one.

    Raises BadValue for what is no address, number or link, and for a type or a state that there is not.
    """
    entry: Mapping[str, Any] = given if isinstance(given, Mapping) else {"value": given}
    value = _CLEANERS[medium](str(entry.get("value") or ""))
    if not value:
        return None
    return Point(
        medium=medium,
        value=value,
        type=_chosen(f"{medium}_type", entry.get("type")),
        state=_chosen(f"{medium}_state", entry.get("state")),
        is_primary=bool(entry.get("primary")),
    )


def read_points(medium: str, text: str, *, type: str = "") -> list[Point]:  # noqa: A002 (what it is of a point)
    """Read the points of a cell: "a@b.example (work, verified); c@d.example"; those without a type get this one.

    Raises BadValue for what cannot be read.
    """
    found = []
    for part in _BETWEEN.split(text):
        bare, words = _parted(part)
        known = {"type": type} | _meant(medium, words)
        point = read_point(medium, {"value": bare} | known)
        found += [point] if point else []
    return found


def read_said(medium: str, text: str) -> Point | None:
    """Read one point with what may stand in brackets after it: "a@b.example (work, verified)".

    Words that are neither a type nor a state are part of the text. Raises BadValue for what cannot be read.
    """
    bare, words = _parted(text) if medium != "link" and text.endswith(")") else (text, [])
    if words:
        try:
            return read_point(medium, {"value": bare} | _meant(medium, words))
        except BadValue:
            pass
    return read_point(medium, text)


def said_points(points: Iterable[Point]) -> str:
    """Write points as `read_points` reads them."""
    return "; ".join(
        f"{point.value} ({', '.join(words)})"
        if (words := [word for word in (point.type, point.state) if word])
        else point.value
        for point in points
    )


def _parted(text: str) -> tuple[str, list[str]]:
    """Return what stands before the words in brackets at the end, and these words."""
    found = _IN_BRACKETS.fullmatch(text.strip())
    return (found[1], [word.strip() for word in found[2].split(",")]) if found else (text, [])


def _meant(medium: str, words: Iterable[str]) -> dict[str, str]:
    """Return which of the words is a type and which a state.

    Raises BadValue for one that is neither.
    """
    states = {key for key, _label in VERIFICATIONS}
    return {"state" if word.lower() in states else "type": word for word in words if medium != "link"}


def point_key(medium: str, value: str) -> str:
    """Return the form under which an address, a number or a page is the same as another."""
    if medium == "email":
        return address_key(value) or ""
    return _NOT_DIGITS.sub("", value) if medium == "phone" else page_key(value)


def page_key(page: str) -> str:
    """Return a page's address without what does not tell it from another: https, www, a slash at the end."""
    parts = urlsplit(page)
    host = (parts.hostname or "").removeprefix("www.")
    query = f"?{parts.query}" if parts.query and host not in SITES else ""
    path = parts.path.rstrip("/")
    return f"{host}{path.lower() if host in SITES else path}{query}"


def site_of(page: str) -> str:
    """Return the name of the well-known site a page is on, else its host."""
    host = (urlsplit(page).hostname or "").removeprefix("www.")
    for domain, name in SITES.items():
        if host == domain or host.endswith(f".{domain}"):
            return name
    return host


def _chosen(field: str, given: Any) -> str:
    """Read a type or a state.

    Raises BadValue for one that there is not.
    """
    written = str(given or "")
    if not written:
        return ""
    if field not in FIELDS:
        raise BadValue(_("A link has no type and no state: its address says what it is."))
    return _cleaner(field)(written)


@cache
def _cleaner(field: str) -> Callable[[str], str]:
    """Return the cleaner of a field with choices."""
    return choice_of(FIELDS[field])
