"""The shape of a preset."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kindred.contacts.kinds import Kind
from kindred.contacts.spreadsheets.headers import header_key


@dataclass(frozen=True, kw_only=True)
class Preset:
    """An export of another system: how it is recognised, and what its columns hold."""

    #: Name in the register; what external ids are kept under.
    key: str
    #: The system, by its own name.
    label: str
    #: Headers of which an export has all of one set.
    marks: tuple[frozenset[str], ...]
    #: Header → field, "tags", …; nothing: left out. Headers that are not here are guessed.
    columns: Mapping[str, str] = field(default_factory=dict)
    #: Where its people come from, proposed as the source of all of them.
    source: str = ""
    #: What its people are, proposed for all of them.
    kind: Kind | None = None
    #: Words that are in every cell of groups, and mean nothing.
    noise: frozenset[str] = frozenset()

    def fit(self, headers: Iterable[str]) -> int:
        """Return how many of the headers it knows; 0 for an export that is none of this system's."""
        keys = {header_key(header) for header in headers}
        if not any({header_key(mark) for mark in marks} <= keys for marks in self.marks):
            return 0
        return len(keys & self.targets.keys())

    @property
    def targets(self) -> dict[str, str]:
        """Return what its columns hold, by header as it is compared."""
        return {header_key(header): target for header, target in self.columns.items()}


def marks(*sets: str) -> tuple[frozenset[str], ...]:
    """Return sets of headers, each written as one text with | between."""
    return tuple(frozenset(part.strip() for part in one.split("|")) for one in sets)
