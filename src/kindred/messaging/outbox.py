"""The sender's work: everything that should leave leaves, over all accounts at once."""

import asyncio
from datetime import datetime, timedelta
from functools import partial

from kindred.jobs.worker import Report, stop_signal
from kindred.kit.clock import running_from
from kindred.kit.crossing import Crossing
from kindred.messaging.sending.claiming import next_moment, settle_abandoned
from kindred.messaging.sending.desk import RouteDesk
from kindred.messaging.sending.ledger import Ledger, Question
from kindred.messaging.sending.route import Route

#: How long a desk takes new messages; then the worker looks around.
SHIFT = timedelta(seconds=10)
#: A desk that is not done so long after its shift waits for a slow server, and the others need not wait with it.
_STUCK = timedelta(seconds=5)
#: How often leases are extended, and new routes looked for, while any desk is at work.
_HEARTBEAT = 10.0
_LOOK_AROUND = 1.0


def work(now: datetime, worker: str) -> Report:
    """Send what is due, for a shift or until nothing is left."""
    settled = settle_abandoned(now=now)
    clock = running_from(now)
    ledger = Ledger(worker=worker, clock=clock)
    if ledger.routes():
        crossing: Crossing[Question] = Crossing()
        crossing.run(_Shift(crossing, ledger, now).run, ledger.answer)
    return Report(done=settled + ledger.settled, next_at=next_moment(clock()))


class _Shift:
    """All desks at work at the same time."""

    def __init__(self, crossing: Crossing[Question], ledger: Ledger, now: datetime) -> None:
        self._crossing = crossing
        self._ledger = ledger
        self._clock = running_from(now)
        self._ends_at = now + SHIFT
        self._told_to_stop = stop_signal()
        self._fault: BaseException | None = None
        self._desks: dict[asyncio.Task[None], tuple[Route, RouteDesk, datetime]] = {}

    async def run(self) -> None:
        """Open a desk for each route and work until all have closed; a fault in one lets the others finish."""
        heart = asyncio.create_task(self._beat())
        try:
            await self._open_desks()
            while self._desks:
                done, _pending = await asyncio.wait(
                    self._desks, timeout=_LOOK_AROUND, return_when=asyncio.FIRST_COMPLETED
                )
                for task in done:
                    del self._desks[task]
                    self._fault = self._fault or task.exception()
                if self._desks and self._may_open():
                    await self._open_desks()
        finally:
            heart.cancel()
        if self._fault:
            raise self._fault

    def _may_open(self) -> bool:
        """Tell whether more may be begun: within the shift, or while some desk waits for a slow server."""
        now = self._clock()
        if self._fault or self._told_to_stop():
            return False
        return now < self._ends_at or any(closes + _STUCK < now for _route, _desk, closes in self._desks.values())

    async def _open_desks(self) -> None:
        """Open a desk for each route that has none."""
        open_now = [route for route, _desk, _closes in self._desks.values()]
        for route in await self._crossing.ask(self._ledger.routes):
            if route not in open_now:
                self._open_desk(route)

    def _open_desk(self, route: Route) -> None:
        """Open a desk for a shift."""
        closes_at = self._clock() + SHIFT
        desk = RouteDesk(
            route,
            crossing=self._crossing,
            ledger=self._ledger,
            clock=self._clock,
            is_open=lambda: self._clock() < closes_at and not self._told_to_stop(),
        )
        self._desks[asyncio.create_task(desk.serve())] = route, desk, closes_at

    async def _beat(self) -> None:
        """Extend the leases on all that is in hand."""
        while True:
            await asyncio.sleep(_HEARTBEAT)
            keys = [key for _route, desk, _closes in self._desks.values() for key in desk.in_hand]
            if keys:
                await self._crossing.ask(partial(self._ledger.extend, keys))
