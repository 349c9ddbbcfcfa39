"""People as a number, with the first few of them named."""

from typing import Any

from kindred.contacts.models.contact import ContactQuerySet


def counted(people: ContactQuerySet, *, most: int, order: tuple[str, ...] = ("pk",)) -> dict[str, Any]:
    """Count people and name up to `most` of them, in an order: number, people, and how many more there are."""
    number = people.count()
    named = list(people.order_by(*order)[:most]) if number else []
    return {"number": number, "people": named, "more": number - len(named)}
