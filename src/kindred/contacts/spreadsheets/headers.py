"""What the columns of a spreadsheet are: found by their headers, else by what stands in them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from django.utils.translation import gettext as _

from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.field import cleaner_of
from kindred.contacts.fields import COMPANY_FIELDS, CUSTOM, FIELDS
from kindred.contacts.keys import sortable
from kindred.contacts.spreadsheets.row import Row
from kindred.contacts.spreadsheets.targets import KINDS, OWNER, REPEATABLE
from kindred.contacts.words import WORDS

_KINDS = ("kinds", "kind", "type", "contact type", "record type", "persona")
#: Headers of well-known exports that mean something else than their words say.
_PRESETS = {
    "name given": "first_name", "name family": "last_name", "organization name": "company_name",
    "organization 1 name": "company_name", "organization title": "title", "organization 1 title": "title",
    "e mail address": "email",
    "person linkedin url": "link", "linkedin profile": "link", "public profile url": "link", "profile url": "link",
    "job function": "department", "departments": "department", "current company": "company_name",
    "current title": "title", "current position": "title", "city state": "location", "mailing city": "city",
    "mailing country": "country", "mailing state province": "state", "person account email": "email",
    "candidate name": "name", "lead owner": "", "contact owner": "", "record id": "", "contact id": "",
    "create date": "", "created at": "", "connected on": "",
}  # fmt: skip
#: Headers under which further addresses, numbers and pages stand.
_FURTHER = {
    "emails": ("emails", "other emails", "additional emails", "secondary email", "email 2", "other email", "alternate email"),
    "emails:work": ("work email", "business email", "corporate email"),
    "emails:personal": ("personal email", "private email", "home email"),
    "phones": ("phones", "other phone", "other phones", "secondary phone", "phone 2"),
    "phones:work": ("work phone", "business phone", "office phone", "corporate phone", "work direct phone", "direct phone"),
    "phones:mobile": ("mobile phone", "mobile", "mobile number", "cell", "cell phone", "handy", "portable"),
    "phones:home": ("home phone", "private phone"),
    "links": ("links", "github", "github url", "xing", "x url", "twitter", "twitter url", "portfolio", "portfolio url"),
}  # fmt: skip
#: What further ones of a kind go to where a column has the primary one already.
_BESIDE = {"email": "emails", "phone": "phones", "link": "links"}
_NUMBERED = re.compile(r"(e mail|email|phone|website) (\d) value")
#: Kinds of fields that take few values.
_FEW = {"country", "timezone", "language"}
#: So many cells that a field refuses may be mistakes in a column that is meant for it.
_MISTAKES = 3
#: Share of the samples that must look like addresses.
_MOSTLY = 0.6


def header_row(rows: Sequence[Row]) -> Row:
    """Return the row the headers stand in: that with the most names we know, else the first."""
    return max(rows, key=lambda row: (len(_known(row.cells)), -row.number))


def named_apart(cells: Sequence[str]) -> tuple[str, ...]:
    """Return headers of which none is empty and none stands twice."""
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = " ".join(cell.split())[:120] or _("Column %(number)d") % {"number": number}
        again = 2
        unique = name
        while unique in names:
            unique, again = f"{name} ({again})", again + 1
        names.append(unique)
    return tuple(names)


def guess(
    headers: Sequence[str],
    samples: Sequence[Row],
    *,
    own: Iterable[tuple[str, str]] = (),
    known: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, str]:
    """Return what each column seems to hold: its position, as text, and a target (targets.py) or "custom:…".

    `own` are the workspace's own fields (key, label), `known` the targets of a system's columns by header_key, of which
    empty ones mean nothing to us. Each target is given to one column, the repeatable to any. A column whose cells a
    field would refuse is left out.
    """
    mine = {header_key(name): f"{CUSTOM}{key}" for key, label in own for name in (key, label)}
    found: dict[str, str] = {}
    for position, header in enumerate(headers):
        key = header_key(_base(header))
        target = mine.get(header_key(header)) or (known[key] if key in known else _named(key))
        if target in _BESIDE and target in found.values():
            target = _BESIDE[target]
        is_free = target in REPEATABLE or target not in found.values()
        if target and is_free and _takes(target, (row.cells[position] for row in samples)):
            found[str(position)] = target
    _put_profiles_first(found, headers)
    if not any(target.startswith("email") for target in found.values()):
        first = next(_columns_of_addresses(len(headers), samples, found), None)
        if first is not None:
            found[str(first)] = "email"
    return found


def reason_header() -> str:
    """Return what stands above the reasons in a list of rows that were not taken."""
    return _("Reason")


def is_reason(headers: Sequence[str], position: int) -> bool:
    """Whether a column is the one that we add to rows we hand back: the last, with our word above it."""
    return position == len(headers) - 1 and header_key(headers[position]) in {"reason", header_key(reason_header())}


def _put_profiles_first(found: dict[str, str], headers: Sequence[str]) -> None:
    """Let a column with LinkedIn pages hold the main link: a website is most often the company's."""
    links = [position for position, target in found.items() if target in {"link", "links"}]
    profile = next((position for position in links if "linkedin" in header_key(headers[int(position)])), None)
    if profile is not None and found[profile] != "link":
        found |= dict.fromkeys(links, "links") | {profile: "link"}


def _takes(target: str, cells: Iterable[str]) -> bool:
    """Whether a field takes most of the cells: one with few values may mean something else in another system."""
    field = FIELDS.get(target)
    if field is None or not (field.choices or field.kind in _FEW):
        return True
    written = {cell for cell in cells if cell.strip()}
    clean = cleaner_of(target)
    refused = 0
    for cell in written:
        try:
            clean(cell)
        except BadValue:
            refused += 1
    return refused < _MISTAKES or refused * 2 <= len(written)


def _columns_of_addresses(width: int, samples: Sequence[Row], taken: dict[str, str]) -> Iterator[int]:
    """Find columns in which most samples look like e-mail addresses."""
    for position in range(width):
        cells = [row.cells[position].strip() for row in samples if row.cells[position].strip()]
        if str(position) not in taken and cells and sum("@" in cell for cell in cells) >= _MOSTLY * len(cells):
            yield position


def _base(header: str) -> str:
    """Return a header without the number that told it apart."""
    return header.rsplit(" (", 1)[0] if header.endswith(")") and header[-2].isdigit() else header


def _known(cells: Iterable[str]) -> set[str]:
    """Return the cells that are names of something we know."""
    return {cell for cell in cells if header_key(cell) in _NAMES or _named(header_key(cell))}


def _named(name: str) -> str:
    """Return what a header of this name holds; of numbered ones (e mail 2 value) the second and all after are further."""
    if numbered := _NUMBERED.fullmatch(name):
        medium = {"e mail": "email", "email": "email", "phone": "phone", "website": "link"}[numbered[1]]
        return medium if numbered[2] == "1" else _BESIDE[medium]
    return _NAMES.get(name, "")


def header_key(name: str) -> str:
    """Return a header as it is compared: no case, no accents, no marks."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in sortable(name)).split())


_NAMES: dict[str, str] = {
    **{header_key(alias): key for key, field in FIELDS.items() for alias in (key, str(field.label), *field.aliases)},
    **{
        header_key(alias): field.key
        for field in COMPANY_FIELDS.values()
        for alias in (field.key, str(field.label), *field.aliases)
    },
    **{header_key(alias): key for key, words in WORDS.items() for alias in (key, str(words.label), *words.aliases)},
    **{header_key(alias): KINDS for alias in _KINDS},
    OWNER: OWNER,
    **{header_key(alias): target for target, aliases in _FURTHER.items() for alias in aliases},
    **_PRESETS,
}
