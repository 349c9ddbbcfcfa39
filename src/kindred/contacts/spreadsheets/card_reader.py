"""Prints a vCard file (2.1, 3.0 or 4.0, of any number of cards) as CSV. Run as a process of its own.

The library knows the format's long lines, its quoted-printable and its quotes. What a hostile card does to this process
ends this process only.
"""

import csv
import io
import quopri
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from vobject.base import ParseError, VObjectError, getLogicalLines, parseLine
from vobject.icalendar import stringToTextValues
from vobject.vcard import splitFields

from kindred.contacts.cleaning.formula import marked
from kindred.contacts.cleaning.several import joined
from kindred.contacts.spreadsheets.reader_limits import limit

#: Between several addresses, numbers or pages in one cell, as Google writes it.
BETWEEN = " ::: "
#: What Kindred's own cards say beside what every address book knows: the field is a parameter.
OWN = "X-KINDRED"
#: The words of cards for what an address or a number is for.
_TYPES = {"WORK": "work", "HOME": "home", "CELL": "mobile", "MOBILE": "mobile", "OTHER": "other"}
_TYPED = {"EMAIL": _TYPES | {"HOME": "personal", "CELL": "", "MOBILE": ""}, "TEL": _TYPES}
_STATES = {"VERIFIED": "verified", "RISKY": "risky", "INVALID": "invalid"}
#: Pictures, sounds and keys: nothing of them is kept.
_MEDIA = {"PHOTO", "LOGO", "SOUND", "KEY"}
#: Column → the property it is read from, and which of its parts; None: all of them.
COLUMNS: dict[str, tuple[str, int | None]] = {
    "Full name": ("FN", None),
    "Prefix": ("N", 3),
    "First name": ("N", 1),
    "Last name": ("N", 0),
    "Suffix": ("N", 4),
    "Nickname": ("NICKNAME", None),
    "E-mail": ("EMAIL", None),
    "Phone": ("TEL", None),
    "Job title": ("TITLE", None),
    "Company": ("ORG", 0),
    "Role": ("ROLE", None),
    "City": ("ADR", 3),
    "State": ("ADR", 4),
    "Country": ("ADR", 6),
    "Link": ("URL", None),
    "Social profile": ("X-SOCIALPROFILE", None),
    "Categories": ("CATEGORIES", None),
    "Language": ("LANG", None),
    "Time zone": ("TZ", None),
    "Birthday": ("BDAY", None),
    "Note": ("NOTE", None),
    "UID": ("UID", None),
}
#: Properties of which a person has several; of the others the preferred one counts, else the first.
_SEVERAL = {"EMAIL", "TEL", "URL", "X-SOCIALPROFILE", "CATEGORIES", "NICKNAME"}
#: Fields of our own that are looked at in a card.
_MOST_OWN = 400
_STRUCTURED = {"N", "ADR", "ORG"}
#: A card: property → its values, the preferred ones first, each as its parts.
Card = Mapping[str, Sequence[Sequence[str]]]


def cards(path: str, encoding: str) -> Iterator[Card]:
    """Yield the cards of a file; lines that cannot be read are left out of theirs."""
    found: dict[str, list[tuple[bool, list[str]]]] | None = None
    with open(path, encoding=encoding, errors="replace") as file:  # noqa: PTH123 (a path that was handed over)
        for text, number in getLogicalLines(file, allowQP=True):
            try:
                name, params, value, _group = parseLine(text.replace("\0", ""), number)
            except (ParseError, VObjectError):
                continue
            name = name.upper()
            if name == "BEGIN" and value.strip().upper() == "VCARD":
                found = defaultdict(list)
            elif name == "END" and value.strip().upper() == "VCARD" and found is not None:
                yield {
                    key: [parts for _preferred, parts in sorted(values, key=_order)] for key, values in found.items()
                }
                found = None
            elif found is not None and name not in _MEDIA:
                key = f"{OWN}:{_field(params)}" if name == OWN else name
                found[key].append(_value(name, params, value))


def _field(params: list[list[str]]) -> str:
    """Return the field that one of our own properties holds."""
    return next((param[1] for param in params if param[0].upper() == "FIELD" and len(param) > 1), "")


def _order(value: tuple[bool, list[str]]) -> int:
    """Return what puts preferred values first and leaves the others as they stand."""
    return 0 if value[0] else 1


def _value(name: str, params: list[list[str]], value: str) -> tuple[bool, list[str]]:
    """Return whether a value is the preferred one, and its parts."""
    said = {param[0].upper(): [word.upper() for word in param[1:]] for param in params}
    bare = [word for key, words in said.items() for word in (key, *words)]
    if "QUOTED-PRINTABLE" in bare:
        charset = next(iter(said.get("CHARSET", ())), "UTF-8")
        value = _decoded(value, charset)
    is_preferred = "PREF" in bare or any(word.startswith("PREF") for word in said.get("TYPE", ()))
    if name in _STRUCTURED:
        return is_preferred, [_flat(part) for part in splitFields(value)]
    if name == "CATEGORIES":
        return is_preferred, [_flat(word) for word in stringToTextValues(value)]
    text = "".join(stringToTextValues(value, listSeparator="\0"))
    if name in _TYPED:
        number = text.removeprefix("tel:").partition(";ext=")[0].strip()
        types = (_TYPED[name].get(word, "") for word in bare)
        words = [next(filter(None, types), ""), next((_STATES[word] for word in bare if word in _STATES), "")]
        known = ", ".join(filter(None, words))
        return is_preferred, [f"{number} ({known})" if number and known else number]
    return is_preferred, [text]


def _decoded(value: str, charset: str) -> str:
    """Return a text without quoted-printable."""
    try:
        return quopri.decodestring(value.encode("utf-8", "replace")).decode(charset, "replace")
    except LookupError:
        return value


def _flat(part: str | list[str]) -> str:
    """Return a part that may be a list as one text."""
    return part.strip() if isinstance(part, str) else " ".join(filter(None, (word.strip() for word in part)))


def cell(card: Card, column: str) -> str:
    """Return what stands in a column."""
    if column not in COLUMNS:
        return next((str(marked(text)) for (text,) in card.get(f"{OWN}:{column}", ())), "")
    name, place = COLUMNS[column]
    values = card.get(name, ())
    if place is not None:
        return str(marked(next((parts[place] for parts in values if len(parts) > place), "")))
    texts = list(dict.fromkeys(text.strip() for parts in values for text in parts if text.strip()))
    if name == "FN" and texts and _is_no_name(texts[0], card):
        return ""
    if name == "CATEGORIES":
        return str(marked(joined(texts)))
    return str(marked(BETWEEN.join(texts) if name in _SEVERAL else next(iter(texts), "")))


def _is_no_name(shown: str, card: Card) -> bool:
    """Whether what is shown of somebody is but an address, for want of a name."""
    others = (text for name in ("EMAIL", "URL", "TEL") for parts in card.get(name, ()) for text in parts)
    return "N" not in card and any(text.partition(" (")[0].strip() == shown for text in others)


def main() -> None:
    """Print the cards: first the columns that any of them fills."""
    limit()
    path, encoding = sys.argv[1], sys.argv[2]
    used: dict[str, None] = {}
    for one in cards(path, encoding):
        own = [name.removeprefix(f"{OWN}:") for name in one if name.startswith(f"{OWN}:")]
        used |= dict.fromkeys(column for column in (*COLUMNS, *own[:_MOST_OWN]) if cell(one, column))
    columns = [*(column for column in COLUMNS if column in used), *(one for one in used if one not in COLUMNS)]
    out = csv.writer(io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="replace", newline=""))
    if columns:
        out.writerow(columns)
        out.writerows([cell(card, column) for column in columns] for card in cards(path, encoding))


if __name__ == "__main__":
    main()
