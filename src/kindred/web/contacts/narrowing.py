"""What the list of contacts is narrowed to: read from an address, and written into one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Self
from urllib.parse import urlencode

from django.http import QueryDict

from kindred.accounts.models import Workspace
from kindred.contacts.kinds import Kind
from kindred.contacts.models import Contact
from kindred.contacts.models.contact import ContactQuerySet
from kindred.criteria import language
from kindred.criteria.errors import InvalidCriteria
from kindred.criteria.group import Group
from kindred.kit.db.full_text import Found
from kindred.web.contacts import rungs
from kindred.web.criteria.nodes import given

_KINDS = {kind.key for kind in Kind}
_MOST_TAGS = 10
_LONGEST_SEARCH = 200
#: The longest criteria an address can carry.
LONGEST_CRITERIA = 6_000


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """Search, kind, stage, tags and criteria; what an address says that means nothing is left out."""

    search: str = ""
    kind: str = ""
    #: A ladder and a rung of it: "candidate_state:active".
    stage: str = ""
    tags: tuple[str, ...] = ()
    #: A document of the criteria language, as JSON in its shortest form; nothing for none.
    where: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        """Return what an address, or a form that carries one, asks for."""
        return cls.of(
            {
                "search": query.get("q", ""),
                "kind": query.get("kind", ""),
                "stage": query.get("stage", ""),
                "tags": query.getlist("tag"),
                "where": given(query.get("where", "")[:LONGEST_CRITERIA]),
            }
        )

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Return what was kept of a narrowing, as far as it still means something."""
        tags = [tag.strip() for tag in kept.get("tags", ())]
        return cls(
            search=" ".join(kept.get("search", "").replace("\x00", "").split())[:_LONGEST_SEARCH],
            kind=kind if (kind := kept.get("kind", "")) in _KINDS else "",
            stage=stage if (stage := kept.get("stage", "")) in rungs.VALUES else "",
            tags=tuple(dict.fromkeys(tag for tag in tags if tag and tag.isprintable()))[:_MOST_TAGS],
            where=_text(kept.get("where")),
        )

    def __bool__(self) -> bool:
        """Whether it leaves anybody out."""
        return bool(self.search or self.criteria)

    @property
    def kept(self) -> dict[str, Any]:
        """The same as a view keeps it."""
        return {
            "search": self.search,
            "kind": self.kind,
            "stage": self.stage,
            "tags": list(self.tags),
            "where": self.document,
        }

    @property
    def document(self) -> dict[str, Any] | None:
        """The criteria beyond kind, stage and tags."""
        return json.loads(self.where) if self.where else None

    @cached_property
    def sought(self) -> Found:
        """What the search finds, in all workspaces."""
        return Contact.objects.all().sought(self.search)

    @cached_property
    def criteria(self) -> dict[str, Any] | None:
        """All of it as a document of the criteria language, without the search."""
        conditions: list[dict[str, Any]] = []
        if self.kind:
            conditions.append({"field": "kinds", "is": "has_any", "value": [self.kind]})
        if self.stage:
            ladder, _colon, rung = self.stage.partition(":")
            conditions.append({"field": ladder, "is": "is", "value": rung})
        if self.tags:
            conditions.append({"field": "tags", "is": "has_all", "value": list(self.tags)})
        heads: dict[str, Any] = {"format": 1}
        if document := self.document:
            conditions.append({key: value for key, value in document.items() if key not in ("format", "unknown")})
            heads |= {key: value for key, value in document.items() if key == "unknown"}
        return heads | {"all": conditions} if conditions else None

    @property
    def said(self) -> str:
        """The criteria beyond kind, stage and tags, read aloud."""
        return language.say(self.document) if self.document else ""

    @property
    def who(self) -> dict[str, Any]:
        """The same as a job takes it."""
        return {"criteria": self.criteria, "search": self.search}

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The same as the fields of a form."""
        plain = [("q", self.search), ("kind", self.kind), ("stage", self.stage), ("where", self.where)]
        return [(name, value) for name, value in (*plain, *(("tag", tag) for tag in self.tags)) if value]

    @property
    def query(self) -> str:
        """The same as the query of an address."""
        return urlencode(self.pairs)

    @property
    def chosen_tags(self) -> list[dict[str, str]]:
        """The tags as chips."""
        return [{"value": tag, "label": tag} for tag in self.tags]

    def contacts(self, *, workspace: Workspace, now: datetime) -> ContactQuerySet:
        """Return the contacts of a workspace that are left."""
        found = Contact.objects.of(workspace).filter(self.sought.condition)
        if self.criteria:
            found = found.filter(language.filter(self.criteria, workspace=workspace, now=now))
        return found


def _text(document: Any) -> str:
    """Return criteria in their shortest form; nothing where they cannot be read."""
    if not document or not isinstance(document, dict):
        return ""
    try:
        criteria = language.parse(document)
    except InvalidCriteria:
        return ""
    # The first so many of all cannot be narrowed further: they are no filter.
    if not isinstance(criteria, Group) or not criteria.parts:
        return ""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
