"""Keeps messages instead of sending them."""

from datetime import timedelta
from typing import ClassVar

from django.utils.translation import gettext as _

from kindred.channels.channel import Desk
from kindred.channels.outcome import accepted


class OutboxChannel:
    """Takes every message over at once; its words stay in the ledger, where the outbox page reads them."""

    repeatable: ClassVar[bool] = True
    waits: ClassVar[tuple[timedelta, ...]] = ()

    async def send(self, desk: Desk) -> None:
        """Keep what the desk has."""
        while parcel := await desk.next():
            if await desk.hand_over(parcel):
                await desk.report(parcel, accepted(_("Kept in the local outbox: no sending account is set up.")))
