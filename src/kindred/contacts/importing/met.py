"""Somebody who is here already, and what becomes of them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kindred.contacts.cleaning.point import POINTS, point_key
from kindred.contacts.fields import CUSTOM
from kindred.contacts.importing.person import Person
from kindred.contacts.importing.policy import Policy
from kindred.contacts.terms import BITS, Terms


@dataclass(kw_only=True)
class Met:
    """Somebody who is here already, and what the list says of them."""

    pk: int
    person: Person
    #: What is here of the columns that the list fills.
    present: dict[str, Any]
    #: Column → the value it gets; own fields under "custom".
    after: dict[str, Any] = field(default_factory=dict)
    #: What was hung on them: words by family ({"tags": [ids]}), "external_id", and "points" whose words changed.
    hung: dict[str, Any] = field(default_factory=dict)

    def keep_primaries(self) -> None:
        """Let another address than the contact's own be a further one, and what stood in for a primary one too."""
        if self.present["email_key"] and self.person.email_key != self.present["email_key"]:
            self.person.demote("email")
        for medium in POINTS:
            if medium in self.person.promoted and self.present[medium] not in ("", self.person.values.get(medium)):
                self.person.demote(medium)
        if self.person.points:
            for medium in POINTS:
                self.person.points.pop((medium, point_key(medium, self.present[medium])), None)

    def change(self, columns: dict[str, Any], policy: Policy) -> None:
        """Find what changes, by the policy: of the columns as they would be for somebody new."""
        given, derived = dict(columns), self.present["derived"]
        own, kinds = given.pop("custom", {}), self.present["kinds"] | given.pop("kinds", 0)
        self.after = {
            column: value
            for column, value in given.items()
            # What was only read from title or place makes room for what the list says.
            if value != self.present[column]
            and policy.wins(column, "" if derived & BITS.get(column, 0) else self.present[column])
        }
        here = self.present["custom"]
        own_after = {
            key: value
            for key, value in own.items()
            if value != here.get(key) and policy.wins(f"{CUSTOM}{key}", here.get(key))
        }
        if own_after:
            self.after["custom"] = own_after
        if kinds != self.present["kinds"] and not policy.changes_nobody:
            self.after["kinds"] = kinds

    def complete(self, terms: Terms) -> None:
        """Read from title and place, as they stand now, what nobody gave."""
        derived = self.present["derived"]
        given = sum(bit for key, bit in BITS.items() if self.after.get(key, self.present[key]) != self.present[key])
        anew = {column: self.value(column) for column in self.present}
        read = terms.complete(anew, derived=derived & ~given)
        self.after |= {key: anew[key] for key in BITS if anew[key] != self.present[key]}
        if read != derived:
            self.after["derived"] = read

    def value(self, column: str) -> Any:
        """Return what a column holds from now on."""
        if column == "custom":
            return self.present["custom"] | self.after.get("custom", {})
        return self.after.get(column, self.present[column])

    @property
    def before(self) -> dict[str, Any]:
        """What was here of what changes."""
        here = self.present["custom"]
        own = {key: here[key] for key in self.after.get("custom", {}) if key in here}
        plain = {column: self.present[column] for column in self.after if column != "custom"}
        return plain | ({"custom": own} if own else {})


def as_json(values: dict[str, Any]) -> dict[str, Any]:
    """Return columns as a JSON column keeps them."""
    return {column: value.isoformat() if isinstance(value, datetime) else value for column, value in values.items()}
