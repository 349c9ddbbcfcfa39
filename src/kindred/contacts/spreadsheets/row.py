"""A row of a spreadsheet."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Row:
    """A row of a spreadsheet."""

    #: As a person counts: the first row of the file is 1.
    number: int
    cells: tuple[str, ...]
    #: Why the row itself could not be read; its cells are then what is left of it.
    fault: str = ""

    def as_wide_as(self, width: int) -> "Row":
        """Return the row with cells added or left out at the end."""
        if len(self.cells) == width:
            return self
        return replace(self, cells=(self.cells + ("",) * (width - len(self.cells)))[:width])
