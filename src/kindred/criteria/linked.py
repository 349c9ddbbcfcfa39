"""Contacts to whom rows of another table are tied, put to the database in the way that costs least."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

#: From so many on, those who have such a row are many.
COMMON = 5_000


def linked(rows: QuerySet[Any, Any]) -> Q:
    """Return that one of these rows is the contact's.

    Where they are few, the planner may start from them, as it cannot from EXISTS; where they are many, each contact is
    looked up, so that asking about one contact never gathers them all.
    """
    if rows.order_by().values("contact")[:COMMON].count() < COMMON:
        return Q(pk__in=rows.order_by().values("contact"))
    return Q(Exists(rows.filter(contact=OuterRef("pk"))))
