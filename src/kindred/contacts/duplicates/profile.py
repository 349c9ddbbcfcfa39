"""What of a contact is compared."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from kindred.contacts.duplicates.names import Words, words_of
from kindred.contacts.keys import sortable

#: Mailboxes in which dots mean nothing.
_DOTLESS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}
#: The part of a host that says which server of a site answers, or in which country.
_SERVERS = re.compile(r"^(?:www\d?|m|mobile|[a-z]{2})\.(?=[^.]+\.[^.]+)")
#: Links as most are written, and need no closer look.
_PLAIN_LINK = re.compile(r"https?://(?:www\.)?([a-z0-9-]{3,}\.[a-z]{2,9})/([a-z0-9/_-]*[a-z0-9_-])/?\Z", re.ASCII)
#: Pages by which nobody is known: those of a site as a whole.
_PLAIN_PATHS = {"index.html", "home", "about", "contact", "en", "de", "fr", "es"}
#: What may part the digits of a number that was not read by us.
_BETWEEN_DIGITS = str.maketrans("", "", " -./()")
_NONE: frozenset[str] = frozenset()


class Profile(NamedTuple):
    """A contact as it is compared with others."""

    pk: int
    #: As written, and its words as they are compared.
    name: str
    words: Words
    company_id: int | None
    city: str
    country: str
    #: The keys of every address; and every number and page: primary and further ones, each once.
    emails: frozenset[str]
    mailboxes: frozenset[str]
    phones: frozenset[str]
    links: frozenset[str]


def are_in_one_city(one: Profile, other: Profile) -> bool:
    """Whether two contacts are in the same city; there are cities of one name in several countries."""
    return (
        bool(one.city)
        and one.city == other.city
        and (one.country == other.country or not (one.country and other.country))
    )


def mailboxes_of(keys: frozenset[str]) -> frozenset[str]:
    """Return the mailboxes behind addresses."""
    return frozenset(map(mailbox, keys)) if keys else _NONE


def numbers_of(phones: Iterable[str]) -> frozenset[str]:
    """Return the numbers that are whole, with the code of their country."""
    return frozenset(number.translate(_BETWEEN_DIGITS) for number in phones if number[:1] == "+") or _NONE


def pages_of(links: Iterable[str]) -> frozenset[str]:
    """Return the pages that are somebody's."""
    return frozenset(page for link in links if link and (page := page_of(link))) or _NONE


@lru_cache(maxsize=50_000)
def place_of(city: str, location: str) -> str:
    """Return a city as it is compared."""
    return sortable(city or location.partition(",")[0])


def named(key: str) -> Words:
    """Return the words of a name, given as it is sorted."""
    return words_of(key) if key else ()


def mailbox(key: str) -> str:
    """Return the mailbox behind an address: without what follows a plus, and without dots where they mean nothing."""
    local, _at, domain = key.rpartition("@")
    if "+" in local:
        local = local.partition("+")[0] or local
    if domain in _DOTLESS:
        return f"{local.replace('.', '')}@{_DOTLESS[domain]}"
    return f"{local}@{domain}"


def page_of(link: str) -> str:
    """Return a profile's page, the same however it was copied; nothing for the front page of a site."""
    if plain := _PLAIN_LINK.match(link):
        host, path = plain.groups()
    else:
        parts = urlsplit(link if "://" in link else f"https://{link}")
        host = _SERVERS.sub("", (parts.hostname or "").lower())
        path = unquote(parts.path).strip("/").lower()
    if host == "linkedin.com":
        # After the name may come a section, or the language the profile is shown in.
        path = "/".join(path.split("/")[:2])
    return f"{host}/{path}" if path and path not in _PLAIN_PATHS else ""
