"""Who a message is from."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Who a message is from, as its reader sees it."""

    name: str
    email: str
    reply_to: str = ""
