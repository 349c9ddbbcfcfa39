"""Workers that die: nothing is lost, nothing is sent twice, and what nobody can know is shown as such."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import wraps
from typing import Any

import pytest
from django.db import OperationalError, connection

from kindred.accounts.models import Workspace
from kindred.channels.email.wire import Wire
from kindred.contacts.models import Contact
from kindred.jobs.worker import work_until_idle
from kindred.kit.clock import utc_now
from kindred.messaging.models import Message, SendingAccount
from kindred.messaging.outbox import work
from kindred.messaging.sending.ledger import Ledger
from tests.messaging.conftest import Pool, Queue
from tests.smtp_sink import SmtpSink

pytestmark = pytest.mark.django_db(transaction=True)

#: How many workers are killed at random; a long run may ask for a thousand.
KILLS = int(os.environ.get("TEST_KILLS", "5"))

WORKER = """
import django; django.setup()
from django.conf import settings
settings.ALLOWED_INTERNAL_HOSTS = ["127.0.0.1"]
from kindred.jobs.worker import work_until_idle
from kindred.messaging.outbox import work
work_until_idle(work=[work])
"""


class Crossings:
    """Counts what a worker does to the world outside, and kills it at one of them."""

    def __init__(self, fatal: int) -> None:
        self.fatal = fatal
        self.count = 0

    def cross(self) -> None:
        """Die if this is the one."""
        self.count += 1
        if self.count == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, owner: type, name: str) -> None:
        """Cross before and after a method."""
        plain = getattr(owner, name)

        @wraps(plain)
        def inner(*args: Any, **more: Any) -> Any:
            self.cross()
            value = plain(*args, **more)
            self.cross()
            return value

        setattr(owner, name, inner)

    def around_waiting(self, owner: type, name: str) -> None:
        """Cross before and after a method that is awaited."""
        plain: Callable[..., Awaitable[Any]] = getattr(owner, name)

        @wraps(plain)
        async def inner(*args: Any, **more: Any) -> Any:
            self.cross()
            value = await plain(*args, **more)
            self.cross()
            return value

        setattr(owner, name, inner)


def work_and_die(fatal: int) -> bool:
    """Work in a process of its own that is killed at a crossing; return whether it came to that."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    status = 1
    try:
        crossings = Crossings(fatal)
        crossings.around(Ledger, "_written")
        crossings.around(Ledger, "claim")
        crossings.around(Wire, "write_last")
        crossings.around_waiting(Wire, "line")
        work_until_idle(work=[work])
        status = 0
    finally:
        os._exit(status)


def let_time_pass(sink: SmtpSink) -> None:
    """Let the server see that the worker is gone, and the leases run out."""
    until = time.monotonic() + 10
    while sink.open and time.monotonic() < until:
        time.sleep(0.005)
    Message.objects.filter(claimed_until__isnull=False).update(claimed_until=utc_now() - timedelta(seconds=1))


def put_to_sleep(worker: "subprocess.Popen[bytes]") -> None:
    """Stop a worker for longer than its leases last, at a moment at which it does not hold the database."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=50" if connection.vendor == "sqlite" else "SET lock_timeout='50ms'")
    for _attempt in range(200):
        worker.send_signal(signal.SIGSTOP)
        try:
            Message.objects.filter(claimed_until__isnull=False).update(claimed_until=utc_now() - timedelta(seconds=1))
        except OperationalError:
            worker.send_signal(signal.SIGCONT)
            time.sleep(0.003)
        else:
            break
    if connection.vendor == "postgresql":
        # The pool keeps the connection.
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
    connection.close()


def check(sink: SmtpSink, *, doubts: int) -> Counter[str]:
    """Compare the ledger with what the server has witnessed (invariants I1 to I4)."""
    copies = Counter(sink.recipients)
    assert not [recipient for recipient, count in copies.items() if count > 1]
    for message in Message.objects.all():
        got = copies[message.recipient or message.contact.email]
        assert message.status in {"accepted", "uncertain"}, message
        assert message.due_at is None
        assert message.claimed_until is None
        assert message.status == "uncertain" or got == 1, message
    found = Counter(Message.objects.values_list("status", flat=True))
    assert found["uncertain"] <= doubts
    return found


@pytest.fixture
def crowd(workspace: Workspace, account: SendingAccount, contacts: Pool) -> list[Contact]:
    """Three people to write to, over two connections."""
    return contacts(3)


def test_a_worker_killed_at_any_moment_leaves_nothing_undone_or_doubled(
    crowd: list[Contact], sink: SmtpSink, queue: Queue
) -> None:
    fatal, tried = 1, 0
    while True:
        sink.mails.clear()
        Message.objects.all().delete()
        queue(now=utc_now(), occasion=f"round {fatal}")
        died = work_and_die(fatal)
        let_time_pass(sink)
        work_until_idle(work=[work])
        found = check(sink, doubts=2)
        assert found.total() == len(crowd)
        tried += died
        if not died:
            assert found["uncertain"] == 0
            break
        fatal += 1
    assert tried > 30


def test_real_workers_killed_at_random_moments_leave_nothing_undone_or_doubled(
    account: SendingAccount, sink: SmtpSink, contacts: Pool, queue: Queue, environment: dict[str, str]
) -> None:
    drawn = random.Random(20261123)
    people = contacts(40 * KILLS)
    queue(now=utc_now())
    sink.delay = 0.01
    kills = 0
    for _kill in range(KILLS):
        worker = subprocess.Popen([sys.executable, "-c", WORKER], env=environment)
        began, so_far = time.monotonic(), len(sink.mails)
        while len(sink.mails) == so_far and worker.poll() is None and time.monotonic() - began < 30:
            time.sleep(0.002)
        time.sleep(drawn.uniform(0, 0.15))
        kills += worker.poll() is None
        worker.kill()
        worker.wait()
        let_time_pass(sink)
    work_until_idle(work=[work])
    found = check(sink, doubts=2 * kills)
    assert found.total() == len(people)
    assert kills >= KILLS / 2


def test_a_worker_that_slept_beyond_its_lease_changes_nothing_and_sends_nothing(
    account: SendingAccount, sink: SmtpSink, contacts: Pool, queue: Queue, environment: dict[str, str]
) -> None:
    people = contacts(150)
    queue(now=utc_now())
    sink.delay = 0.01
    for _nap in range(3):
        worker = subprocess.Popen([sys.executable, "-c", WORKER], env=environment)
        began, so_far = time.monotonic(), len(sink.mails)
        while len(sink.mails) == so_far and worker.poll() is None and time.monotonic() - began < 30:
            time.sleep(0.002)
        put_to_sleep(worker)
        work(utc_now(), "the other")
        worker.send_signal(signal.SIGCONT)
        worker.wait(60)
    work_until_idle(work=[work])
    found = check(sink, doubts=6)
    assert found.total() == len(people)
