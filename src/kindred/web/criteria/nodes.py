"""Criteria as the builder shows them: groups, and in them conditions with what can be chosen, and what is wrong."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kindred.accounts.models import Workspace
from kindred.cohorts.models import Cohort, Segment
from kindred.contacts.event_kinds import KINDS
from kindred.criteria.errors import InvalidCriteria, Problem
from kindred.criteria.group import HOWS
from kindred.criteria.kinds import kinds
from kindred.criteria.language import as_text, parse
from kindred.criteria.operator import Operator
from kindred.criteria.operators import FAMILIES
from kindred.criteria.subject import Subject
from kindred.web.criteria.subjects import Subjects, shaped

#: When an event counts, one of these at a time; more at once are written as text.
WINDOWS = ("within_days", "since", "until", "before")


@dataclass(kw_only=True)
class Node:
    """A group or a condition, at its place in the document."""

    path: str
    #: "group", or how a condition is shown: "field", "event", "segment", "cohort", "words", "text".
    kind: str
    raw: dict[str, Any]
    builder: "Builder" = field(repr=False)
    parts: list["Node"] = field(default_factory=list)

    @property
    def how(self) -> str:
        """How a group joins its parts."""
        return next(how for how in HOWS if how in self.raw)

    @property
    def list_path(self) -> str:
        """Where a group's parts are in the document."""
        return f"{self.path}/{self.how}"

    @property
    def problems(self) -> list[str]:
        """What is wrong here: with anything about a condition, of a group only with itself."""
        return [text for path, text in self.builder.problems if self._is_about(path)]

    def _is_about(self, path: str) -> bool:
        if self.kind == "group":
            return path == self.list_path or (path == self.path and bool(path))
        return path == self.path or path.startswith(f"{self.path}/")

    @property
    def subject(self) -> Subject:
        """The field it is about."""
        return self.builder.subjects.by_key[self.raw["field"]]

    @property
    def operator(self) -> Operator:
        """How it compares."""
        return FAMILIES[self.subject.kind][self.raw["is"]]

    @property
    def operators(self) -> list[Operator]:
        """The comparisons its field allows."""
        return list(FAMILIES[self.subject.kind].values())

    @property
    def chosen(self) -> list[dict[str, str]]:
        """Its values as the combobox shows them."""
        return [{"value": str(one), "label": self.subject.label_of(one)} for one in self.raw["value"]]

    @property
    def window(self) -> str:
        """When an event counts."""
        return next((key for key in WINDOWS if key in self.raw), "")

    @property
    def window_value(self) -> Any:
        """The days or the day of it."""
        return self.raw.get(self.window, "")

    @property
    def text(self) -> str:
        """A condition as text; as it was given where it cannot be written."""
        try:
            return as_text({"all": [self.raw]}, workspace=self.builder.workspace)
        except InvalidCriteria:
            return str(self.raw.get("text", ""))


@dataclass(kw_only=True)
class Builder:
    """A document, laid out for editing."""

    workspace: Workspace
    document: Mapping[str, Any]
    problems: Sequence[Problem] = ()

    @cached_property
    def subjects(self) -> Subjects:
        """What can be asked."""
        return Subjects.of(self.workspace)

    @cached_property
    def segments(self) -> list[tuple[str, str]]:
        """The segments there are: key and name."""
        return list(Segment.objects.of(self.workspace).order_by("name_key").values_list("key", "name"))

    @cached_property
    def cohorts(self) -> list[tuple[int, str]]:
        """The cohorts there are: id and name."""
        return list(Cohort.objects.of(self.workspace).order_by("name", "pk").values_list("pk", "name"))

    @property
    def events(self) -> list[tuple[str, str]]:
        """The kinds of events: key and label."""
        return [(key, str(kind.label)) for key, kind in KINDS.items()]

    @cached_property
    def root(self) -> Node:
        """The outermost group."""
        outer = {how: self.document[how] for how in HOWS if isinstance(self.document.get(how), list)}
        return self._group(dict([next(iter(outer.items()))] if outer else [("all", [])]), "")

    def normal(self) -> dict[str, Any]:
        """Return the document as it is shown."""
        said: dict[str, Any] = {"format": 1, **_document_of(self.root)}
        return said | {key: self.document[key] for key in ("top", "unknown") if key in self.document}

    @property
    def verifies(self) -> bool:
        """Whether who has no value for something asked is verified first."""
        return self.document.get("unknown") == "verify"

    def _group(self, raw: dict[str, Any], path: str) -> Node:
        node = Node(path=path, kind="group", raw=raw, builder=self)
        parts = [part for part in raw[node.how] if isinstance(part, Mapping)]
        node.parts = [self._node(dict(part), f"{node.list_path}/{n}") for n, part in enumerate(parts)]
        return node

    def _node(self, raw: dict[str, Any], path: str) -> Node:
        """Lay out one part as what its keys say it is."""
        if not any(key in raw for key in kinds()) and any(isinstance(raw.get(how), list) for how in HOWS):
            how = next(how for how in HOWS if isinstance(raw.get(how), list))
            return self._group({how: raw[how]}, path)
        kind = self._kind(raw)
        if kind == "field":
            about = self.subjects.by_key[raw["field"]]
            raw = raw if raw.get("is") else self.subjects.blank(about.key)
            family = FAMILIES[about.kind]
            raw = shaped(raw, about, family.get(raw.get("is", "")) or next(iter(family.values())))
        return Node(path=path, kind=kind, raw=raw, builder=self)

    def _kind(self, raw: Mapping[str, Any]) -> str:
        """Return how a condition is shown: what no row can hold is text."""
        if isinstance(raw.get("field"), str) and raw["field"] in self.subjects.by_key:
            return "field"
        if isinstance(raw.get("event"), str) and sum(key in raw for key in WINDOWS) < 2:
            return "event"
        return next((kind for kind in ("segment", "cohort", "words") if kind in raw), "text")


def _document_of(node: Node) -> dict[str, Any]:
    """Return a node as the document has it."""
    return {node.how: [_document_of(part) for part in node.parts]} if node.kind == "group" else node.raw


def problems_of(document: Any) -> list[Problem]:
    """Return what is wrong with criteria."""
    try:
        parse(document or {})
    except InvalidCriteria as invalid:
        return invalid.problems
    return []


def is_empty(document: Any) -> bool:
    """Whether criteria ask nothing."""
    return not isinstance(document, Mapping) or (not any(document.get(how) for how in HOWS) and "top" not in document)


def given(text: str) -> dict[str, Any] | None:
    """Return the criteria that an address or a form carries; nothing where it carries none."""
    try:
        document = json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None
