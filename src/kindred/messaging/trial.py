"""A trial: one mail to oneself over an account, to see that it arrives and how it looks."""

import asyncio
from datetime import datetime

from django.utils.translation import gettext as _

from kindred.channels.channel import AccountFault
from kindred.channels.email.channel import EmailChannel
from kindred.channels.email.server import Server, Timeouts
from kindred.channels.email.session import HungUp
from kindred.channels.outcome import Outcome, Result, deferred
from kindred.channels.parcel import Parcel
from kindred.contacts.models import Contact
from kindred.kit.secrets import UnreadableSecret
from kindred.messaging.errors import UnwritableMessage
from kindred.messaging.models.sending_account import SendingAccount
from kindred.messaging.writing import Letterhead, Words, email_parcel, rendered

#: A person waits for the answer.
_PATIENCE = Timeouts(connect=10, greeting=15, mail=10, recipient=10, data=15, after_dot=60)


def try_out(account: SendingAccount, *, to: str, name: str, now: datetime, words: Words | None = None) -> str:
    """Send one mail to an address and return what is wrong in words, or nothing when the server has taken it.

    It stands in no ledger and obeys no pause: it is a person's own mail to themselves.
    """
    letterhead = Letterhead(workspace=account.workspace, sender=account.sender)
    recipient = Contact(workspace=account.workspace, email=to, name=name, first_name=name.partition(" ")[0])
    said = words or Words(
        subject=_("A trial from Kindred"),
        html=_("<p>This is a trial of the account “%(account)s”.</p><p>It has arrived, so all is well.</p>")
        % {"account": account.name},
    )
    try:
        parcel = email_parcel(
            0,
            rendered(said, contact=recipient, letterhead=letterhead, unsubscribe="https://example.com/trial"),
            contact=recipient,
            letterhead=letterhead,
            recipient=to,
            identity=letterhead.new_identity(),
            unsubscribe="https://example.com/trial",
            at=now,
        )
        outcome = asyncio.run(_send(account.server(timeouts=_PATIENCE), parcel))
    except (AccountFault, UnreadableSecret, UnwritableMessage) as fault:
        return fault.message
    return "" if outcome.result is Result.ACCEPTED else outcome.reason


async def _send(server: Server, parcel: Parcel) -> Outcome:
    """Hand one mail to the server."""
    session = await EmailChannel(server=server).open()
    try:
        return await session.deliver(parcel, _go_ahead) or deferred("")
    except HungUp as fault:
        return deferred(_("The mail server hangs up on us: %s") % fault)
    finally:
        await session.quit()


async def _go_ahead() -> bool:
    """Let it leave."""
    return True
