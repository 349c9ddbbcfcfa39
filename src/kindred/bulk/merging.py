"""What hangs on a contact in this room, carried over when contacts become one; named in `config/followers.py`."""

from typing import Any

from django.db.models import Model

from kindred.bulk.models import Change
from kindred.contacts.models.carrying import Carrying

#: Each table that refers to contacts, with what becomes of its rows.
CARRIED: dict[type[Model], str] = {
    Change: "what a bulk action changed about any of them it has changed about the survivor",
}


def carry_over(*, data: dict[str, Any], **_fact: Any) -> None:
    """Let the survivors stand for the losers where a bulk action is taken back."""
    carrying: Carrying = data["carrying"]
    carrying.unite(Change, alone=("action_id",))
