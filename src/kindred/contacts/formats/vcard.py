"""vCard 4.0 (RFC 6350), for address books.

Written here, in the few lines it takes: the library that reads cards for the import knows how to write 3.0 only.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from kindred.contacts.cleaning.point import read_points
from kindred.contacts.cleaning.several import parted
from kindred.contacts.formats.format import Format, Row

#: The octets of a line, without its end (RFC 6350, 3.2).
_LONGEST = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": None})
_TYPES = {"personal": "home", "mobile": "cell", "private": "home"}


def write(file: IO[bytes], columns: Sequence[str], rows: Iterator[Row]) -> None:
    """Write a card after the other."""
    for row in rows:
        known = dict(zip(columns, row, strict=True))
        for line in card(known):
            file.write(folded(line))


def card(known: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of a card."""

    def parts(*keys: str) -> str:
        return ";".join(escaped(known.get(key)) for key in keys)

    yield from ("BEGIN:VCARD", "VERSION:4.0")
    shown = known.get("name") or known.get("email") or known.get("link") or ""
    yield f"FN:{escaped(shown)}"
    if name := parts("last_name", "first_name", "", "prefix", "suffix").strip(";"):
        yield f"N:{parts('last_name', 'first_name', '', 'prefix', 'suffix') if name else ''}"
    if known.get("preferred_name"):
        yield f"NICKNAME:{escaped(known['preferred_name'])}"
    yield from _points("EMAIL", known, "email", "emails")
    yield from _points("TEL", known, "phone", "phones")
    yield from _points("URL", known, "link", "links")
    if known.get("company_name"):
        yield f"ORG:{escaped(known['company_name'])}"
    if known.get("title"):
        yield f"TITLE:{escaped(known['title'])}"
    if any(known.get(key) for key in ("city", "state", "country")):
        yield f"ADR:{parts('', '', '', 'city', 'state', '', 'country')}"
    if known.get("language"):
        yield f"LANG:{escaped(known['language'])}"
    if known.get("timezone"):
        yield f"TZ:{escaped(known['timezone'])}"
    if tags := known.get("tags"):
        yield f"CATEGORIES:{','.join(escaped(tag) for tag in parted(tags) or tags.split('; '))}"
    yield "END:VCARD"


def _points(name: str, known: Mapping[str, Any], medium: str, many: str) -> Iterator[str]:
    """Yield the addresses, numbers or pages, the primary one first."""
    if known.get(medium):
        kind = known.get(f"{medium}_type") or ""
        yield f"{name};PREF=1{_type(kind)}:{escaped(known[medium], is_uri=name == 'URL')}"
    for point in read_points(medium, known.get(many) or ""):
        yield f"{name}{_type(point.type)}:{escaped(point.value, is_uri=name == 'URL')}"


def _type(kind: str) -> str:
    """Return the parameter that says what an address or a number is for."""
    return f";TYPE={_TYPES.get(kind, kind)}" if kind and kind != "other" else ""


def escaped(value: Any, *, is_uri: bool = False) -> str:
    """Return a value as it stands in a card; an address of the web has no marks to escape."""
    text = "" if value is None else str(value)
    return text.replace("\n", "").replace("\r", "") if is_uri else text.translate(_ESCAPES)


def folded(line: str) -> bytes:
    """Return a line in UTF-8, parted where it is too long, never inside a letter."""
    rest, lines = line, []
    room = _LONGEST
    while len(rest.encode()) > room:
        head = rest.encode()[:room].decode(errors="ignore")
        lines.append(head)
        rest, room = rest[len(head) :], _LONGEST - 1
    return "\r\n ".join([*lines, rest]).encode() + b"\r\n"


FORMAT = Format(key="vcf", label=_("vCard"), content_type="text/vcard; charset=utf-8", write=write, has_columns=False)
