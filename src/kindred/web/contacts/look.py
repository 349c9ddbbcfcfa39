"""How somebody looks at the list just now: a kept view or none, whom it shows, in which order, with which columns."""

from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.urls import reverse

from kindred.accounts.models import Member
from kindred.contacts.models import View
from kindred.contacts.orders import USUAL as USUAL_SORT
from kindred.contacts.orders import order_of
from kindred.web.contacts.columns import USUAL, Column, chosen_columns, known_columns
from kindred.web.contacts.narrowing import Narrowing
from kindred.web.contacts.ready_views import ready_view

#: What an address says besides the view: any of it makes the look another than the view's.
_SAYS = {"q", "kind", "stage", "tag", "where", "sort", "columns", "edited"}
#: The address of no view, for those whose list opens with one.
ALL = "all"


@dataclass(frozen=True, kw_only=True)
class Look:
    """What an address of the list says."""

    base: str
    view: View | None
    narrowing: Narrowing
    sort: str
    #: Keys; empty for the usual ones.
    columns: tuple[str, ...]
    known: dict[str, Column]
    #: Those the person can choose from.
    views: list[View]

    @classmethod
    def read(cls, query: QueryDict, *, member: Member) -> Self:
        """Return what an address asks for; 404 for a view that this member does not see."""
        chosen = query.get("view", "")
        views = View.objects.listed_for(member)
        view = next((one for one in views if one.key == chosen), None) or ready_view(chosen)
        if view is None and chosen not in {"", ALL}:
            raise Http404
        if view and not _SAYS & query.keys():
            look = view.look
        else:
            keys = query.get("columns", "").split(",")
            look = {"columns": keys, "filter": Narrowing.read(query).kept, "sort": query.get("sort", "")}
        known = known_columns(member.workspace)
        columns = tuple(column.key for column in chosen_columns(look["columns"], known))
        return cls(
            base=reverse("contacts", kwargs={"workspace": member.workspace.slug}),
            view=view,
            narrowing=Narrowing.of(look["filter"]),
            sort=order_of(look["sort"], workspace=member.workspace).name,
            columns=() if columns == USUAL else columns,
            known=known,
            views=views,
        )

    @property
    def default(self) -> View | None:
        """The view with which the person's list opens."""
        return next((view for view in self.views if view.opens_mine), None)  # type: ignore[attr-defined]

    @property
    def has_default(self) -> bool:
        """Whether the person's list opens with a view, so that no view must be asked for."""
        return self.default is not None

    @property
    def shown(self) -> list[Column]:
        """The columns."""
        return chosen_columns(self.columns, self.known)

    @property
    def kept(self) -> dict[str, Any]:
        """The same as a view keeps it."""
        sort = "" if self.sort == USUAL_SORT else self.sort
        return {"columns": list(self.columns), "filter": self.narrowing.kept, "sort": sort}

    @property
    def is_changed(self) -> bool:
        """Whether it looks other than the view it started from."""
        if self.view is None:
            return False
        saved = self.view.look
        kept = {"columns": saved["columns"], "filter": Narrowing.of(saved["filter"]).kept, "sort": saved["sort"]}
        return kept != self.kept

    @property
    def view_name(self) -> str:
        """What the address says of the view."""
        return self.view.key if self.view else ALL if self.has_default else ""

    def pairs(self, *, sort: str | None = None, at: str = "") -> list[tuple[str, str]]:
        """Return it as the fields of a form, in another order where one is given."""
        sort = self.sort if sort is None else sort
        at_page = [("at", at)] if at else []
        if self.view and not self.is_changed and sort == self.sort:
            return [("view", self.view_name), *at_page]
        pairs = [
            ("view", self.view_name),
            *self.narrowing.pairs,
            ("sort", sort if sort != USUAL_SORT else ""),
            ("columns", ",".join(self.columns)),
            ("edited", "1" if self.view else ""),
        ]
        return [(name, value) for name, value in pairs if value] + at_page

    @property
    def query(self) -> str:
        """The same as the query of an address."""
        return urlencode(self.pairs())

    def address(self, *, sort: str | None = None, at: str = "") -> str:
        """Return the address of the list as it looks."""
        query = urlencode(self.pairs(sort=sort, at=at))
        return f"{self.base}?{query}" if query else self.base


@dataclass(frozen=True, kw_only=True)
class Head:
    """A column's head: where a click leads, and how the list is sorted now."""

    column: Column
    url: str = ""
    #: As ARIA says it; empty when the list is not sorted by this column.
    sorted: str = ""

    @property
    def icon(self) -> str:
        """The arrow that shows the order."""
        return {"ascending": "arrow-up", "descending": "arrow-down"}.get(self.sorted, "")


def heads(look: Look) -> list[Head]:
    """Return the heads of the columns that follow the name."""
    return [head(look, column) for column in look.shown]


def head(look: Look, column: Column) -> Head:
    """Return the head of a column."""
    key = column.sort
    if not key:
        return Head(column=column)
    then = {key: f"-{key}", f"-{key}": key}.get(look.sort, column.first)
    ways = {key: "ascending", f"-{key}": "descending"}
    return Head(column=column, url=look.address(sort=then), sorted=ways.get(look.sort, ""))


#: The one that is always there.
NAME = Column(key="name", label="", of=str, sort="name", first="name")
