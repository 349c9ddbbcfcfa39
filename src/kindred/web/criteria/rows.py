"""Criteria as rows of a form: read from what was posted, and laid out again."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from kindred.accounts.models import Workspace
from kindred.criteria.errors import Problem
from kindred.criteria.operator import Operator
from kindred.criteria.operators import FAMILIES
from kindred.criteria.subject import Subject
from kindred.criteria.subjects import subjects_for

#: What a fresh row asks about: the first of the questions a cohort usually begins with.
FIRST = "title"
#: The order in which people think of them; the rest follows.
USUAL = (
    "title",
    "seniority",
    "department",
    "skills",
    "tags",
    "location",
    "city",
    "country",
    "company_name",
    "decision_role",
    "candidate_state",
    "lifecycle_stage",
    "kinds",
    "last_contacted_at",
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One condition in the form."""

    #: The name of the whole, and of this row within it: inputs are called `name-token-field` and so on.
    name: str
    token: str
    subject: Subject
    operator: Operator
    value: Any
    problems: list[str] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        """What the names of its inputs begin with."""
        return f"{self.name}-{self.token}"

    @property
    def operators(self) -> list[Operator]:
        """The comparisons its subject allows."""
        return list(FAMILIES[self.subject.kind].values())

    @property
    def values(self) -> list[str]:
        """Its values, where there can be several."""
        return [str(one) for one in self.value] if isinstance(self.value, list | tuple) else []

    @property
    def chosen(self) -> list[dict[str, str]]:
        """Its values as the combobox shows them."""
        return [{"value": one, "label": self.subject.label_of(one)} for one in self.values]

    @property
    def options(self) -> list[dict[str, str]]:
        """What there is to choose from, as the combobox takes it."""
        return [{"value": value, "label": str(label)} for value, label in self.subject.choices]

    def condition(self) -> dict[str, Any]:
        """Return it as the criteria language has it."""
        said: dict[str, Any] = {"field": self.subject.key, "is": self.operator.key}
        return said if self.operator.takes == "nothing" else said | {"value": self.value}


@dataclass(frozen=True)
class Subjects:
    """What can be asked in a workspace."""

    by_key: Mapping[str, Subject]

    @classmethod
    def of(cls, workspace: Workspace) -> "Subjects":
        """Look them up, the usual ones first."""
        known = {subject.key: subject for subject in subjects_for(workspace)}
        return cls({key: known[key] for key in (*USUAL, *known) if key in known})

    def blank(self, name: str, subject: str = "") -> Row:
        """Return a fresh row, about this subject where there is one of that name."""
        about = self.by_key.get(subject) or self.by_key[FIRST]
        usual = "in" if about.choices else "has_any" if about.kind == "words" else "contains"
        return self.row(name, secrets.token_hex(3), about.key, usual, "")

    def row(self, name: str, token: str, subject: str, operator: str, value: Any) -> Row:
        """Return a row; a comparison its subject does not know becomes the subject's first."""
        about = self.by_key.get(subject) or self.by_key[FIRST]
        family = FAMILIES[about.kind]
        comparison = family.get(operator) or next(iter(family.values()))
        return Row(name=name, token=token, subject=about, operator=comparison, value=value)

    def posted(self, data: QueryDict, name: str) -> list[Row]:
        """Read the rows that were posted, in their order."""
        names = (re.fullmatch(rf"{re.escape(name)}-(\w{{1,12}})-field", key) for key in data)
        return [self.posted_row(data, name, match[1]) for match in names if match]

    def posted_row(self, data: QueryDict, name: str, token: str) -> Row:
        """Read one row."""
        prefix = f"{name}-{token}"
        row = self.row(name, token, data.get(f"{prefix}-field", ""), data.get(f"{prefix}-is", ""), None)
        raw = [value.strip() for value in data.getlist(f"{prefix}-value")]
        return self.row(name, token, row.subject.key, row.operator.key, _value(row, raw))

    def of_document(self, name: str, document: Mapping[str, Any] | None) -> list[Row] | None:
        """Lay out criteria as rows; None where they are more than rows can show."""
        how, parts = _outermost(document or {})
        if how == "none" or any(set(part) - {"field", "is", "value"} or "field" not in part for part in parts):
            return None
        if any(part["field"] not in self.by_key for part in parts):
            return None
        return [
            self.row(name, f"r{n}", part["field"], part.get("is", ""), part.get("value"))
            for n, part in enumerate(parts)
        ]


def match_of(document: Mapping[str, Any] | None) -> str:
    """Tell whether all or any of the rows must hold."""
    return _outermost(document or {})[0]


def document_of(rows: Sequence[Row], match: str) -> dict[str, Any] | None:
    """Return the criteria that rows make; nothing where there are none."""
    if not rows:
        return None
    return {"format": 1, "any" if match == "any" else "all": [row.condition() for row in rows]}


def beside(rows: Sequence[Row], problems: Sequence[Problem]) -> list[Row]:
    """Put each problem beside its row."""
    found: dict[str, list[str]] = {}
    for path, text in problems:
        found.setdefault(path.split("/")[2] if path.count("/") > 1 else "", []).append(text)
    return [
        Row(**(vars(row) | {"problems": found.get(str(place), [])}))  # the dataclass is frozen: a copy with problems
        for place, row in enumerate(rows)
    ]


def _outermost(document: Mapping[str, Any]) -> tuple[str, Sequence[Mapping[str, Any]]]:
    """Return how the outermost group joins its parts, and the parts."""
    for how in ("all", "any", "none"):
        if how in document:
            return how, document[how]
    return "all", ()


def _value(row: Row, raw: list[str]) -> Any:
    """Return what was typed as the comparison takes it; what is no number stays as it was typed."""
    takes = row.operator.takes
    if takes in {"texts", "choices"}:
        return [value for value in raw if value]
    typed = raw[0] if raw else ""
    if takes in {"days", "number"}:
        return _number(typed, whole=takes == "days")
    return typed


def _number(typed: str, *, whole: bool) -> int | float | str:
    try:
        return int(typed) if whole else float(typed.replace(",", "."))
    except ValueError:
        return typed
