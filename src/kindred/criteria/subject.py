"""What a condition can be about."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.db.models.expressions import Combinable
from django.utils.functional import Promise

from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.kinds import kinds_in
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
    #: For moments that are no column: that there is one within bounds ({"lt": …}), false where there is none.
    bounded: Callable[[Mapping[str, Any]], Q] | None = field(default=None, repr=False)
    #: The same of one contact, in Python.
    value_of: Callable[[Contact], Any] = field(repr=False)
    #: For codes of countries and the like: returns the code by the code itself or a name; raises BadValue.
    code_of: Callable[[str], str] | None = field(default=None, repr=False)

    def label_of(self, value: Any) -> str:
        """Return a value in words."""
        return str(dict(self.choices).get(value, value))

    def key_of(self, text: str) -> str:
        """Return the value that people mean by its key, its label or a name of it; else the text as it is."""
        if self.choices:
            known = {str(label).casefold(): key for key, label in self.choices}
            known |= {key.casefold(): key for key, _label in self.choices}
            spaced = "_".join(text.casefold().replace("-", " ").split())
            if found := known.get(text.casefold()) or known.get(spaced):
                return found
        if self.code_of:
            try:
                return self.code_of(text) or text
            except BadValue:
                return text
        return text

    @staticmethod
    def keys_of(mask: int) -> set[str]:
        """Return the keys of kinds kept as bits."""
        return {kind.key for kind in kinds_in(mask)}
