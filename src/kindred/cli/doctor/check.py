"""What a check is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

#: How late due work may be before it counts as forgotten.
PATIENCE = timedelta(hours=1)

Rows = QuerySet[Any, Any]


@dataclass(frozen=True, kw_only=True)
class Check:
    """A rule, and the rows that break it."""

    #: The rule as a sentence: what must hold.
    rule: str
    #: The rows that break it at this moment.
    offenders: Callable[[datetime], Rows]
    #: What to do about them.
    remedy: str = "Please report this: it should not be possible."
