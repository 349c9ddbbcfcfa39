"""The orders in which the list of contacts can be walked; each is served by an index."""

from kindred.accounts.models import Workspace
from kindred.kit.paging import Order

#: The one that is meant where none, or an unknown one, is asked for.
USUAL = "name"
#: Names of the orders; with - before it, the other way round.
SORTS = ("name", "email", "company", "created")


def order_of(sort: str, *, workspace: Workspace) -> Order:
    """Return the order of this name."""
    name = sort.removeprefix("-")
    if name not in SORTS:
        return order_of(USUAL, workspace=workspace)
    falling = sort.startswith("-")
    if name == "company":
        # Said of the company too, the workspace lets the database walk its companies by name.
        related = {"company__workspace": workspace.pk}
        return Order(name=sort, column="company__name_key", descending=falling, nullable=True, related=related)
    if name == "email":
        return Order(name=sort, column="email_key", descending=falling, nullable=True)
    return Order(name=sort, column={"name": "name_key", "created": "created_at"}[name], descending=falling)
