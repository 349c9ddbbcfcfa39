"""What criteria look at: which changes can make somebody meet them, or meet them no longer."""

from dataclasses import dataclass
from typing import Self

from kindred.contacts.changes import ANYTHING


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The facts criteria ask about, named as `contacts.changes` names them, and whether time alone can turn them."""

    facts: frozenset[str] = frozenset()
    drifts: bool = False

    @classmethod
    def of(cls, *facts: str, drifts: bool = False) -> Self:
        """Return the reading of these facts."""
        return cls(facts=frozenset(facts), drifts=drifts)

    def __or__(self, other: "Reading") -> "Reading":
        return Reading(facts=self.facts | other.facts, drifts=self.drifts or other.drifts)


#: Of what is not known more closely.
EVERYTHING = Reading.of(ANYTHING, drifts=True)
