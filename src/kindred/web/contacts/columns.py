"""The columns of the list, and the orders it can stand in."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from kindred.contacts.orders import USUAL
from kindred.web.contacts.narrowing import Narrowing


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column's head: where a click leads, and how the list is sorted now."""

    label: str
    url: str = ""
    #: As ARIA says it; empty when the list is not sorted by this column.
    sorted: str = ""
    #: Whether it is left out where there is little room.
    is_minor: bool = False

    @property
    def icon(self) -> str:
        """The arrow that shows the order."""
        return {"ascending": "arrow-up", "descending": "arrow-down"}.get(self.sorted, "")


def columns(narrowing: Narrowing, *, sort: str, base: str) -> list[Column]:
    """Return the heads of the list's columns."""

    def head(label: str, key: str, *, first: str, is_minor: bool = False) -> Column:
        then = {key: f"-{key}", f"-{key}": key}.get(sort, first)
        ways = {key: "ascending", f"-{key}": "descending"}
        return Column(
            label=label, url=address(narrowing, sort=then, base=base), sorted=ways.get(sort, ""), is_minor=is_minor
        )

    return [
        head(_("Name"), "name", first="name"),
        Column(label=_("Title")),
        head(_("Company"), "company", first="company"),
        Column(label=_("Location")),
        Column(label=_("Tags")),
        Column(label=_("Stage")),
        Column(label=_("Last contacted"), is_minor=True),
        head(_("Created"), "created", first="-created", is_minor=True),
    ]


def address(narrowing: Narrowing, *, sort: str, base: str, at: str = "") -> str:
    """Return the address of the list, narrowed, in an order, at a page."""
    pairs = [("sort", sort if sort != USUAL else ""), ("at", at)]
    query = "&".join(part for part in (narrowing.query, urlencode([pair for pair in pairs if pair[1]])) if part)
    return f"{base}?{query}" if query else base
