"""The counts that the database keeps are what a fresh count says, whatever happens to cards and members."""

import random
import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Count, Sum

from kindred.accounts.models import User
from kindred.cohorts.models import Cohort, MemberCount, Membership
from kindred.contacts.models import Contact
from kindred.web.workflows.counts import members, standing
from kindred.workflows.models import Enrollment, StepCount, Workflow
from tests.workflows.conftest import Publish

STEPS = ("new", "asked", "done")
KEYS = ("workflow_id", "step", "status")
Counts = dict[tuple[object, ...], int]


@pytest.fixture
def workflow(publish: Publish) -> Workflow:
    """Three steps on which people rest."""
    return publish(*({"key": key, "name": key.title()} for key in STEPS))


def kept() -> tuple[Counts, Counts]:
    """The counts of steps and of cohorts as they are kept."""
    steps = StepCount.objects.order_by().values_list(*KEYS).annotate(total=Sum("number"))
    cohorts = MemberCount.objects.order_by().values_list("cohort_id").annotate(total=Sum("number"))
    return _said(steps), _said(cohorts)


def fresh() -> tuple[Counts, Counts]:
    """The same, counted."""
    steps = Enrollment.objects.live().order_by().values_list(*KEYS).annotate(total=Count("pk"))
    cohorts = Membership.objects.filter(left_at=None).order_by().values_list("cohort_id").annotate(total=Count("pk"))
    return _said(steps), _said(cohorts)


def _said(rows: Iterable[tuple[Any, ...]]) -> Counts:
    return {tuple(key): total for *key, total in rows if total}


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_to_cards_they_are_counted(
    workflow: Workflow, cohort: Cohort, add: Callable[..., list[Contact]], ada: User, now: datetime, seed: int
) -> None:
    rng = random.Random(seed)
    add(8, email="")
    for hour in range(30):
        at = now + timedelta(hours=hour)
        cards = sorted(workflow.enrollments.values_list("pk", flat=True))
        some = workflow.enrollments.filter(pk__in=rng.sample(cards, k=3))
        match rng.randrange(7):
            case 0:
                add(rng.randrange(1, 6), at=at, email="")
            case 1:
                some.move_to(rng.choice(STEPS), now=at, by=ada)
            case 2:
                move = some.move_to(rng.choice(STEPS), now=at, by=ada)
                assert move is None or move.revert(now=at, by=ada)
            case 3:
                some.park(reason="Broken.", now=at)
            case 4:
                some.end(status="exited", reason="", now=at)
            case 5:
                cohort.remove(some.contacts(), at=at, by=ada)
            case 6:
                some.contacts()[0].delete()
        assert kept() == fresh()


def test_what_is_deleted_is_not_counted(workflow: Workflow, cohort: Cohort, add: Callable[..., list[Contact]]) -> None:
    add(3)
    assert (standing([workflow.pk])[workflow.pk].at, members([cohort.pk])) == ({"new": 3}, {cohort.pk: 3})
    Contact.objects.all().delete()
    assert kept() == ({}, {})


def test_a_page_reads_the_kept_counts(
    workflow: Workflow, cohort: Cohort, add: Callable[..., list[Contact]], now: datetime, ada: User
) -> None:
    add(5)
    workflow.enrollments.filter(pk__in=workflow.enrollments.values("pk")[:2]).move_to("done", now=now, by=ada)
    workflow.enrollments.filter(step="new")[0]._alone().park(reason="Broken.", now=now)
    here = standing([workflow.pk])[workflow.pk]
    assert (here.at, here.failed, here.total, here.attention) == ({"new": 3, "done": 2}, {"new": 1}, 5, 1)
    assert members([cohort.pk]) == {cohort.pk: 5}


@pytest.mark.django_db(transaction=True)
def test_two_at_once_count_both_and_neither_waits(
    workflow: Workflow, add: Callable[..., list[Contact]], now: datetime, ada: User
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    # Tests that truncate tables leave counts behind.
    StepCount.objects.all().delete()
    MemberCount.objects.all().delete()
    add(4)
    first, second = (workflow.enrollments.filter(pk=pk) for pk in workflow.enrollments.values_list("pk", flat=True)[:2])

    def move_the_second() -> None:
        second.move_to("done", now=now, by=ada)
        connection.close()

    with transaction.atomic():
        first.move_to("done", now=now, by=ada)
        other = threading.Thread(target=move_the_second)
        other.start()
        other.join(timeout=60)
        assert not other.is_alive()
    assert standing([workflow.pk])[workflow.pk].at == {"new": 2, "done": 2}
    assert kept() == fresh()
