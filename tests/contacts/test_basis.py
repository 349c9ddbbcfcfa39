"""The ledger of legal bases: append-only, asked what holds now, and cheap for a whole import."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kindred.accounts.models import User, Workspace
from kindred.contacts.basis_ending import work
from kindred.contacts.claim import Claim
from kindred.contacts.errors import InvalidBasis
from kindred.contacts.models import Basis, Contact, Event, Evidence
from kindred.jobs.worker import Report

Pool = Callable[..., list[Contact]]
CONSENT = Claim(purpose="recruiting", ground="consent", how="web form", wording="I agree. v3", source="career site")
INTEREST = Claim(purpose="marketing", ground="legitimate_interest", source="fair 2026")
WITHDRAWAL = Claim(purpose="recruiting", withdrawn=True, how="by phone")


def in_force(contact: Contact, now: datetime, **about: str) -> bool:
    """Whether something allows this about the contact now."""
    asked = {"purpose": "recruiting"} | about
    return Basis.objects.filter(contact=contact).covering(**asked).in_force(now).exists()


def test_a_basis_is_recorded_for_all_and_said_on_their_timelines(
    contacts: Pool, workspace: Workspace, ada: User, now: datetime
) -> None:
    one, _two = contacts(2)
    pool = Contact.objects.of(workspace)
    assert pool.record_basis(CONSENT, workspace=workspace, now=now, by=ada) == 2
    row = Basis.objects.get(contact=one)
    assert (row.workspace, row.ground, row.state, row.at, row.by) == (workspace, "consent", "given", now, ada)
    assert row.claim == CONSENT.checked(now)
    assert Evidence.objects.count() == 1
    assert Event.objects.filter(kind="basis.given", data__what="Consent: Recruiting").count() == 2
    assert in_force(one, now)
    assert in_force(one, now, channel="email", topic="Jobs in Berlin")
    assert not in_force(one, now, purpose="marketing")


def test_the_same_basis_is_recorded_once(contacts: Pool, workspace: Workspace, now: datetime) -> None:
    contacts(2)
    pool = Contact.objects.of(workspace)
    assert pool.record_basis(CONSENT, workspace=workspace, now=now) == 2
    assert pool.record_basis(CONSENT, workspace=workspace, now=now + timedelta(days=1)) == 0
    contacts(1)
    assert pool.record_basis(CONSENT, workspace=workspace, now=now + timedelta(days=1)) == 1


def test_a_withdrawal_ends_it_and_an_import_does_not_lift_it(
    contacts: Pool, workspace: Workspace, now: datetime
) -> None:
    (one,) = contacts()
    pool = Contact.objects.of(workspace)
    pool.record_basis(CONSENT, workspace=workspace, now=now)
    later = now + timedelta(hours=1)
    assert pool.record_basis(WITHDRAWAL, workspace=workspace, now=later) == 1
    assert not in_force(one, later)
    assert pool.record_basis(CONSENT, workspace=workspace, now=later) == 0
    by_hand = later + timedelta(hours=1)
    assert pool.record_basis(CONSENT, workspace=workspace, now=by_hand, over_withdrawals=True) == 1
    assert in_force(one, by_hand)
    assert Basis.objects.filter(contact=one).count() == 3
    assert Basis.objects.filter(contact=one).current().count() == 1


@pytest.mark.parametrize(
    ("withdrawn", "given"),
    [
        ({}, {"channel": "email"}),
        ({"channel": "email"}, {}),
        ({"topic": "Newsletter"}, {}),
        ({"channel": "email"}, {"channel": "email", "topic": "Newsletter"}),
    ],
)
def test_a_withdrawal_stands_against_whatever_would_allow_part_of_it_again(
    contacts: Pool, workspace: Workspace, now: datetime, withdrawn: dict[str, Any], given: dict[str, Any]
) -> None:
    contacts()
    pool = Contact.objects.of(workspace)
    pool.record_basis(Claim(purpose="marketing", withdrawn=True, **withdrawn), workspace=workspace, now=now)
    claim = Claim(purpose="marketing", ground="legitimate_interest", **given)
    assert pool.record_basis(claim, workspace=workspace, now=now) == 0


def test_a_withdrawal_of_another_way_or_purpose_stands_against_nothing(
    contacts: Pool, workspace: Workspace, now: datetime
) -> None:
    (one,) = contacts()
    pool = Contact.objects.of(workspace)
    pool.record_basis(Claim(purpose="marketing", withdrawn=True, channel="sms"), workspace=workspace, now=now)
    claim = Claim(purpose="marketing", ground="legitimate_interest", channel="email")
    assert pool.record_basis(claim, workspace=workspace, now=now) == 1
    assert pool.record_basis(CONSENT, workspace=workspace, now=now) == 1
    assert in_force(one, now, purpose="marketing", channel="email")
    assert not in_force(one, now, purpose="marketing", channel="sms")


def test_taking_back_everything_takes_back_what_was_given_for_one_way(
    contacts: Pool, workspace: Workspace, now: datetime
) -> None:
    (one,) = contacts()
    pool = Contact.objects.of(workspace)
    by_mail = Claim(purpose="recruiting", ground="consent", channel="email", how="form")
    pool.record_basis(by_mail, workspace=workspace, now=now)
    later = now + timedelta(hours=1)
    pool.record_basis(WITHDRAWAL, workspace=workspace, now=later)
    assert not in_force(one, later, channel="email")
    newest = later + timedelta(hours=1)
    pool.record_basis(by_mail, workspace=workspace, now=newest, over_withdrawals=True)
    assert in_force(one, newest, channel="email")
    assert not in_force(one, newest, channel="sms")


def test_a_basis_ends_by_itself(contacts: Pool, workspace: Workspace, now: datetime) -> None:
    (one,) = contacts()
    ends = now + timedelta(days=30)
    claim = Claim(purpose="recruiting", ground="consent", how="form", expires_at=ends)
    Contact.objects.of(workspace).record_basis(claim, workspace=workspace, now=now)
    assert in_force(one, ends - timedelta(seconds=1))
    assert not in_force(one, ends)
    assert Basis.objects.ending(after=now, until=ends).count() == 1
    assert Basis.objects.ending(after=now, until=ends - timedelta(days=1)).count() == 0


def test_that_it_ended_is_noted_by_itself_and_may_begin_anew(
    contacts: Pool, workspace: Workspace, now: datetime
) -> None:
    contacts(3)
    ends = now + timedelta(days=30)
    claim = Claim(purpose="recruiting", ground="consent", how="form", channel="email", expires_at=ends)
    pool = Contact.objects.of(workspace)
    pool.record_basis(claim, workspace=workspace, now=now)
    assert work(now, "w") == Report(done=0, next_at=ends)
    assert work(ends, "w") == Report(done=3, next_at=None)
    assert work(ends, "w").done == 0
    last = Basis.objects.current()
    assert {(row.state, row.at, row.evidence.how) for row in last} == {("ended", ends, "form")}
    assert Event.objects.filter(kind="basis.ended", data__what="Consent: Recruiting, by E-mail").count() == 3
    assert Basis.objects.count() == 6
    assert pool.record_basis(replace(claim, expires_at=None), workspace=workspace, now=ends) == 3


def test_what_was_said_earlier_and_recorded_later_does_not_count_as_the_last_word(
    contacts: Pool, workspace: Workspace, now: datetime
) -> None:
    (one,) = contacts()
    pool = Contact.objects.of(workspace)
    pool.record_basis(WITHDRAWAL, workspace=workspace, now=now)
    old = Claim(purpose="recruiting", ground="consent", how="paper form", at=now - timedelta(days=90))
    assert pool.record_basis(old, workspace=workspace, now=now + timedelta(days=1), over_withdrawals=True) == 1
    assert not in_force(one, now + timedelta(days=1))
    assert [row.state for row in Basis.objects.filter(contact=one).current()] == ["withdrawn"]


@pytest.mark.parametrize(
    ("claim", "field"),
    [
        (Claim(purpose="fun", ground="consent", how="x"), "purpose"),
        (Claim(purpose="marketing", ground="because"), "ground"),
        (Claim(purpose="marketing"), "ground"),
        (Claim(purpose="marketing", ground="consent"), "how"),
        (Claim(purpose="marketing", ground="contract", channel="smoke"), "channel"),
        (Claim(purpose="marketing", ground="contract", topic="x" * 81), "topic"),
        (Claim(purpose="marketing", ground="contract", at=datetime(2031, 1, 1, tzinfo=UTC)), "at"),
        (Claim(purpose="marketing", ground="contract", expires_at=datetime(2001, 1, 1, tzinfo=UTC)), "expires_at"),
        (Claim(purpose="marketing", withdrawn=True, expires_at=datetime(2031, 1, 1, tzinfo=UTC)), "expires_at"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_field(
    workspace: Workspace, now: datetime, claim: Claim, field: str
) -> None:
    with pytest.raises(InvalidBasis) as refusal:
        Contact.objects.of(workspace).record_basis(claim, workspace=workspace, now=now)
    assert set(refusal.value.problems) == {field}


@pytest.mark.parametrize("claim", [CONSENT, WITHDRAWAL, Claim(purpose="marketing", ground="contract")])
def test_a_claim_is_kept_with_an_import(claim: Claim, now: datetime) -> None:
    whole = claim.checked(now)
    assert Claim.from_json(whole.as_json()) == whole
    assert Claim.from_json(claim.as_json()) == claim


@pytest.mark.parametrize("column", ["ground", "state", "at", "expires_at"])
def test_the_database_refuses_to_rewrite_the_ledger(
    contacts: Pool, workspace: Workspace, now: datetime, column: str
) -> None:
    contacts()
    Contact.objects.of(workspace).record_basis(CONSENT, workspace=workspace, now=now)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Basis.objects.update(**{column: now if column in ("at", "expires_at") else "x"})


def test_people_of_another_workspace_are_let_be(
    contacts: Pool, workspace: Workspace, other_workspace: Workspace, now: datetime
) -> None:
    contacts()
    assert Contact.objects.all().record_basis(CONSENT, workspace=other_workspace, now=now) == 0


def test_rows_brought_together_by_a_merge_are_settled(contacts: Pool, workspace: Workspace, now: datetime) -> None:
    one, two = contacts(2)
    Contact.objects.filter(pk=one.pk).record_basis(CONSENT, workspace=workspace, now=now)
    Contact.objects.filter(pk=two.pk).record_basis(WITHDRAWAL, workspace=workspace, now=now + timedelta(days=1))
    Basis.objects.filter(contact=two).update(contact=one)
    Basis.objects.settle(Contact.objects.filter(pk=one.pk))
    assert not in_force(one, now + timedelta(days=2))
    assert Basis.objects.filter(contact=one).current().count() == 1


def test_an_import_of_any_size_takes_the_same_few_statements(
    contacts: Pool, workspace: Workspace, now: datetime
) -> None:
    counts = []
    for size in (2, 200):
        ids = [contact.pk for contact in contacts(size)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            Contact.objects.filter(pk__in=ids).record_basis(INTEREST, workspace=workspace, now=now, on_timeline=False)
        counts.append(len(queries))
    assert counts[1] <= counts[0] <= 14
    assert Basis.objects.count() == 202
    assert not Event.objects.exists()
