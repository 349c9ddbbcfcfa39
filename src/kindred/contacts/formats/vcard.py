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
_TYPES = {"personal": "home", "mobile": "cell"}
#: What every address book knows; all other columns go into properties of our own, which others pass over.
_KNOWN = {
    "prefix", "first_name", "last_name", "suffix", "name", "preferred_name", "email", "email_type", "email_state",
    "phone", "phone_type", "phone_state", "title", "company_name", "city", "state", "country", "timezone", "language",
    "link", "emails", "phones", "links", "tags", "created_at",
}  # fmt: skip


def write(file: IO[bytes], columns: Sequence[str], rows: Iterator[Row]) -> None:
    """Write a card after the other."""
    for row in rows:
        known = dict(zip(columns, row, strict=True))
        for line in card(known):
            file.write(folded(line))


def card(known: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of a card."""
    yield from ("BEGIN:VCARD", "VERSION:4.0")
    shown = known.get("name") or known.get("email") or known.get("link") or ""
    yield f"FN:{escaped(shown)}"
    name = _parts(known, "last_name", "first_name", "", "prefix", "suffix")
    if name.strip(";"):
        yield f"N:{name}"
    if known.get("preferred_name"):
        yield f"NICKNAME:{escaped(known['preferred_name'])}"
    yield from _points("EMAIL", known, "email", "emails")
    yield from _points("TEL", known, "phone", "phones")
    yield from _points("URL", known, "link", "links")
    yield from _work_and_place(known)
    for key, value in known.items():
        if key not in _KNOWN and value not in ("", None):
            yield f"X-KINDRED;FIELD={key}:{escaped(value)}"
    yield "END:VCARD"


def _work_and_place(known: Mapping[str, Any]) -> Iterator[str]:
    """Yield what somebody does, where, and the groups they are in."""
    if known.get("company_name"):
        yield f"ORG:{escaped(known['company_name'])}"
    if known.get("title"):
        yield f"TITLE:{escaped(known['title'])}"
    if any(known.get(key) for key in ("city", "state", "country")):
        yield f"ADR:{_parts(known, '', '', '', 'city', 'state', '', 'country')}"
    if known.get("language"):
        yield f"LANG:{escaped(known['language'])}"
    if known.get("timezone"):
        yield f"TZ:{escaped(known['timezone'])}"
    if tags := known.get("tags"):
        yield f"CATEGORIES:{','.join(escaped(tag) for tag in parted(tags) or tags.split('; '))}"


def _parts(known: Mapping[str, Any], *keys: str) -> str:
    """Return several values as one."""
    return ";".join(escaped(known.get(key)) for key in keys)


def _points(name: str, known: Mapping[str, Any], medium: str, many: str) -> Iterator[str]:
    """Yield the addresses, numbers or pages, the primary one first."""
    if known.get(medium):
        told = _told(known.get(f"{medium}_type") or "", known.get(f"{medium}_state") or "")
        yield f"{name};PREF=1{told}:{escaped(known[medium], is_uri=name == 'URL')}"
    for point in read_points(medium, known.get(many) or ""):
        yield f"{name}{_told(point.type, point.state)}:{escaped(point.value, is_uri=name == 'URL')}"


def _told(kind: str, state: str) -> str:
    """Return the parameters that say what an address or a number is for, and what is known of it."""
    said = f";TYPE={_TYPES.get(kind, kind)}" if kind else ""
    return f"{said};X-STATE={state}" if state else said


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
