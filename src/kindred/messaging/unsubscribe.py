"""Ending all messages by the link that stands in each of them; the link alone is the right to do so."""

from datetime import datetime

from django.db import transaction

from kindred.contacts.models import Contact
from kindred.kit.signing import unsigned
from kindred.messaging.addresses import normalised
from kindred.messaging.models import Message, Suppression
from kindred.messaging.models.suppression import SuppressionQuerySet
from kindred.messaging.writing import UNSUBSCRIBE


def message_of(token: str) -> Message | None:
    """Return the message a link came in; None when it was deleted, or its reader erased, and nothing is known any more.

    Raises BadToken when the link was not made here.
    """
    numbers = unsigned(UNSUBSCRIBE, token)
    found = Message.objects.filter(workspace=numbers[0], pk=numbers[-1], channel="email", contact__workspace=numbers[0])
    return found.select_related("workspace", "contact").first()


def is_unsubscribed(message: Message) -> bool:
    """Tell whether the recipient of a message has ended all messages."""
    return _theirs(message).exists()


@transaction.atomic
def unsubscribe(message: Message, *, now: datetime, source: str) -> None:
    """End all messages to the recipient of this one; doing it twice is doing it once.

    When this has committed, nothing is handed over to the address any more.
    """
    if is_unsubscribed(message):
        return
    Suppression.objects.add(
        workspace=message.workspace,
        value=message.recipient,
        reason=Suppression.Reason.UNSUBSCRIBED,
        now=now,
        source=f"{source}, message {message.pk}",
    )
    message.contact.record("contact.unsubscribed", at=now, data={"channel": message.channel, "message": message.pk})


@transaction.atomic
def subscribe_again(message: Message, *, now: datetime) -> None:
    """Take back an unsubscription by the same link; what others have suppressed stays so."""
    if _theirs(message).lift(by=None, note="by the recipient", now=now):
        Contact.objects.filter(pk=message.contact_id).record("contact.subscribed", at=now, data={"channel": "email"})


def _theirs(message: Message) -> SuppressionQuerySet:
    """Return the unsubscription of a message's recipient, if there is one."""
    return (
        Suppression.objects.of(message.workspace)
        .in_force()
        .filter(
            kind=Suppression.Kind.ADDRESS,
            value=normalised(message.recipient),
            reason=Suppression.Reason.UNSUBSCRIBED,
        )
    )
