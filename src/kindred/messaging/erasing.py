"""What goes and what stays of messages to people who are erased; named in `config/followers.py`."""

from datetime import datetime
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from kindred.contacts.models.erasure import Erasing
from kindred.messaging.models import Message, Suppression

#: Each table that leads to contacts, with what becomes of its rows.
ERASED: dict[type[Model], str] = {
    Message: "kept with state and times; address and words are emptied; what had not left is cancelled",
}


def erase(*, data: dict[str, Any], at: datetime, **_fact: Any) -> None:
    """Cancel what has not left, empty what has, and keep suppressions without the address."""
    erasing: Erasing = data["erasing"]
    messages = Message.objects.filter(contact__in=erasing.ids)
    gone = _("The person was erased.")
    over = {"finished_at": at, "due_at": None, "claimed_by": "", "claimed_until": None, "reason": gone}
    messages.waiting().update(status=Message.Status.CANCELLED, **over)
    # Out of the worker's hands, who may be at the last byte: whether it arrived nobody will know.
    messages.filter(status=Message.Status.HANDED_OVER).update(status=Message.Status.UNCERTAIN, **over)
    messages.filter(~Q(reason="")).update(reason=gone)
    erasing.empty(messages, recipient="", content={}, subject="", html="", text="")
    erasing.count("Suppression", Suppression.objects.of(erasing.workspace).hide(erasing.addresses))
