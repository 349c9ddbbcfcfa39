"""The demo workspace: rich, plausible, the same for the same seed, apart from anybody's own, and silent."""

from datetime import datetime

import pytest

from kindred.accounts.models import User, Workspace
from kindred.cli.demo.login import EMAIL, KNOWN_PASSWORD, demo_login
from kindred.cli.demo.workspace import open_demo
from kindred.cli.doctor.command import CHECKS
from kindred.cohorts.models import Cohort
from kindred.contacts.models import Contact, Event
from kindred.jobs.worker import work_until_idle
from kindred.messaging.models import Message, SendingAccount
from kindred.workflows.models import Enrollment, Sequence


def told(_done: int, _total: int | None) -> None:
    """Listen to no progress."""


@pytest.fixture
def demo(db: None, now: datetime) -> Workspace:
    """A demo of 400 people."""
    return open_demo(now=now, tell=told, contacts=400)


def test_it_has_something_of_everything(demo: Workspace, now: datetime) -> None:
    assert demo.is_demo
    assert Contact.objects.of(demo).count() == 400
    assert Contact.objects.of(demo).values("country").distinct().count() > 20
    assert sorted(Cohort.objects.of(demo).values_list("status", flat=True)) == [
        "archived", "draft", "paused", "published", "published", "published",
    ]  # fmt: skip
    assert Sequence.objects.filter(workspace=demo).count() == 3
    assert Message.objects.of(demo).filter(status="accepted").exists()
    assert Event.objects.filter(workspace=demo, kind="message.replied").exists()
    assert not Event.objects.filter(workspace=demo, at__gt=now).exists()


def test_the_doctor_finds_nothing_wrong_with_it(demo: Workspace, now: datetime) -> None:
    broken = {check.rule: check.offenders(now).count() for check in CHECKS}
    assert {rule: number for rule, number in broken.items() if number} == {}


def test_the_same_seed_makes_the_same_people(db: None, now: datetime) -> None:
    names = [
        list(
            Contact.objects.of(open_demo(now=now, tell=told, contacts=60, seed=seed))
            .order_by("pk")
            .values_list("name", "email", "title")
        )
        for seed in (7, 7, 8)
    ]
    assert names[0] == names[1]
    assert names[0] != names[2]


def test_its_mail_goes_to_nobody(demo: Workspace) -> None:
    assert not SendingAccount.objects.of(demo).exists()
    assert not Contact.objects.of(demo).exclude(email="").exclude(email__endswith=".example").exists()


def test_the_worker_takes_over_where_the_past_ends(demo: Workspace, now: datetime) -> None:
    due = Enrollment.objects.live().filter(due_at__isnull=False).order_by("due_at").values_list("due_at", flat=True)
    later = [at for at in due if at][4]
    assert later > now
    work_until_idle(worker="test", clock=lambda: later)
    assert not Enrollment.objects.due(later).exists()


def test_a_users_own_workspace_is_left_alone(workspace: Workspace, now: datetime) -> None:
    open_demo(now=now, tell=told, contacts=60)
    assert not Contact.objects.of(workspace).exists()
    assert workspace.members.count() == 1


def test_on_ones_own_machine_the_login_is_known(demo: Workspace) -> None:
    assert KNOWN_PASSWORD in demo_login(host="127.0.0.1")
    assert User.objects.get(email=EMAIL).check_password(KNOWN_PASSWORD)


def test_where_others_can_reach_it_nobody_can_guess_the_login(demo: Workspace) -> None:
    demo_login(host="127.0.0.1")
    told_once = demo_login(host="0.0.0.0")
    user = User.objects.get(email=EMAIL)
    assert not user.check_password(KNOWN_PASSWORD)
    assert user.check_password(told_once.rpartition(" ")[2])
    assert KNOWN_PASSWORD not in demo_login(host="127.0.0.1")


def test_a_password_somebody_chose_stays(demo: Workspace) -> None:
    user = User.objects.get(email=EMAIL)
    user.set_password("my very own words")
    user.save()
    demo_login(host="127.0.0.1")
    assert User.objects.get(email=EMAIL).check_password("my very own words")


def test_without_a_demo_there_is_no_login(db: None) -> None:
    assert demo_login(host="127.0.0.1") == ""
