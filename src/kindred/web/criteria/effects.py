"""What a change of criteria would do, to be read before it is made."""

from typing import Any

from kindred.cohorts.effects import Effect
from kindred.cohorts.models import Cohort
from kindred.web.criteria.people import counted

#: How many of those who would enter or leave are named.
NAMED = 5


def shown(effect: Effect) -> dict[str, Any]:
    """Return who would enter and leave, counted, some of them named."""
    stays = isinstance(effect.on, Cohort) and effect.on.leaving == Cohort.Leaving.MARK
    return {
        "name": effect.on.name,
        "is_cohort": isinstance(effect.on, Cohort),
        "entering": counted(effect.entering, most=NAMED),
        "leaving": counted(effect.leaving, most=NAMED),
        "are_marked": stays,
    }
