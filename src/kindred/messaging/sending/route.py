"""The ways on which messages leave: a channel and an account of a workspace."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from kindred.accounts.models import Workspace
from kindred.channels.channel import Channel
from kindred.channels.email.channel import EmailChannel
from kindred.channels.email.server import Timeouts
from kindred.channels.outbox.channel import OutboxChannel
from kindred.channels.webhook.channel import WebhookChannel
from kindred.kit.secrets import UnreadableSecret
from kindred.kit.signing import webhook_secret
from kindred.messaging.models import Message, SendingAccount
from kindred.messaging.models.message import MessageQuerySet


@dataclass(frozen=True, kw_only=True)
class Route:
    """One way out. Two are equal when the same messages leave on them."""

    workspace: Workspace
    channel: str
    #: None: no account is needed, or the mail stays in the local outbox.
    account: SendingAccount | None
    #: What carries it, made ready while the database is at hand.
    carrier: Channel = field(compare=False)

    def messages(self) -> MessageQuerySet:
        """Return the messages that leave on it; those without an account of their own go by the workspace's."""
        theirs = Message.objects.filter(workspace=self.workspace, channel=self.channel)
        if self.account is None:
            return theirs.filter(account=None)
        usual = SendingAccount.objects.for_message(self.workspace)
        return theirs.filter(
            Q(account=self.account) | Q(account=None) if usual == self.account else Q(account=self.account)
        )


def open_routes(now: datetime) -> list[Route]:
    """Return the routes on which something is due and whose accounts may send."""
    due = Message.objects.due(now).order_by().values_list("workspace", "channel", "account").distinct()
    ways = list(due)
    workspaces = Workspace.objects.in_bulk({workspace for workspace, _channel, _account in ways})
    found = (_route(workspaces[workspace], channel, account, now) for workspace, channel, account in ways)
    return list(dict.fromkeys(route for route in found if route))


def _route(workspace: Workspace, channel: str, account_id: int | None, now: datetime) -> Route | None:
    """Return the route of a group of messages, or None when it is closed at present."""
    if channel == "webhook":
        carrier: Channel = WebhookChannel(secret=webhook_secret(workspace.pk))
        return Route(workspace=workspace, channel=channel, account=None, carrier=carrier)
    if channel != "email":
        # A newer version queued it: it waits for one that knows the channel.
        return None
    account = SendingAccount.objects.for_message(workspace, account_id)
    if account is None:
        return Route(workspace=workspace, channel=channel, account=None, carrier=OutboxChannel())
    if not SendingAccount.objects.able(now).filter(pk=account.pk).exists():
        return None
    try:
        carrier = EmailChannel(server=account.server(timeouts=Timeouts(**settings.SMTP_TIMEOUTS)))
    except UnreadableSecret as error:
        account.pause(reason=error.message)
        return None
    return Route(workspace=workspace, channel=channel, account=account, carrier=carrier)
