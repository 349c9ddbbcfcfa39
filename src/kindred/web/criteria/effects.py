"""What a change of criteria would do, to be read before it is made."""

from typing import Any

from kindred.cohorts.effects import Effect
from kindred.cohorts.models import Cohort
from kindred.contacts.models.contact import ContactQuerySet

#: How many of those who would enter or leave are named.
NAMED = 5


def shown(effect: Effect) -> dict[str, Any]:
    """Return who would enter and leave, counted, some of them named."""
    stays = isinstance(effect.on, Cohort) and effect.on.leaving == Cohort.Leaving.MARK
    return {
        "name": effect.on.name,
        "is_cohort": isinstance(effect.on, Cohort),
        "entering": _counted(effect.entering),
        "leaving": _counted(effect.leaving),
        "are_marked": stays,
    }


def _counted(contacts: ContactQuerySet) -> dict[str, Any]:
    """Count people and name some."""
    number = contacts.count()
    people = list(contacts.order_by("pk")[:NAMED]) if number else []
    return {"number": number, "people": people, "more": number - len(people)}
