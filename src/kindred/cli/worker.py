"""`kindred worker`: a process that only works."""

import signal
import threading

from kindred.cli.console import say
from kindred.cli.server.ready import check_migrated
from kindred.jobs.worker import Worker


def worker() -> None:
    """Work until told to stop: beside a `kindred web`, on this host or (with PostgreSQL) on any other."""
    check_migrated()
    stopping = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopping.set())
    hand = Worker()
    hand.start()
    say("Working. Ctrl-C stops it.")
    stopping.wait()
    say("Finishing what is in hand …")
    hand.stop()
