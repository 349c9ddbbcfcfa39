"""Where each value of a contact comes from, and when it was last known to be right: kept beside the values, field by field.

`Contact.provenance` says, for a field whose value is another than the contact came with:

    "title":  since when it is known to be right: when it was written, or verified since
    "title<": when it was written, and how ("2026-11-02T09:00:00 hand 3", "… import 12", "… merge 7", "… auto")
    "title?": who verified it since

A field that is not in it holds what the contact was created with: so a contact that comes with an import costs nothing,
and an import of a million is not told a million times what its own event says.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from kindred.contacts.fields import CUSTOM, FIELDS
from kindred.contacts.terms import BITS

#: Kept of a contact; null stands for nothing.
Provenance = dict[str, str] | None
#: What is added to it; None takes a key out.
Note = dict[str, str | None]

WRITTEN: Final = "<"
VERIFIER: Final = "?"
HAND, IMPORT, MERGE, AUTO = "hand", "import", "merge", "auto"
#: Fields that grow stale, which people verify and criteria ask about.
STALING = (
    "email",
    "phone",
    "link",
    "title",
    "company_name",
    "location",
    "salary_expectation",
    "work_mode",
    "relocation",
)
#: Those of them without which nobody can be reached or chosen.
FIRST_OF_ALL = ("email", "phone", "title", "company_name", "location")
#: After so long a value should be verified.
FRESH = timedelta(days=365)
#: Columns that stand for a field of another name.
_NAMED = {"company_id": "company_name", "owner_id": "owner"}


def moment_said(at: datetime) -> str:
    """Return a moment as it is kept, which sorts as it is: in UTC, with as much of a second as there is."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat()


def moment_read(said: str) -> datetime:
    """Return a moment that was kept."""
    return datetime.fromisoformat(said).replace(tzinfo=UTC)


def note(keys: Iterable[str], *, at: datetime, how: str, about: int | None = None) -> Note:
    """Return that these fields were given their values at a moment: by hand of a user, by an import, by itself."""
    moment = moment_said(at.replace(microsecond=0))
    told = f"{moment} {how} {about or ''}".strip()
    found: Note = {}
    for key in keys:
        found |= {key: moment, f"{key}{WRITTEN}": told, f"{key}{VERIFIER}": None}
    return found


def by_hand(keys: Iterable[str], *, at: datetime, by: Any) -> Note:
    """Return that a user gave these fields their values, or that it happened by itself."""
    return note(keys, at=at, how=HAND if by else AUTO, about=by and by.pk)


def verification(keys: Iterable[str], *, at: datetime, by: Any) -> Note:
    """Return that the values of these fields were found to be right; how they came about stays as it is."""
    moment, found = moment_said(at.replace(microsecond=0)), Note()
    for key in keys:
        found |= {key: moment, f"{key}{VERIFIER}": str(by.pk) if by else None}
    return found


def nothing_of(keys: Iterable[str]) -> Note:
    """Return that nothing is known of these fields beyond what the contact came with."""
    return {f"{key}{part}": None for key in keys for part in ("", WRITTEN, VERIFIER)}


def noted(kept: Mapping[str, str] | None, added: Note) -> Provenance:
    """Return what is kept, with what is added."""
    whole = dict(kept or {}) | added
    return {key: value for key, value in whole.items() if value is not None} or None


def fields_of(columns: Iterable[str], *, own: Iterable[str] = (), derived: int = 0) -> list[str]:
    """Return the fields that columns and values of own fields stand for, less those that were only read from others."""
    names = (_NAMED.get(column, column) for column in columns)
    known = [name for name in names if (name in FIELDS or name == "owner") and not derived & BITS.get(name, 0)]
    return [*known, *(f"{CUSTOM}{key}" for key in own)]


def own_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the keys of own fields whose values differ."""
    return sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
