"""What goes and what stays of bulk actions, for people who are erased; named in `config/followers.py`."""

import json
from typing import Any

from django.db.models import Model

from kindred.bulk.models import BulkAction, Change
from kindred.contacts.erasing.own import mentioning
from kindred.contacts.models.erasure import Erasing

#: Each table that leads to contacts, with what becomes of its rows.
ERASED: dict[type[Model], str] = {
    Change: "deleted: the change cannot be taken back from them",
}


def erase(*, data: dict[str, Any], **_fact: Any) -> None:
    """Forget what was changed on these people, searches that named them, and files they may stand in."""
    erasing: Erasing = data["erasing"]
    erasing.delete(Change.objects.filter(contact__in=erasing.ids))
    actions = BulkAction.objects.of(erasing.workspace)
    erasing.count("File", actions.forget_exports())
    mentions = mentioning(erasing, by_name_alone=True)
    over = actions.exclude(status__in=BulkAction.UNFINISHED).exclude(who={})
    named = [
        pk
        for pk, who in over.values_list("pk", "who").iterator()
        if mentions.search(json.dumps(who, ensure_ascii=False).casefold())
    ]
    erasing.empty(BulkAction.objects.filter(pk__in=named), who={"ids": []})
