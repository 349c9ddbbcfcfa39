"""The nouns of this room, a file each."""

from kindred.messaging.models.message import Message
from kindred.messaging.models.sending_account import SendingAccount
from kindred.messaging.models.suppression import Suppression
from kindred.messaging.models.template import Template

__all__ = ["Message", "SendingAccount", "Suppression", "Template"]
