"""What cohorts do when something happens to contacts; named in `config/followers.py`."""

from typing import Any

from django.db.models import F

from kindred.accounts.models import Workspace
from kindred.cohorts.models import Cohort, Recheck
from kindred.contacts.changes import ANYTHING, changed_by
from kindred.contacts.models.contact import ContactQuerySet
from kindred.jobs.wake import wake
from kindred.kit.db.insert_select import insert_select


def look_again(
    *, workspace: Workspace, contacts: ContactQuerySet, kind: str, data: dict[str, Any], **_fact: Any
) -> None:
    """Have contacts put to the criteria of the cohorts that look at what has changed about them."""
    live = list(Cohort.objects.of(workspace).live().values_list("pk", "reads"))
    if not live:
        return
    changed = changed_by(kind, data)
    for cohort, reads in live:
        if ANYTHING in changed or ANYTHING in reads or changed & set(reads):
            insert_select(Recheck, contacts.order_by(), {"cohort": cohort, "contact": F("pk")})
            wake()
