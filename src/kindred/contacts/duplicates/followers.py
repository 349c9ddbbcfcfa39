"""What follows when contacts are new or have changed: they are compared with the pool; named in `config/followers.py`."""

from typing import Any

from django.db.models import F

from kindred.contacts.models import Unmatched
from kindred.contacts.models.contact import ContactQuerySet
from kindred.jobs.wake import wake
from kindred.kit.db.insert_select import insert_select

#: Fields whose change makes nobody look more or less like another.
_WITHOUT_WEIGHT = {
    "candidate_state", "lifecycle_stage", "decision_role", "department", "seniority", "language", "timezone", "source",
}  # fmt: skip


def look_again(*, contacts: ContactQuerySet, data: dict[str, Any], **_fact: Any) -> None:
    """Have contacts compared with the pool in the background."""
    if data.get("field") in _WITHOUT_WEIGHT:
        return
    insert_select(Unmatched, contacts.order_by(), {"workspace": F("workspace_id"), "contact": F("pk")})
    wake()
