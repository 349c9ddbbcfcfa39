"""Retention rules: whom they find, what they do, and what keeps them from doing too much."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kindred.accounts.models import AuditEntry, User, Workspace
from kindred.cohorts.models import Cohort
from kindred.contacts.basis_ending import work as end_bases
from kindred.contacts.claim import Claim
from kindred.contacts.erasing.work import work as erase
from kindred.contacts.models import Contact, Erasure
from kindred.criteria.language import say
from kindred.jobs.worker import work_until_idle
from kindred.retention.errors import LookAgain, MeansEverybody, NobodyToAskWith
from kindred.retention.models import RetentionRule, RetentionRun
from kindred.retention.presets import PRESETS
from kindred.retention.work import work

Pool = Callable[..., list[Contact]]
Define = Callable[..., RetentionRule]
OLD = {"format": 1, "all": [{"field": "title", "is": "is", "value": "old"}]}


@pytest.fixture
def define(workspace: Workspace, ada: User, now: datetime) -> Define:
    """A way to write a rule down: whoever is called "old" is erased, if not said otherwise."""

    def written(**details: Any) -> RetentionRule:
        given = {"name": "Old ones", "criteria": OLD} | details
        return RetentionRule.objects.define(workspace=workspace, by=ada, now=now, **given)

    return written


def test_a_rule_does_nothing_until_it_is_switched_on(define: Define, contacts: Pool, now: datetime) -> None:
    contacts(2, title="old")
    rule = define()
    assert rule.found(now).count() == 2
    work_until_idle(clock=lambda: now + timedelta(days=30), work=[work, erase])
    assert Contact.objects.exclude(workspace=None).count() == 2
    assert not RetentionRun.objects.exists()


def test_it_looks_at_night_where_the_workspace_is_and_writes_down_what_it_did(
    define: Define, contacts: Pool, now: datetime, ada: User, workspace: Workspace
) -> None:
    contacts(2, title="old")
    stays = contacts(1)
    rule = define()
    rule.switch_on(seen=2, by=ada, now=now)
    night = datetime(2026, 11, 3, 2, tzinfo=UTC)  # three o'clock in Berlin
    assert rule.due_at == night
    assert work(now, "w").next_at == night
    work_until_idle(clock=lambda: night, work=[work, erase])
    assert list(Contact.objects.exclude(workspace=None)) == stays
    run = RetentionRun.objects.get()
    assert (run.found, run.outcome, run.at) == (2, "erased", night)
    assert run.erasure
    assert (run.erasure.reason, run.erasure.via, run.erasure.done) == ("retention", "retention rule “Old ones”", 2)
    rule.refresh_from_db()
    assert rule.due_at == night + timedelta(days=1)
    assert [entry.act for entry in AuditEntry.objects.order_by("number")] == [
        "retention.changed",
        "retention.changed",
        "retention.ran",
        "contacts.erased",
    ]
    work_until_idle(clock=lambda: night + timedelta(days=1), work=[work, erase])
    assert RetentionRun.objects.order_by("-pk")[0].outcome == "nobody"


def test_two_workers_run_it_once(define: Define, contacts: Pool, now: datetime, ada: User) -> None:
    contacts(1, title="old")
    define().switch_on(seen=1, by=ada, now=now)
    later = now + timedelta(days=1)
    assert [work(later, name).done for name in ("a", "b")] == [1, 0]
    assert Erasure.objects.count() == 1


def test_it_is_not_switched_on_over_more_people_than_were_shown(
    define: Define, contacts: Pool, now: datetime, ada: User
) -> None:
    contacts(3, title="old")
    rule = define()
    with pytest.raises(LookAgain):
        rule.switch_on(seen=2, by=ada, now=now)
    rule.refresh_from_db()
    assert not rule.is_on


def test_it_stops_and_tells_when_it_finds_too_many(
    define: Define, contacts: Pool, now: datetime, ada: User, bob: User, workspace: Workspace
) -> None:
    contacts(1, title="old")
    rule = define(most=2)
    rule.switch_on(seen=1, by=ada, now=now)
    contacts(2, title="old")
    work_until_idle(clock=lambda: now + timedelta(days=1), work=[work, erase])
    rule.refresh_from_db()
    assert (rule.is_on, rule.due_at) == (False, None)
    assert RetentionRun.objects.get().outcome == "stopped"
    assert Contact.objects.of(workspace).count() == 3
    news = workspace.notifications.get()
    assert (news.user, "found 3 people and stopped" in news.text) == (ada, True)


def test_what_makes_it_mean_others_switches_it_off(define: Define, contacts: Pool, now: datetime, ada: User) -> None:
    rule = define()
    rule.switch_on(seen=0, by=ada, now=now)
    rule.change(by=ada, now=now, name="Older ones", most=7)
    assert rule.is_on
    new = {"format": 1, "all": [{"field": "title", "is": "is", "value": "older"}]}
    rule.change(by=ada, now=now, criteria=new)
    assert (rule.is_on, rule.due_at) == (False, None)


def test_it_asks_by_a_cohort_and_asks_nobody_who_is_asked_already(
    define: Define, contacts: Pool, now: datetime, ada: User, workspace: Workspace
) -> None:
    contacts(2, title="old")
    cohort = Cohort.objects.open_for(workspace=workspace, owner=ada, name="May we keep you?", now=now)
    rule = define(action="ask", cohort=cohort)
    rule.switch_on(seen=2, by=ada, now=now)
    for days in (1, 2):
        work_until_idle(clock=lambda days=days: now + timedelta(days=days), work=[work])  # type: ignore[misc]
    assert [run.outcome for run in RetentionRun.objects.order_by("pk")] == ["asked", "nobody"]
    assert cohort.memberships.filter(left_at=None).count() == 2
    assert not Erasure.objects.exists()
    cohort.delete()
    work_until_idle(clock=lambda: now + timedelta(days=3), work=[work])
    assert RetentionRun.objects.order_by("-pk")[0].outcome == "stopped"


@pytest.mark.parametrize("criteria", [{}, {"format": 1, "all": []}])
def test_a_rule_about_everybody_is_refused(define: Define, criteria: dict[str, Any]) -> None:
    with pytest.raises(MeansEverybody):
        define(criteria=criteria)
    assert not RetentionRule.objects.exists()


def test_a_rule_that_asks_with_nothing_is_refused(define: Define) -> None:
    with pytest.raises(NobodyToAskWith):
        define(action="ask")


def test_a_removed_rule_leaves_its_log(define: Define, now: datetime, ada: User, contacts: Pool) -> None:
    contacts(1, title="old")
    rule = define()
    rule.run(now=now)
    rule.remove(by=ada, now=now)
    assert (RetentionRun.objects.get().name, RetentionRun.objects.get().rule) == ("Old ones", None)
    assert AuditEntry.objects.order_by("-number")[0].act == "retention.removed"


def test_another_workspace_is_let_be(define: Define, contacts: Pool, other_workspace: Workspace, now: datetime) -> None:
    Contact.objects.create(workspace=other_workspace, name="Old", title="old")
    assert define().found(now).count() == 0


@pytest.mark.parametrize("key", PRESETS)
def test_what_is_proposed_can_be_read_aloud(define: Define, key: str, workspace: Workspace, now: datetime) -> None:
    rule = define(criteria=PRESETS[key].criteria)
    assert say(rule.criteria, workspace=workspace)
    assert rule.found(now).count() == 0


DAY = timedelta(days=1)
KEPT = 730 * DAY
PEOPLE, STEP = 60, 14 * DAY


@dataclass(kw_only=True)
class Life:
    """What happens to somebody in three years, and until when they may be kept."""

    created: datetime
    #: Moments at which they were written to, answered, or somebody wrote a note.
    touches: list[tuple[datetime, str]]
    #: (given, ends, withdrawn), each later than the last was over.
    bases: list[tuple[datetime, datetime | None, datetime | None]] = field(default_factory=list)

    def may_go(self, at: datetime) -> bool:
        """Whether the rule means them at a moment, reckoned from what happened and nothing else."""
        recent = [self.created, *(when for when, _kind in self.touches if when <= at)]
        has_basis = any(
            given <= at and (ends is None or at < ends) and (withdrawn is None or at < withdrawn)
            for given, ends, withdrawn in self.bases
        )
        return max(recent) < at - KEPT and not has_basis


def drawn(rng: random.Random, start: datetime) -> Life:
    """A life at random: some are old from the beginning, some come back late, some agree, some change their mind."""
    life = Life(created=start - rng.randrange(0, 1_000) * DAY, touches=[])
    for _n in range(rng.choice([0, 0, 1, 2, 3])):
        when = start + rng.randrange(1, 1_000) * DAY
        life.touches.append((when, rng.choice(["sent", "replied", "note"])))
    at = start + rng.randrange(1, 300) * DAY
    for _n in range(rng.choice([0, 0, 1, 2])):
        ends = at + rng.randrange(100, 500) * DAY if rng.random() < 0.6 else None
        withdrawn = at + rng.randrange(20, 99) * DAY if rng.random() < 0.3 else None
        life.bases.append((at, ends, withdrawn))
        if ends is None and withdrawn is None:
            break
        at = (withdrawn or ends or at) + rng.randrange(1, 100) * DAY
    return life


@pytest.mark.django_db
def test_three_years_go_by_and_everybody_goes_on_the_very_day(workspace: Workspace, ada: User) -> None:
    rng = random.Random(72)
    start = datetime(2026, 1, 5, 12, tzinfo=UTC)
    lives = [drawn(rng, start) for _n in range(PEOPLE)]
    people = Contact.objects.bulk_create(
        Contact(workspace=workspace, name=f"P{n}", name_key=f"p{n}", kinds=1, created_at=life.created)
        for n, life in enumerate(lives)
    )
    preset = PRESETS["candidates"]
    rule = RetentionRule.objects.define(
        workspace=workspace, by=ada, now=start, name=str(preset.name), criteria=preset.criteria
    )
    expected: dict[int, datetime] = {}
    gone: dict[int, datetime] = {}
    before = start
    for fortnight in range(1, 79):
        at = start + fortnight * STEP
        for person, life in zip(people, lives, strict=True):
            if person.pk not in gone:
                _live(person, life, workspace, after=before, until=at)
                if life.may_go(at):
                    expected[person.pk] = at
        while end_bases(at, "w").done:
            pass
        dry = set(rule.found(at).values_list("pk", flat=True))
        run = rule.run(now=at)
        while erase(at, "w").done:
            pass
        erased = {pk for pk in Contact.objects.filter(workspace=None).values_list("pk", flat=True) if pk not in gone}
        assert (erased, run.found) == (dry, len(dry))
        gone |= dict.fromkeys(erased, at)
        before = at
    assert gone == expected
    assert 10 < len(gone) < PEOPLE


def _live(person: Contact, life: Life, workspace: Workspace, *, after: datetime, until: datetime) -> None:
    """Let happen to somebody what happens in a stretch of time."""
    one = Contact.objects.filter(pk=person.pk)
    for when, kind in sorted(life.touches):
        if after < when <= until:
            if kind == "sent":
                one.update(last_contacted_at=when)
            else:
                one.record("message.replied" if kind == "replied" else "note.added", at=when)
    said = [(given, ends, False) for given, ends, _withdrawn in life.bases]
    said += [(withdrawn, None, True) for _given, _ends, withdrawn in life.bases if withdrawn]
    for when, ends, is_withdrawn in sorted(said, key=lambda one: one[0]):
        if after < when <= until:
            claim = Claim(
                purpose="recruiting",
                ground="" if is_withdrawn else "consent",
                how="" if is_withdrawn else "form",
                withdrawn=is_withdrawn,
                expires_at=ends,
                at=when,
            )
            one.record_basis(claim, workspace=workspace, now=until, over_withdrawals=True)
