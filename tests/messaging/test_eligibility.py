"""Whether someone may be written to, why not, and when at the earliest."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from kindred.accounts.models import User, Workspace
from kindred.contacts.claim import Claim
from kindred.contacts.models import Contact
from kindred.messaging.eligibility import Facts, eligibility, facts_of
from kindred.messaging.errors import NotSuppressible
from kindred.messaging.models import SendingAccount, Suppression

GIVEN = Claim(purpose="recruiting", ground="consent", how="form")
WITHDRAWN = Claim(purpose="recruiting", withdrawn=True)
WITHDRAWN_BY_SMS = Claim(purpose="recruiting", channel="sms", withdrawn=True)
INTEREST = Claim(purpose="marketing", ground="legitimate_interest")


def facts(**more: object) -> Facts:
    """Return facts that speak for writing, but for some."""
    return Facts(**{"channel": "email", "recipient": "pat@pool.example"} | more)  # type: ignore[arg-type]


def test_where_nothing_speaks_against_it_a_message_may_leave(now: datetime) -> None:
    verdict = eligibility(facts(), now)
    assert verdict.ok
    assert (verdict.reasons, verdict.final, verdict.earliest) == ((), False, None)


@pytest.mark.parametrize(
    "recipient", ["", "pat", "pat@", "@pool.example", "p at@pool.example", "a@b@c.example", "pat@pool..example"]
)
def test_without_a_complete_address_it_never_does(recipient: str, now: datetime) -> None:
    verdict = eligibility(facts(recipient=recipient), now)
    assert verdict.final
    assert verdict.reasons
    assert verdict.earliest is None


def test_all_reasons_are_told_and_the_last_wait_counts(now: datetime) -> None:
    soon, later = now + timedelta(minutes=1), now + timedelta(hours=1)
    verdict = eligibility(facts(rests_until=later, rests_because="421 busy", full_until=soon), now)
    assert len(verdict.reasons) == 2
    assert "421 busy" in verdict.reasons[0]
    assert (verdict.final, verdict.earliest) == (False, later)
    assert eligibility(facts(rests_until=later, full_until=soon), later).ok


def test_what_is_up_to_a_person_has_no_moment(now: datetime) -> None:
    verdict = eligibility(facts(paused="login refused", full_until=now + timedelta(minutes=1)), now)
    assert not verdict.ok
    assert verdict.earliest is None
    assert not verdict.final


def test_a_suppression_is_final_whatever_else(now: datetime) -> None:
    verdict = eligibility(facts(suppressed="Unsubscribed: pat@pool.example", paused="x"), now)
    assert verdict.final
    assert verdict.reasons == ("Unsubscribed: pat@pool.example",)


@pytest.mark.parametrize(
    ("said", "days", "is_asked_for", "reason"),
    [
        ([], 0, False, ""),
        ([], 0, True, "No legal basis is recorded."),
        ([GIVEN], 0, True, ""),
        ([GIVEN], 40, False, "Consent has ended: Recruiting."),
        ([GIVEN, INTEREST], 40, True, ""),
        ([GIVEN, WITHDRAWN], 0, False, "Consent withdrawn: Recruiting."),
        ([INTEREST, GIVEN, WITHDRAWN], 0, False, "Consent withdrawn: Recruiting."),
        ([WITHDRAWN_BY_SMS], 0, False, ""),
        ([GIVEN, WITHDRAWN, GIVEN], 0, True, ""),
    ],
)
def test_what_somebody_agreed_to_decides(
    contacts: Callable[..., list[Contact]],
    workspace: Workspace,
    now: datetime,
    said: list[Claim],
    days: int,
    is_asked_for: bool,
    reason: str,
) -> None:
    [pat] = contacts(1)
    workspace.change(requires_basis=is_asked_for)
    for hours, claim in enumerate(said):
        at = now + timedelta(hours=hours)
        expiring = replace(claim, expires_at=now + timedelta(days=30)) if claim is GIVEN else claim
        Contact.objects.filter(pk=pat.pk).record_basis(expiring, workspace=workspace, now=at, over_withdrawals=True)
    later = now + timedelta(days=days, hours=9)
    about: dict[str, Any] = {"contacts": {1: pat.pk}, "workspace": workspace, "account": None, "now": later}
    found = facts_of({1: pat.email}, channel="email", **about)
    assert found[1].without_basis == reason
    verdict = eligibility(found[1], later)
    assert verdict.reasons == ((reason,) if reason else ())
    assert verdict.final is bool(reason)
    assert facts_of({1: "https://x.example"}, channel="webhook", **about)[1].without_basis == ""


def test_facts_about_many_are_gathered_at_once(
    workspace: Workspace, other_workspace: Workspace, now: datetime, django_assert_num_queries: object
) -> None:
    add = Suppression.objects.add
    add(workspace=workspace, value="Gone@Pool.Example", reason="bounced", now=now)
    add(workspace=workspace, value="@blocked.example", reason="manual", now=now)
    add(workspace=workspace, value="bücher.example", reason="manual", now=now)
    add(workspace=other_workspace, value="free@pool.example", reason="manual", now=now)
    account = SendingAccount(status="paused", paused_reason="535 no")
    recipients = {
        1: "gone@pool.example",
        2: "x@mail.blocked.example",
        3: "y@xn--bcher-kva.example",
        4: "free@pool.example",
        5: "z@notblocked.example",
        6: "",
    }
    with django_assert_num_queries(3):  # type: ignore[operator]
        found = facts_of(
            recipients,
            contacts={key: key for key in recipients},
            workspace=workspace,
            channel="email",
            account=account,
            now=now,
        )
    assert [bool(found[key].suppressed) for key in recipients] == [True, True, True, False, False, False]
    assert found[4].paused == "535 no"


def test_a_suppression_is_lifted_only_by_a_person_and_stays_on_record(
    workspace: Workspace, ada: User, now: datetime
) -> None:
    first = Suppression.objects.add(workspace=workspace, value="a@b.example", reason="manual", now=now)
    assert Suppression.objects.add(workspace=workspace, value=" A@B.EXAMPLE ", reason="bounced", now=now) == first
    first.lift(by=ada, note="asked by phone", now=now)
    assert not Suppression.objects.covering(["a@b.example"]).exists()
    again = Suppression.objects.add(workspace=workspace, value="a@b.example", reason="bounced", now=now)
    assert again != first
    assert Suppression.objects.count() == 2


@pytest.mark.parametrize("value", ["", "   ", "word", "@", "two words.example x"])
def test_what_is_neither_address_nor_domain_cannot_be_suppressed(
    workspace: Workspace, value: str, now: datetime
) -> None:
    with pytest.raises(NotSuppressible):
        Suppression.objects.add(workspace=workspace, value=value, reason="manual", now=now)
