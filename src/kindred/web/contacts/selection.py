"""Whom a person means with what they do on the list: the rows they ticked, or everybody who matches."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.http import QueryDict

from kindred.accounts.models import Workspace
from kindred.contacts.models import Contact
from kindred.contacts.models.contact import ContactQuerySet
from kindred.web.contacts.narrowing import Narrowing


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Ticked rows, or everything that the list was narrowed to."""

    ids: tuple[int, ...] = ()
    everything: Narrowing | None = None

    @classmethod
    def read(cls, form: QueryDict) -> Self:
        """Return whom the form of the list means; nobody when it says nothing."""
        if form.get("everything"):
            return cls(everything=Narrowing.read(QueryDict(form.get("narrowing", ""))))
        return cls(
            ids=tuple(int(text) for text in form.getlist("ids") if text.isascii() and text.isdigit() and len(text) < 19)
        )

    @property
    def who(self) -> dict[str, Any]:
        """The same as an Addition takes it."""
        return {"ids": list(self.ids)} if self.everything is None else self.everything.who

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The same as the hidden fields of a form."""
        if self.everything is None:
            return [("ids", str(pk)) for pk in self.ids]
        return [("everything", "1"), ("narrowing", self.everything.query)]

    def contacts(self, *, workspace: Workspace, now: datetime) -> ContactQuerySet:
        """Return the contacts of the workspace that are meant; ids of other workspaces mean nobody."""
        if self.everything is None:
            return Contact.objects.of(workspace).filter(pk__in=self.ids)
        return self.everything.contacts(workspace=workspace, now=now)
