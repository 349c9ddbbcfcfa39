"""What happens to contacts that are here already: as a whole, and field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self


class Existing(StrEnum):
    """What becomes of a value that is here already."""

    OVERWRITE = "overwrite"
    FILL = "fill"
    SKIP = "skip"


#: Columns that are written with a field, and share its fate.
_TOGETHER = (
    ("name", "first_name", "last_name", "name_key"),
    ("email", "email_key"),
    ("company_name", "company_id"),
    ("owner", "owner_id"),
)


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What happens to contacts that are here already."""

    whole: Existing = Existing.OVERWRITE
    by_field: Mapping[str, Existing] = field(default_factory=dict)

    @classmethod
    def from_json(cls, defaults: Mapping[str, Any]) -> Self:
        """Read what an import keeps."""
        return cls(
            whole=Existing(defaults.get("existing", Existing.OVERWRITE)),
            by_field={key: Existing(said) for key, said in defaults.get("existing_by_field", {}).items()},
        )

    def of(self, column: str) -> Existing:
        """Return what happens to a column, or to a key of the workspace's own fields ("custom:…")."""
        together = next((names for names in _TOGETHER if column in names), (column,))
        return next((self.by_field[name] for name in (column, *together) if name in self.by_field), self.whole)

    @property
    def changes_nobody(self) -> bool:
        """Whether those who are here are left alone altogether."""
        return {self.whole, *self.by_field.values()} == {Existing.SKIP}

    def wins(self, column: str, present: Any) -> bool:
        """Whether a new value takes the place of the present one."""
        said = self.of(column)
        return said == Existing.OVERWRITE or (said == Existing.FILL and present in ("", None))
