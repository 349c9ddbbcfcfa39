"""The worker's loop: call each piece of work until nothing is due, then sleep until something is."""

import os
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import structlog
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django.utils.module_loading import import_string

from kindred.jobs.wake import CHANNEL, nudge_threads, nudges, sleep_until_nudged
from kindred.kit.clock import utc_now

log = structlog.get_logger()

#: The longest sleep: what another process made due without a nudge is found after it.
NAP = timedelta(seconds=5)
#: The pause after a fault of the database or of the code, so that a lasting fault does not spin.
FAULT_PAUSE = timedelta(seconds=2)


@dataclass(frozen=True, kw_only=True)
class Report:
    """What one call of a piece of work did."""

    #: Things done; more than none means: call again at once.
    done: int = 0
    #: The earliest moment at which something known falls due.
    next_at: datetime | None = None
    #: How long others are let at the database before the next call, where this one held it.
    rest: timedelta = timedelta(0)


Work = Callable[[datetime, str], Report]
_this_thread = threading.local()
Clock = Callable[[], datetime]


def all_work() -> list[Work]:
    """Return the pieces of work of `config/work.py`, in its order."""
    return [import_string(path) for path in import_string(settings.WORK)]


def worker_name() -> str:
    """Return a name no other worker has, now or after a restart."""
    return f"{socket.gethostname()[:40]}/{os.getpid()}/{uuid4().hex[:8]}"


def work_until_idle(*, worker: str | None = None, clock: Clock = utc_now, work: Sequence[Work] | None = None) -> int:
    """Do everything that is due now and return how many things that were."""
    name = worker or worker_name()
    total = 0
    while done := sum(piece(clock(), name).done for piece in work or all_work()):
        total += done
    return total


def stop_signal() -> Callable[[], bool]:
    """Return what tells, from any thread, whether the worker that called this piece of work has been told to stop."""
    stopping: threading.Event | None = getattr(_this_thread, "stopping", None)
    return stopping.is_set if stopping else lambda: False


class Worker:
    """Threads that work until told to stop, one for each piece of work, so that a slow server holds up no cards."""

    def __init__(self, *, clock: Clock = utc_now) -> None:
        self._clock = clock
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(piece,), name=f"work-{n}", daemon=True)
            for n, piece in enumerate(all_work())
        ]
        if connection.vendor == "postgresql":
            self._threads.append(threading.Thread(target=self._listen, name="listen", daemon=True))

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self, *, seconds: float = 30) -> None:
        """Finish what is in hand and end; waits up to `seconds`."""
        self._stopping.set()
        nudge_threads()
        for thread in self._threads:
            thread.join(timeout=seconds)

    def _run(self, piece: Work) -> None:
        """Call one piece of work until told to stop."""
        name = worker_name()
        _this_thread.stopping = self._stopping
        while not self._stopping.is_set():
            seen = nudges()
            report = self._call(piece, name)
            if not report.done and not self._stopping.is_set():
                sleep_until_nudged(seen=seen, seconds=self._nap(report))
            elif report.rest:
                self._stopping.wait(report.rest.total_seconds())
        connection.close()

    def _call(self, piece: Work, name: str) -> Report:
        """Call a piece of work once; a fault is logged and tried again after a pause."""
        try:
            close_old_connections()
            return piece(self._clock(), name)
        except DatabaseError as error:
            connection.close()
            log.warning("work.database_fault", work=piece.__module__, error=str(error))
        except Exception:
            log.exception("work.fault", work=piece.__module__)
        self._stopping.wait(FAULT_PAUSE.total_seconds())
        return Report()

    def _nap(self, report: Report) -> float:
        """Return the seconds until the next known moment, at most a nap."""
        if report.next_at is None:
            return NAP.total_seconds()
        return min(max((report.next_at - self._clock()).total_seconds(), 0.01), NAP.total_seconds())

    def _listen(self) -> None:
        """Pass nudges from other processes on to the threads of this one."""
        while not self._stopping.is_set():
            try:
                connection.ensure_connection()
                # Asked of psycopg itself, whose errors Django does not see unless it is told to.
                with connection.wrap_database_errors:
                    connection.connection.execute(f"LISTEN {CHANNEL}")
                    while not self._stopping.is_set():
                        for _nudge in connection.connection.notifies(timeout=1, stop_after=1):
                            nudge_threads()
            except DatabaseError as error:
                log.warning("wake.lost", error=str(error))
                self._stopping.wait(FAULT_PAUSE.total_seconds())
            finally:
                connection.close()
