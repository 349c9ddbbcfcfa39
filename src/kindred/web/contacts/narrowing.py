"""What the list of contacts is narrowed to: read from an address, and written into one."""

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
from kindred.kit.db.full_text import Found
from kindred.web.contacts import rungs

_KINDS = {kind.key for kind in Kind}
_MOST_TAGS = 10
_LONGEST_SEARCH = 200


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """Search, kind, stage and tags; what an address says that means nothing is left out."""

    search: str = ""
    kind: str = ""
    #: A ladder and a rung of it: "candidate_state:active".
    stage: str = ""
    tags: tuple[str, ...] = ()

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        """Return what an address, or a form that carries one, asks for."""
        return cls(
            search=" ".join(query.get("q", "").replace("\x00", "").split())[:_LONGEST_SEARCH],
            kind=kind if (kind := query.get("kind", "")) in _KINDS else "",
            stage=stage if (stage := query.get("stage", "")) in rungs.VALUES else "",
            tags=tuple(
                dict.fromkeys(tag.strip() for tag in query.getlist("tag") if tag.strip().isprintable() and tag.strip())
            )[:_MOST_TAGS],
        )

    def __bool__(self) -> bool:
        """Whether it leaves anybody out."""
        return bool(self.search or self.criteria)

    @cached_property
    def sought(self) -> Found:
        """What the search finds, in all workspaces."""
        return Contact.objects.all().sought(self.search)

    @cached_property
    def criteria(self) -> dict[str, Any] | None:
        """The same as a document of the criteria language, without the search."""
        conditions: list[dict[str, Any]] = []
        if self.kind:
            conditions.append({"field": "kinds", "is": "has_any", "value": [self.kind]})
        if self.stage:
            ladder, _colon, rung = self.stage.partition(":")
            conditions.append({"field": ladder, "is": "is", "value": rung})
        if self.tags:
            conditions.append({"field": "tags", "is": "has_all", "value": list(self.tags)})
        return {"format": 1, "all": conditions} if conditions else None

    @property
    def who(self) -> dict[str, Any]:
        """The same as an Addition takes it."""
        return {"criteria": self.criteria, "search": self.search}

    @property
    def query(self) -> str:
        """The same as the query of an address."""
        pairs = [("q", self.search), ("kind", self.kind), ("stage", self.stage), *(("tag", tag) for tag in self.tags)]
        return urlencode([(name, value) for name, value in pairs if value])

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
