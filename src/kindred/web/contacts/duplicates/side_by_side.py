"""Contacts side by side: each field a row, with what differs marked and whose value is kept chosen beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kindred.contacts.cleaning.place import country_name
from kindred.contacts.cleaning.point import POINTS, point_key
from kindred.contacts.fields import CUSTOM, FIELDS, label_of
from kindred.contacts.models import Contact
from kindred.contacts.models.united import choices_of, chosen, value_of

_LABELS: dict[str, str | Promise] = {
    "name": _("Name"),
    "place": _("Place"),
    "job": _("Job"),
    "company": _("Company"),
    "owner": _("Owner"),
    "salary": _("Salary expectation"),
}
#: What is settled by itself, or says nothing to people.
_UNSEEN = {"email_key", "company_id", "owner_id"}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What one contact has."""

    contact: Contact
    said: str
    is_kept: bool


@dataclass(frozen=True, kw_only=True)
class Row:
    """What all of them have in one field."""

    key: str
    label: str | Promise
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Whether there is something to choose: two have different values."""
        return len(self._values - {""}) > 1

    @property
    def is_same(self) -> bool:
        """Whether all have the same."""
        return len(self._values) == 1

    @property
    def _values(self) -> set[str]:
        """What they have, as it is compared: a number is the same however it is written."""
        return {
            point_key(self.key, cell.said) if self.key in POINTS and cell.said else cell.said for cell in self.cells
        }


def rows(people: Sequence[Contact], *, own_labels: dict[str, str]) -> list[Row]:
    """Return the fields that any of these people has, what differs first; the survivor is the first of them."""
    found = [_row(people, key, own_labels) for key in choices_of(people) if key not in _UNSEEN]
    return sorted(found, key=lambda row: (not row.differs, row.is_same))


def _row(people: Sequence[Contact], key: str, own_labels: dict[str, str]) -> Row:
    """Return one field."""
    kept = chosen(people, key, {})
    cells = tuple(Cell(contact=one, said=said(one, key), is_kept=one.pk == kept.pk) for one in people)
    return Row(key=key, label=_label(key, own_labels), cells=cells)


def _label(key: str, own_labels: dict[str, str]) -> str | Promise:
    """Return what a field is called."""
    if key.startswith(CUSTOM):
        own = key.removeprefix(CUSTOM)
        return own_labels.get(own, own)
    return _LABELS.get(key) or (FIELDS[key].label if key in FIELDS else key.replace("_", " ").capitalize())


def said(person: Contact, key: str) -> str:
    """Return what a contact has, in words."""
    if key == "place":
        parts = [person.location] if person.location else [person.city, person.region]
        return ", ".join(filter(None, (*parts, country_name(person.country) if person.country else "")))
    if key == "job":
        levels = (label_of(column, getattr(person, column)) for column in ("department", "seniority"))
        return " · ".join(filter(None, (person.title, *levels)))
    if key == "salary":
        return f"{person.salary_expectation:,} {person.salary_currency}".strip() if person.salary_expectation else ""
    if key in ("company", "owner"):
        return str(getattr(person, key) or "")
    value = value_of(person, key)
    return _plain(key, value)


def _plain(key: str, value: Any) -> str:
    """Return a value in words."""
    if value in (None, ""):
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return label_of(key, value)
