"""What a condition can be about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models.expressions import Combinable
from django.utils.functional import Promise

from kindred.contacts.models import Contact


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Something about a contact that can be asked: a field, its tags, its skills."""

    key: str
    label: str | Promise
    #: Which family of operators applies (operators.FAMILIES).
    kind: str
    choices: Sequence[tuple[str, str | Promise]] = ()
    #: What SQL compares, where that is not simply the column of this name; never NULL for text and days.
    column: Combinable | None = None
    #: What beside itself it depends on, as `contacts.changes` names it.
    reads: tuple[str, ...] = ()
    #: The same of one contact, in Python.
    value_of: Callable[[Contact], Any] = field(repr=False)

    def label_of(self, value: Any) -> str:
        """Return a value in words."""
        return str(dict(self.choices).get(value, value))
