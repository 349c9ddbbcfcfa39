"""Calls webhooks by the rules of Standard Webhooks 1.0: signed, same id over all attempts, only 2xx is success."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from django.utils.translation import gettext as _
from standardwebhooks import Webhook

from kindred.channels.channel import Desk
from kindred.channels.outcome import Outcome, accepted, bounced, deferred, failed
from kindred.channels.parcel import Parcel
from kindred.kit.clock import utc_now
from kindred.kit.http import Answer, HttpClient, RequestFault

#: Of the answer, what is shown to people.
_SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class WebhookChannel:
    """Posts each parcel to its URL; the receiver recognises a repeat by its id."""

    repeatable: ClassVar[bool] = True
    #: The schedule of Standard Webhooks: ten attempts over some three days.
    waits: ClassVar[tuple[timedelta, ...]] = (
        timedelta(seconds=5),
        timedelta(minutes=5),
        timedelta(minutes=30),
        timedelta(hours=2),
        timedelta(hours=5),
        timedelta(hours=10),
        timedelta(hours=14),
        timedelta(hours=20),
        timedelta(hours=24),
    )

    #: whsec_…
    secret: str
    seconds: float = 15
    calls_at_once: int = 8
    clock: Callable[[], datetime] = utc_now

    async def send(self, desk: Desk) -> None:
        """Call what the desk has, several at once, so that a slow receiver holds up no other."""
        async with HttpClient(seconds=self.seconds) as client, asyncio.TaskGroup() as group:
            for _line in range(self.calls_at_once):
                group.create_task(self._line(client, desk))

    async def _line(self, client: HttpClient, desk: Desk) -> None:
        """Call one after the other."""
        while parcel := await desk.next():
            if await desk.hand_over(parcel):
                await desk.report(parcel, await self._call(client, parcel))

    async def _call(self, client: HttpClient, parcel: Parcel) -> Outcome:
        """Make one attempt and return what came of it."""
        try:
            answer = await client.post(parcel.recipient, content=parcel.payload, headers=self.headers(parcel))
        except RequestFault as fault:
            return failed(fault.message) if fault.permanent else deferred(fault.message)
        return _verdict(answer)

    def headers(self, parcel: Parcel) -> dict[str, str]:
        """Return the headers of an attempt made now; the signature covers id, time and body."""
        at = self.clock()
        return {
            "content-type": "application/json",
            "webhook-id": parcel.identity,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(self.secret).sign(parcel.identity, at, parcel.payload.decode()),
        }


def _verdict(answer: Answer) -> Outcome:
    """Return what an answer means."""
    said = " ".join(answer.body[:_SHOWN].decode("utf-8", "replace").split())
    reason = _("The receiver answered %(status)d %(said)s") % {"status": answer.status, "said": said}
    if 200 <= answer.status < 300:
        return accepted(reason.strip())
    if answer.status == 410:
        return bounced(reason.strip(), recipient_gone=True)
    return deferred(reason.strip(), retry_after=_retry_after(answer))


def _retry_after(answer: Answer) -> timedelta | None:
    """Return how long the receiver asks to be left alone, where it says so in seconds; a day at most."""
    asked = answer.headers.get("retry-after", "")
    return (
        timedelta(seconds=min(int(asked), 86_400)) if asked.isascii() and asked.isdigit() and len(asked) < 9 else None
    )
