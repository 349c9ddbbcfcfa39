"""The values of several contacts as those of one: whose is kept for each field."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from kindred.contacts import provenance
from kindred.contacts.cleaning.point import POINTS, point_key
from kindred.contacts.fields import CUSTOM
from kindred.contacts.models.contact import Contact
from kindred.contacts.terms import BITS, PLACE, READ_FROM, TITLE

#: Columns that are kept or replaced together, by the name of the choice: half an address of one and half of another
#: would be nobody's.
TOGETHER: dict[str, tuple[str, ...]] = {
    "name": ("name", "name_key", "first_name", "last_name", "prefix", "suffix"),
    "email": ("email", "email_key", "email_type", "email_state", "email_checked_at"),
    "phone": ("phone", "phone_type", "phone_state", "phone_checked_at"),
    "place": ("location", "city", "state", "region", "country", "latitude", "longitude", "timezone"),
    "job": ("title", "department", "seniority"),
    "company": ("company_id",),
    "salary": ("salary_expectation", "salary_currency"),
    "source": ("source", "source_detail"),
    "owner": ("owner_id",),
}
#: Columns for which there is nothing to choose.
_SETTLED = {
    "id",
    "workspace_id",
    "kinds",
    "custom",
    "derived",
    "provenance",
    "last_contacted_at",
    "created_at",
    "updated_at",
}

Choices = Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Group:
    """Contacts that are one person: who stays, who goes, and whose value is kept where it is not the survivor's."""

    survivor: int
    losers: tuple[int, ...]
    #: What is chosen ("name", "email", "phone", "custom:<key>") → the contact whose value is kept.
    choices: Choices

    @property
    def everybody(self) -> tuple[int, ...]:
        """All of them, the survivor first."""
        return self.survivor, *self.losers


@cache
def bundles() -> dict[str, tuple[str, ...]]:
    """Return what can be chosen, each with its columns."""
    together = {column for columns in TOGETHER.values() for column in columns}
    single = (field.attname for field in Contact._meta.local_concrete_fields)
    return TOGETHER | {column: (column,) for column in single if column not in together | _SETTLED}


def fullest(people: Iterable[Contact]) -> list[Contact]:
    """Return contacts with the one that should stay first: who has most filled in; of equals, who was there first."""
    return sorted(people, key=lambda person: (-_filled(person), person.pk))


def _filled(person: Contact) -> int:
    """Return how much of a contact is filled in."""
    return sum(bool(value_of(person, choice)) for choice in bundles()) + len(person.custom)


def value_of(person: Contact, choice: str) -> Any:
    """Return what stands for a choice: the value of its first column that has one."""
    if choice.startswith(CUSTOM):
        return person.custom.get(choice.removeprefix(CUSTOM))
    return next((value for column in bundles()[choice] if (value := getattr(person, column))), None)


def choices_of(people: Sequence[Contact]) -> list[str]:
    """Return what there is to choose between these people: what any of them has."""
    own = sorted({f"{CUSTOM}{key}" for person in people for key in person.custom})
    return [choice for choice in (*bundles(), *own) if any(_has(person, choice) for person in people)]


def _has(person: Contact, choice: str) -> bool:
    """Whether a contact has something for a choice."""
    return value_of(person, choice) not in (None, "")


def chosen(people: Sequence[Contact], choice: str, choices: Choices) -> Contact:
    """Return whose value is kept: the one chosen, else the survivor's, who is first, else the first there is."""
    picked = next((person for person in people if person.pk == choices.get(choice)), None)
    return picked or next((person for person in people if _has(person, choice)), people[0])


def left_over(people: Sequence[Contact], choices: Choices) -> Iterator[tuple[Contact, str, str]]:
    """Yield the primary addresses, numbers and pages that are not the survivor's primary one: (whose, medium, key)."""
    for medium in POINTS:
        kept = chosen(people, medium, choices)
        seen = {point_key(medium, getattr(kept, medium))}
        for person in people:
            value = getattr(person, medium)
            key = point_key(medium, value) if value else ""
            if key and key not in seen:
                seen.add(key)
                yield person, medium, key


def united(people: Sequence[Contact], choices: Choices) -> dict[str, Any]:
    """Return the columns of the survivor, who is first among these people, as they are after the merge."""
    values = dict(_columns(people, choices))
    moments = [person.last_contacted_at for person in people if person.last_contacted_at]
    return values | {
        "custom": dict(_own(people, choices)),
        "kinds": _all_kinds(people),
        "derived": _derived(people, choices),
        "provenance": _provenance(people, choices),
        "last_contacted_at": max(moments, default=None),
        "created_at": min(person.created_at for person in people),
    }


def _columns(people: Sequence[Contact], choices: Choices) -> Iterator[tuple[str, Any]]:
    """Yield the columns that are chosen."""
    for choice, columns in bundles().items():
        source = chosen(people, choice, choices)
        for column in columns:
            yield column, getattr(source, column)


def _own(people: Sequence[Contact], choices: Choices) -> Iterator[tuple[str, Any]]:
    """Yield the values of the workspace's own fields."""
    for key in sorted({key for person in people for key in person.custom}):
        yield key, chosen(people, f"{CUSTOM}{key}", choices).custom.get(key)


def _derived(people: Sequence[Contact], choices: Choices) -> int:
    """Return which of the values that are kept were read from title and place."""
    job, place = (chosen(people, choice, choices) for choice in ("job", "place"))
    bits = {TITLE: job.derived, PLACE: place.derived}
    return sum(bits[source] & BITS[key] for source, keys in READ_FROM.items() for key in keys)


def _provenance(people: Sequence[Contact], choices: Choices) -> provenance.Provenance:
    """Return where the values that are kept come from: whose they were, they have been known to since."""
    first = min(person.created_at for person in people)
    found: provenance.Note = {}
    own = sorted({key for person in people for key in person.custom})
    kept = [
        (key, chosen(people, choice, choices))
        for choice, columns in bundles().items()
        for key in provenance.fields_of(columns)
    ]
    kept += [(f"{CUSTOM}{key}", chosen(people, f"{CUSTOM}{key}", choices)) for key in own]
    for key, person in kept:
        known = {name: value for name, value in (person.provenance or {}).items() if name.rstrip("<?") == key}
        if not known and person.created_at != first:
            how = provenance.AUTO if person is people[0] else provenance.MERGE
            known = provenance.noted(None, provenance.note([key], at=person.created_at, how=how)) or {}
        found |= known
    return provenance.noted(None, found)


def _all_kinds(people: Sequence[Contact]) -> int:
    """Return the kinds of all of them."""
    kinds = 0
    for person in people:
        kinds |= person.kinds
    return kinds
