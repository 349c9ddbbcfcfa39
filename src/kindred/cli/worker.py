"""`kindred worker`: a process that only works."""

import signal

from kindred.cli.console import say
from kindred.cli.server.ready import check_migrated
from kindred.jobs.worker import Worker

ENDINGS = (signal.SIGINT, signal.SIGTERM)


def worker() -> None:
    """Work until told to stop: beside a `kindred web`, on this host or (with PostgreSQL) on any other."""
    check_migrated()
    # Waited for rather than handled: a handler would interrupt this very thread, perhaps while it holds the lock that
    # the handler needs. Threads started from here on leave these signals alone too.
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
    hand = Worker()
    hand.start()
    say("Working. Ctrl-C stops it.")
    signal.sigwait(ENDINGS)
    # A second one ends it at once.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
    say("Finishing what is in hand …")
    hand.stop()
