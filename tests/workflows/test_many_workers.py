"""Many workers, and workers that die: nobody is skipped, nothing fires twice."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from kindred.accounts.models import Workspace
from kindred.cohorts.models import Cohort
from kindred.contacts.models import Contact, ContactTag, Event
from kindred.kit.clock import utc_now
from kindred.messaging.models import Message, Template
from kindred.workflows.models import ActionRun, Enrollment, Workflow
from tests.workflows.conftest import Publish

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 1_500
KILLS = 8
#: Small batches, so that there are many moments to die in; no mail leaves, for the outbox is not worked on.
ENGINE_ALONE = """
import sys
import django
django.setup()
from kindred.jobs.worker import work_until_idle
from kindred.workflows.engine import work as engine
engine.BATCH = dict.fromkeys(engine.BATCH, int(sys.argv[1]))
print("ready", flush=True)
work_until_idle(work=[engine.work])
"""


@pytest.fixture
def crowd(publish: Publish, workspace: Workspace, cohort: Cohort, contacts: Callable[..., list[Contact]]) -> Workflow:
    """People before a step that tags them, writes to them and sends them on."""
    template = Template.objects.create(workspace=workspace, name="Hello", subject="Hi", html="<p>Hi</p>")
    actions = [
        {"key": "tag", "kind": "add_tag", "settings": {"tag": "seen"}},
        {"key": "mail", "kind": "send_email", "settings": {"template": template.pk}},
    ]
    onward = {"key": "r", "when": {"kind": "actions_done"}, "then": {"kind": "move", "step": "next"}}
    workflow = publish(
        {"key": "new", "name": "New", "actions": actions, "rules": [onward]}, {"key": "next", "name": "Next"}
    )
    contacts(PEOPLE)
    cohort.add(Contact.objects.all(), cause="hand", at=utc_now() - timedelta(seconds=1))
    return workflow


def start(environment: dict[str, str], batch: int) -> "subprocess.Popen[str]":
    """Start a process that does the engine's work."""
    return subprocess.Popen(
        [sys.executable, "-c", ENGINE_ALONE, str(batch)], env=environment, stdout=subprocess.PIPE, text=True
    )


def end(worker: "subprocess.Popen[str]") -> int:
    """Wait for a worker to end and return its exit code."""
    worker.communicate(timeout=120)
    return worker.returncode


def assert_each_had_it_once() -> None:
    """Look at the database: everybody went through, and everything happened to them once."""
    assert Enrollment.objects.filter(step="next", entry=2, due_at=None, ended_at=None).count() == PEOPLE
    assert ActionRun.objects.count() == 2 * PEOPLE
    assert ContactTag.objects.count() == PEOPLE
    assert Message.objects.count() == PEOPLE
    assert Event.objects.filter(kind="tag.added").count() == PEOPLE
    assert Event.objects.filter(kind="step.reached").count() == PEOPLE


def test_three_workers_at_once_share_the_work(crowd: Workflow, environment: dict[str, str]) -> None:
    workers = [start(environment, 50) for _ in range(3)]
    assert [end(worker) for worker in workers] == [0, 0, 0]
    assert_each_had_it_once()


def test_workers_killed_at_any_moment_lose_nobody(crowd: Workflow, environment: dict[str, str]) -> None:
    chance = random.Random(20261123)
    killed = 0
    for _ in range(KILLS):
        worker = start(environment, 100)
        assert worker.stdout is not None
        worker.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.25))
        worker.send_signal(signal.SIGKILL)
        killed += end(worker) == -signal.SIGKILL
    assert killed, "every worker had ended before it could be killed"
    assert end(start(environment, 100)) == 0
    assert_each_had_it_once()


def test_rows_in_other_hands_are_passed_over(crowd: Workflow, environment: dict[str, str]) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: there are no other hands")
    with transaction.atomic():
        held = list(Enrollment.objects.select_for_update().order_by("pk").values_list("pk", flat=True)[:100])
        assert end(start(environment, 50)) == 0
        assert Enrollment.objects.filter(step="new").count() == len(held)
    assert end(start(environment, 50)) == 0
    assert_each_had_it_once()


def test_two_people_who_start_the_same_contacts_start_them_once(
    publish: Publish, contacts: Callable[..., list[Contact]], now: datetime, cohort: Cohort
) -> None:
    workflow = publish({"key": "new", "name": "New"})
    contacts(20)
    assert workflow.enroll(Contact.objects.all(), now=now) == 20
    assert workflow.enroll(Contact.objects.all(), now=now) == 0
    cohort.add(Contact.objects.all(), cause="hand", at=now)
    assert Enrollment.objects.live().count() == 20
