"""The register of channels: a new one is a folder and a line here."""

from kindred.channels.channel import Channel
from kindred.channels.email.channel import EmailChannel
from kindred.channels.webhook.channel import WebhookChannel

CHANNELS: dict[str, type[Channel]] = {"email": EmailChannel, "webhook": WebhookChannel}

#: Channels whose receivers recognise a repeat.
REPEATABLE = frozenset(name for name, channel in CHANNELS.items() if channel.repeatable)
