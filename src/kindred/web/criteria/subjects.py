"""What can be asked in a workspace, in the order in which people think of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kindred.accounts.models import Workspace
from kindred.criteria.operator import Operator
from kindred.criteria.operators import FAMILIES
from kindred.criteria.subject import Subject
from kindred.criteria.subjects import subjects_for

#: The usual ones first; the rest follows.
USUAL = (
    "title",
    "seniority",
    "department",
    "skills",
    "tags",
    "region",
    "country",
    "city",
    "company_name",
    "decision_role",
    "candidate_state",
    "lifecycle_stage",
    "kinds",
    "last_contacted_at",
    "owner",
)
#: What is mostly asked, where a field allows it; and texts of few values, of which one chooses.
_USUALLY = ("in", "has_any", "contains", "within_days")
_FEW = ("region", "state", "city", "source")


@dataclass(frozen=True)
class Subjects:
    """What can be asked in a workspace."""

    by_key: Mapping[str, Subject]

    @classmethod
    def of(cls, workspace: Workspace) -> "Subjects":
        """Look them up, the usual ones first."""
        known = {subject.key: subject for subject in subjects_for(workspace)}
        return cls({key: known[key] for key in (*USUAL, *known) if key in known})

    def blank(self, key: str) -> dict[str, Any]:
        """Return a fresh condition on a field: the comparison one mostly wants, and no value yet."""
        about = self.by_key[key]
        family = FAMILIES[about.kind]
        is_free = about.kind in ("text", "reach") and key not in _FEW
        wanted = ("contains", *_USUALLY) if is_free else _USUALLY
        usual = next((one for one in wanted if one in family), next(iter(family)))
        return shaped({"field": key, "is": usual}, about, family[usual])


def shaped(raw: Mapping[str, Any], about: Subject, operator: Operator) -> dict[str, Any]:
    """Return a condition whose value has the shape its comparison takes; what does not fit is left open."""
    said: dict[str, Any] = {"field": about.key, "is": operator.key}
    if operator.takes == "nothing":
        return said
    value = raw.get("value", "")
    several = value if isinstance(value, list) else [value] if isinstance(value, str) and value else []
    if operator.takes in ("texts", "choices"):
        return said | {"value": several}
    return said | {"value": (several or [""])[0] if isinstance(value, list) else value}
