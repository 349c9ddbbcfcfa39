"""A message that is ready to go: written, addressed, sealed."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """One prepared message; all that a channel learns of it."""

    #: What the caller knows it by.
    key: int
    recipient: str
    payload: bytes
    #: What the receiver knows it by over all attempts: Message-ID, webhook-id.
    identity: str = ""
    #: Whom it is from, where the channel has senders.
    sender: str = ""
