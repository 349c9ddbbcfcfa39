"""A claimed message with all that is needed to write it, so that writing asks the database nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from kindred.channels.parcel import Parcel
from kindred.contacts.models import Contact
from kindred.messaging.context import own_fields
from kindred.messaging.errors import UnwritableMessage
from kindred.messaging.models import Message, SendingAccount, Template
from kindred.messaging.models.sending_account import sender_for
from kindred.messaging.sending.route import Route
from kindred.messaging.writing import (
    Letterhead,
    Rendered,
    Words,
    email_parcel,
    rendered,
    unsubscribe_url,
    webhook_body,
)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A message in a worker's hands."""

    message: Message
    letterhead: Letterhead
    #: None: no account is needed, or the mail stays in the local outbox.
    account: SendingAccount | None
    recipient: str
    identity: str
    #: None where the template is gone; webhooks need none.
    words: Words | None = None

    @property
    def key(self) -> int:
        """Return the message's id."""
        return self.message.pk

    @property
    def contact(self) -> Contact:
        """Return whom it is to."""
        return self.message.contact

    def written(self, *, at: datetime) -> tuple[Rendered, Parcel]:
        """Return the words as the contact reads them, and the same sealed and addressed.

        Raises UnwritableMessage with what is wrong.
        """
        return self._call(at) if self.message.channel == "webhook" else self._mail(at)

    def _mail(self, at: datetime) -> tuple[Rendered, Parcel]:
        """Write a mail."""
        if self.words is None:
            raise UnwritableMessage(_("Its template has been deleted."))
        unsubscribe = unsubscribe_url(self.letterhead.workspace.pk, self.key)
        said = rendered(self.words, contact=self.contact, letterhead=self.letterhead, unsubscribe=unsubscribe)
        parcel = email_parcel(
            self.key,
            said,
            contact=self.contact,
            letterhead=self.letterhead,
            recipient=self.recipient,
            identity=self.identity,
            unsubscribe=unsubscribe,
            at=at,
        )
        return said, parcel

    def _call(self, _at: datetime) -> tuple[Rendered, Parcel]:
        """Write a webhook's body; a repeat has the very same."""
        message = self.message
        body = message.text or webhook_body(
            message.content, contact=self.contact, letterhead=self.letterhead, at=message.created_at
        )
        parcel = Parcel(key=self.key, recipient=self.recipient, payload=body.encode(), identity=self.identity)
        return Rendered(subject=str(message.content.get("event", "")), html="", text=body), parcel


def drafts_of(route: Route, messages: Iterable[Message]) -> list[Draft]:
    """Return drafts of claimed messages of one route; `message.contact.company` should be loaded."""
    claimed = list(messages)
    letterhead = Letterhead(
        workspace=route.workspace,
        sender=sender_for(route.workspace, route.account),
        custom=own_fields(route.workspace),
    )
    templates = Template.objects.of(route.workspace).in_bulk({m.content.get("template") for m in claimed} - {None})
    return [
        Draft(
            message=message,
            letterhead=letterhead,
            account=route.account,
            # A corrected address counts; one that was taken away leaves nobody to write to.
            recipient=message.contact.email if route.channel == "email" else message.recipient,
            identity=message.identity or _new_identity(route, letterhead),
            words=_words(message, templates),
        )
        for message in claimed
    ]


def _words(message: Message, templates: Mapping[int, Template]) -> Words | None:
    """Return the words of a message: its own, or its template's."""
    if "template" in message.content:
        template = templates.get(message.content["template"])
        return template.words if template else None
    return Words(subject=message.content.get("subject", ""), html=message.content.get("html", ""))


def _new_identity(route: Route, letterhead: Letterhead) -> str:
    """Return what the receiver will know the message by; kept over all attempts."""
    fresh = letterhead.new_identity()
    return f"msg_{fresh.partition('@')[0]}" if route.channel == "webhook" else fresh
