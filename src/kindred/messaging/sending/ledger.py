"""What one worker writes about the messages in its hands. Every write is fenced: what is no longer its, it cannot change.

The order of things keeps the promise (docs/sending.md): the hand-over is on the disk before the message can reach
anyone, and the outcome is written after it is known.
"""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from kindred.channels.channel import AccountFault
from kindred.channels.outcome import Outcome, Result
from kindred.channels.register import CHANNELS
from kindred.contacts.models import Contact
from kindred.kit.db.durable import durable
from kindred.kit.db.gate import pass_gate
from kindred.messaging.eligibility import Verdict, eligibility, facts_of
from kindred.messaging.models import Message, SendingAccount, Suppression
from kindred.messaging.models.message import LET_GO, MessageQuerySet
from kindred.messaging.sending.claiming import LEASE, SUSPECT, claim, routes_with_room
from kindred.messaging.sending.draft import Draft
from kindred.messaging.sending.route import Route
from kindred.messaging.writing import Rendered

log = structlog.get_logger()

#: Deaths of its worker after which a message is given up.
_POISON = 2 * SUSPECT
#: Seconds between attempts to write down what cannot wait; the database may be restarting.
_PATIENCE = (0.1, 0.5, 1.0, 2.0, 4.0, 8.0)
_EVENTS = {
    Message.Status.ACCEPTED: "message.sent",
    Message.Status.BOUNCED: "message.bounced",
    Message.Status.FAILED: "message.failed",
    Message.Status.UNCERTAIN: "message.uncertain",
    Message.Status.SUPPRESSED: "message.suppressed",
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something to be written about a message."""

    draft: Draft


@dataclass(frozen=True, kw_only=True)
class HandOver(Entry):
    """May it leave? If so, its words are kept as they leave."""

    said: Rendered


@dataclass(frozen=True, kw_only=True)
class Filed(Entry):
    """What became of it; its words, where it was refused before it left."""

    outcome: Outcome
    said: Rendered | None = None


@dataclass(frozen=True, kw_only=True)
class PutBack(Entry):
    """It did not leave, through no fault of its own."""


#: An entry, or something else to be done by the thread that owns the database.
Question = Entry | Callable[[], Any]


class Ledger:
    """The ledger as one worker keeps it."""

    def __init__(self, *, worker: str, clock: Callable[[], datetime]) -> None:
        self._worker = worker
        self._clock = clock
        #: Messages about which something was settled.
        self.settled = 0

    def answer(self, asked: list[Question]) -> list[Any]:
        """Answer what was asked at the same time: all entries in one commit, then the rest one by one.

        The answer to a HandOver is whether the message may leave.
        """
        entries = [question for question in asked if isinstance(question, Entry)]
        allowed = self._written(entries) if entries else frozenset()
        return [
            question.draft.key in allowed if isinstance(question, Entry) else question() for question in asked
        ]

    def routes(self) -> list[Route]:
        """Return the ways on which something should leave now and can."""
        return routes_with_room(self._clock())

    def claim(self, route: Route) -> tuple[list[Draft], bool]:
        """Take the next messages of a route; return those that may leave, and whether there were any at all.

        Those that must not leave are finished here, with the reason.
        """
        now = self._clock()
        with transaction.atomic():
            drafts = claim(route, worker=self._worker, now=now)
            facts = facts_of(
                {draft.key: draft.recipient for draft in drafts},
                workspace=route.workspace,
                channel=route.channel,
                account=route.account,
            )
            verdicts = {draft.key: eligibility(facts[draft.key], now) for draft in drafts}
            return [draft for draft in drafts if self._may_leave(draft, verdicts[draft.key], now)], bool(drafts)

    def extend(self, keys: Sequence[int]) -> None:
        """Lengthen the lease on messages in hand."""
        Message.objects.filter(pk__in=keys).extend(worker=self._worker, now=self._clock(), seconds=LEASE)

    def rest(self, account: SendingAccount, fault: AccountFault) -> None:
        """Stop sending by an account: until a person acts, or for a while."""
        log.warning("account.fault", account=account.pk, reason=fault.message, permanent=fault.permanent)
        if fault.permanent:
            account.pause(reason=fault.message)
        else:
            account.rest(reason=fault.message, now=self._clock())

    def _may_leave(self, draft: Draft, verdict: Verdict, now: datetime) -> bool:
        """Keep what may leave; finish what must not, put off what may later."""
        if draft.message.attempts > _POISON:
            self._finish(draft, Message.Status.FAILED, _("Writing it made the worker stop time and again."), now)
            return False
        if verdict.final:
            self._finish(draft, Message.Status.SUPPRESSED, " ".join(verdict.reasons), now)
        elif not verdict.ok:
            later = verdict.earliest or now + timedelta(minutes=1)
            self._mine(draft).update(due_at=later, reason=" ".join(verdict.reasons)[:500], **LET_GO)
        return verdict.ok

    def _written(self, entries: Sequence[Entry]) -> frozenset[int]:
        """Write entries in one durable commit and return which messages may leave.

        Tries again while the database is away: what became of a message must be written down.
        """
        settled = self.settled
        for pause in (*_PATIENCE, None):
            self.settled = settled
            try:
                with durable():
                    return self._write(entries)
            except OperationalError as error:
                if pause is None or connection.in_atomic_block:
                    raise
                log.warning("ledger.database_away", error=str(error))
                connection.close()
                time.sleep(pause)
            except Exception as error:  # noqa: BLE001 (what follows from one message must not lose what became of others)
                self.settled = settled
                return self._one_by_one(entries, error)
        raise AssertionError

    def _one_by_one(self, entries: Sequence[Entry], error: Exception) -> frozenset[int]:
        """Write entries so that the one at fault keeps no other from being written."""
        if len(entries) > 1:
            return frozenset[int]().union(*(self._written([entry]) for entry in entries))
        entry = entries[0]
        log.error("ledger.entry_fault", message=entry.draft.key, error=repr(error))
        with durable():
            if isinstance(entry, Filed):
                self._update(entry, self._clock())
            else:
                reason = _("It could not be written down before it left: %s") % error
                self._mine(entry.draft).update(status=Message.Status.FAILED, reason=reason[:500], due_at=None, **LET_GO)
        return frozenset()

    def _write(self, entries: Sequence[Entry]) -> frozenset[int]:
        """Write entries, in the order of their rows, so that two workers never wait for each other."""
        now = self._clock()
        for entry in sorted(entries, key=lambda entry: entry.draft.key):
            if isinstance(entry, Filed):
                self._file(entry, now)
            elif isinstance(entry, PutBack):
                self._put_back(entry, now)
        leaving = [entry for entry in entries if isinstance(entry, HandOver)]
        return self._hand_over(leaving, now) if leaving else frozenset()

    def _hand_over(self, leaving: list[HandOver], now: datetime) -> frozenset[int]:
        """Mark what leaves, after a last look at what speaks against it."""
        for workspace in sorted({entry.draft.message.workspace_id for entry in leaving}):
            pass_gate(workspace)
        keys = [entry.draft.key for entry in leaving]
        mine = Message.objects.waiting().held_by(self._worker).filter(claimed_until__gt=now, pk__in=keys)
        still = set(mine.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
        paused = set(mine.filter(account__status=SendingAccount.Status.PAUSED).values_list("pk", flat=True))
        refused = _refused(leaving)
        for entry in leaving:
            draft = entry.draft
            if draft.key not in still:
                continue
            if draft.key in paused:
                self._mine(draft).update(**LET_GO)
            elif draft.key in refused:
                self._finish(draft, Message.Status.SUPPRESSED, refused[draft.key], now)
            else:
                self._mine(draft).update(status=Message.Status.HANDED_OVER, handed_over_at=now, **_kept(draft, entry.said))
        return frozenset(still - paused - refused.keys())

    def _file(self, filed: Filed, now: datetime) -> None:
        """Write what became of a message, and what follows from it."""
        status = self._update(filed, now)
        if status is None:
            return
        draft, outcome = filed.draft, filed.outcome
        if outcome.recipient_gone:
            Suppression.objects.note_gone(
                workspace=draft.letterhead.workspace,
                recipient=draft.recipient,
                source=f"message {draft.key}",
                now=now,
            )
        if status == Message.Status.ACCEPTED:
            _succeeded(draft, now)
        if status in _EVENTS:
            _record(draft, status, outcome.reason, now)

    def _update(self, filed: Filed, now: datetime) -> Message.Status | None:
        """Write an outcome into its row; return the new status, or None when the row is no longer ours."""
        draft = filed.draft
        status, change = _change(draft, filed.outcome, now)
        words = _kept(draft, filed.said) if filed.said else {}
        took = self._mine(draft).update(status=status, **change, **words, **LET_GO)
        self.settled += took
        return status if took else None

    def _finish(self, draft: Draft, status: Message.Status, reason: str, now: datetime) -> None:
        """End a message that does not leave."""
        took = self._mine(draft).update(status=status, **_over(reason, now), **LET_GO)
        self.settled += took
        if took:
            _record(draft, status, reason, now)

    def _put_back(self, entry: PutBack, _now: datetime) -> None:
        """Let go of a message; one that was handed over in vain waits as a deferred one."""
        mine = self._mine(entry.draft)
        mine.filter(status=Message.Status.HANDED_OVER).update(status=Message.Status.DEFERRED, handed_over_at=None)
        mine.update(**LET_GO)

    def _mine(self, draft: Draft) -> MessageQuerySet:
        """Return the row if it is still in this worker's hands and not at its end."""
        return Message.objects.held_by(self._worker).filter(pk=draft.key, status__in=Message.OPEN)


def _refused(leaving: list[HandOver]) -> dict[int, str]:
    """Return the reason for each message whose recipient must not be written to any more."""
    refused: dict[int, str] = {}
    for workspace in {entry.draft.letterhead.workspace for entry in leaving}:
        drafts = [entry.draft for entry in leaving if entry.draft.letterhead.workspace == workspace]
        reasons = Suppression.objects.of(workspace).reasons(draft.recipient for draft in drafts)
        refused |= {draft.key: reasons[draft.recipient] for draft in drafts if draft.recipient in reasons}
    return refused


def _change(draft: Draft, outcome: Outcome, now: datetime) -> tuple[Message.Status, dict[str, Any]]:
    """Return the status an outcome leads to, and what changes with it."""
    if outcome.result is not Result.DEFERRED:
        return Message.Status(outcome.result.value), _over(outcome.reason, now)
    waits, deferrals = CHANNELS[draft.message.channel].waits, draft.message.deferrals
    if deferrals >= len(waits):
        told = {"count": deferrals + 1, "reason": outcome.reason}
        return Message.Status.FAILED, _over(_("Given up after %(count)d attempts: %(reason)s") % told, now)
    # The waits are stretched or shortened by a tenth, so that what was put off together does not come back together.
    wait = waits[deferrals] * random.uniform(0.9, 1.1)  # noqa: S311
    due_at = now + max(wait, outcome.retry_after or timedelta())
    return Message.Status.DEFERRED, {"due_at": due_at, "deferrals": deferrals + 1, "reason": outcome.reason[:500]}


def _over(reason: str, now: datetime) -> dict[str, Any]:
    """Return what changes when a message comes to its end."""
    return {"reason": reason[:500], "due_at": None, "finished_at": now}


def _kept(draft: Draft, said: Rendered) -> dict[str, Any]:
    """Return what is kept of a message as it leaves."""
    return {
        "recipient": draft.recipient,
        "identity": draft.identity,
        "subject": said.subject,
        "html": said.html,
        "text": said.text,
    }


def _succeeded(draft: Draft, now: datetime) -> None:
    """Note when the contact was last written to, and that the account works."""
    if draft.message.channel == "email":
        Contact.objects.filter(pk=draft.contact.pk).update(last_contacted_at=now)
    account = draft.letterhead.account
    if account and account.faults:
        account.resume()
        account.faults = 0


def _record(draft: Draft, status: Message.Status, reason: str, now: datetime) -> None:
    """Write on the timeline what became of a message."""
    facts = draft.message.facts | {"reason": reason}
    Contact.objects.filter(pk=draft.contact.pk).record(_EVENTS[status], at=now, data=facts)
