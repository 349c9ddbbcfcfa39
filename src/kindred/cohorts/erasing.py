"""What goes and what stays of belonging to cohorts, for people who are erased; named in `config/followers.py`."""

import json
from datetime import datetime
from typing import Any

from django.db.models import Model

from kindred.cohorts.models import Addition, Membership, Pin, Recheck
from kindred.contacts.erasing.own import mentioning
from kindred.contacts.models.erasure import Erasing

#: Each table that leads to contacts, with what becomes of its rows.
ERASED: dict[type[Model], str] = {
    Membership: "kept with its dates, and ended",
    Pin: "deleted",
    Recheck: "deleted",
}


def erase(*, data: dict[str, Any], at: datetime, **_fact: Any) -> None:
    """End stays, drop pins, and forget searches that named a person."""
    erasing: Erasing = data["erasing"]
    erasing.empty(Membership.objects.filter(contact__in=erasing.ids, left_at=None), left_at=at)
    erasing.delete(Pin.objects.filter(contact__in=erasing.ids))
    erasing.delete(Recheck.objects.filter(contact__in=erasing.ids))
    mentions = mentioning(erasing, by_name_alone=True)
    over = Addition.objects.filter(cohort__workspace=erasing.workspace, finished_at__isnull=False)
    named = [
        pk
        for pk, who in over.exclude(who={}).values_list("pk", "who").iterator()
        if mentions.search(json.dumps(who, ensure_ascii=False).casefold())
    ]
    erasing.empty(Addition.objects.filter(pk__in=named), who={})
