"""From words and a contact to a message that is ready to go."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _

from kindred.accounts.models import Workspace
from kindred.channels.parcel import Parcel
from kindred.contacts.models import Contact, CustomField
from kindred.kit.signing import signed
from kindred.messaging.addresses import envelope
from kindred.messaging.context import Context, contact_context, letter_context
from kindred.messaging.errors import UnwritableMessage
from kindred.messaging.language import render
from kindred.messaging.layout import cleaned, plain, sheet
from kindred.messaging.mime import Letter, as_bytes, one_line
from kindred.messaging.sender import Sender

#: What tokens in unsubscribe links are for.
UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, kw_only=True)
class Words:
    """The words of a message before they meet the contact, in Liquid."""

    subject: str
    html: str


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """The words of a message to one contact."""

    subject: str
    html: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """Who writes, and what is the same in every message of theirs."""

    workspace: Workspace
    sender: Sender
    #: The workspace's own fields.
    custom: tuple[CustomField, ...] = ()

    def context(self, contact: Contact) -> Context:
        """Return what a template to this contact can speak of."""
        return contact_context(contact, custom=self.custom) | letter_context(self.workspace, self.sender)

    def new_identity(self) -> str:
        """Return a fresh Message-ID, without its angle brackets."""
        return f"{uuid4().hex}@{envelope(self.sender.email).rpartition('@')[2]}"


def unsubscribe_url(workspace_id: int, message_id: int) -> str:
    """Return the address at which the recipient of a message ends all messages."""
    return f"{settings.BASE_URL}/u/{signed(UNSUBSCRIBE, workspace_id, message_id)}/"


def rendered(words: Words, *, contact: Contact, letterhead: Letterhead, unsubscribe: str) -> Rendered:
    """Return the words as this contact reads them.

    Raises UnwritableMessage with what is wrong.
    """
    context = letterhead.context(contact) | {"unsubscribe_url": unsubscribe}
    subject = one_line(render(words.subject, context, html=False))
    if not subject:
        raise UnwritableMessage(_("The subject is empty."))
    body = cleaned(render(words.html, context, html=True))
    html = sheet(
        body,
        subject=subject,
        postal_address=letterhead.workspace.postal_address,
        unsubscribe_url=unsubscribe,
        language=contact.language or "en",
    )
    return Rendered(subject=subject, html=html, text=plain(html))


def email_parcel(
    key: int,
    said: Rendered,
    *,
    contact: Contact,
    letterhead: Letterhead,
    recipient: str,
    identity: str,
    unsubscribe: str,
    at: datetime,
) -> Parcel:
    """Return a mail sealed and addressed."""
    sender = letterhead.sender
    letter = Letter(
        sender_name=sender.name,
        sender=sender.email,
        reply_to=sender.reply_to,
        recipient_name=contact.name,
        recipient=recipient,
        subject=said.subject,
        html=said.html,
        text=said.text,
        identity=identity,
        unsubscribe_url=unsubscribe,
    )
    try:
        payload = as_bytes(letter, at=at)
    except (ValueError, UnicodeError, IndexError) as error:
        # The email package refuses what would break a header.
        raise UnwritableMessage(_("The message cannot be put into the form of a mail: %s") % error) from error
    return Parcel(
        key=key, sender=envelope(sender.email), recipient=envelope(recipient), payload=payload, identity=identity
    )


def webhook_body(content: dict[str, Any], *, contact: Contact, letterhead: Letterhead, at: datetime) -> str:
    """Return the body of a webhook about a contact."""
    about = contact_context(contact, custom=letterhead.custom)["contact"] | {"id": contact.pk}
    data = {"contact": about, **content.get("data", {})}
    body = {"type": content.get("event", "contact"), "timestamp": at.isoformat(), "data": data}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=str)
