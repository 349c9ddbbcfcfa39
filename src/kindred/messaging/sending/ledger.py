"""What one worker writes about the messages in its hands. Every write is fenced: what is no longer its, it cannot change.

The order of things keeps the promise (docs/sending.md): the hand-over is on the disk before the message can reach
anyone, and the outcome is written after it is known.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from kindred.channels.channel import AccountFault
from kindred.contacts.models import Basis, Contact
from kindred.kit.db.durable import durable
from kindred.kit.db.gate import pass_gate
from kindred.kit.db.update_rows import update_rows
from kindred.messaging.eligibility import Verdict, eligibility, facts_of
from kindred.messaging.models import Message, SendingAccount, Suppression
from kindred.messaging.models.message import MessageQuerySet
from kindred.messaging.sending.claiming import LEASE, SUSPECT, claim, routes_with_room
from kindred.messaging.sending.draft import Draft
from kindred.messaging.sending.entries import Columns, Ended, Entry, Filed, HandOver, PutBack, PutOff
from kindred.messaging.sending.route import Route

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

        The answer to a HandOver is whether the message may leave; a fault of the database is an answer, so that
        what is in flight meanwhile can still be written down.
        """
        entries = [question for question in asked if isinstance(question, Entry)]
        allowed = self._written(entries) if entries else frozenset()
        return [question.key in allowed if isinstance(question, Entry) else _done(question) for question in asked]

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
            recipients = {draft.key: draft.recipient for draft in drafts}
            facts = facts_of(
                recipients,
                contacts={draft.key: draft.message.contact_id for draft in drafts},
                workspace=route.workspace,
                channel=route.channel,
                account=route.account,
                now=now,
            )
            held = {draft.key: _hold(draft, eligibility(facts[draft.key], now), now) for draft in drafts}
            self._apply([entry for entry in held.values() if entry], now)
            return [draft for draft in drafts if held[draft.key] is None], bool(drafts)

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

    def _written(self, entries: Sequence[Entry]) -> frozenset[int]:
        """Write entries in one durable commit and return which messages may leave.

        Tries again while the database is away: what became of a message must be written down.
        """
        settled = self.settled
        for pause in (*_PATIENCE, None):
            self.settled = settled
            try:
                with durable():
                    return self._write(entries, self._clock())
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
        log.error("ledger.entry_fault", message=entry.key, error=repr(error))
        if isinstance(entry, HandOver):
            reason = _("It could not be written down before it left: %s") % error
            entry = Ended(draft=entry.draft, status=Message.Status.FAILED, reason=reason)
        with durable():
            # What follows from it failed; what became of the message is true all the same.
            self._change([entry], self._clock())
        return frozenset()

    def _write(self, entries: Sequence[Entry], now: datetime) -> frozenset[int]:
        """Write entries: what is over, then what leaves; return which messages may."""
        leaving = [entry for entry in entries if isinstance(entry, HandOver)]
        self._apply([entry for entry in entries if not isinstance(entry, HandOver)], now)
        return self._hand_over(leaving, now) if leaving else frozenset()

    def _hand_over(self, leaving: Sequence[HandOver], now: datetime) -> frozenset[int]:
        """Mark what leaves, after a last look at what speaks against it."""
        for workspace in sorted({entry.draft.message.workspace_id for entry in leaving}):
            pass_gate(workspace)
        waiting = self._mine(leaving).waiting().filter(claimed_until__gt=now)
        still = dict(waiting.values_list("pk", "account__status"))
        refused = _refused(leaving, now)
        instead: list[Entry] = []
        for entry in leaving:
            if entry.key in refused:
                suppressed = Message.Status.SUPPRESSED
                instead.append(Ended(draft=entry.draft, status=suppressed, reason=refused[entry.key]))
            elif still.get(entry.key) == SendingAccount.Status.PAUSED:
                instead.append(PutBack(draft=entry.draft))
        allowed = still.keys() - {entry.key for entry in instead}
        update_rows(Message, {entry.key: entry.columns(now) for entry in leaving if entry.key in allowed})
        self._apply(instead, now)
        return frozenset(allowed)

    def _apply(self, entries: Sequence[Entry], now: datetime) -> None:
        """Write entries, and what follows from them."""
        written = self._change(entries, now)
        ended: dict[tuple[Message.Status, int], list[Entry]] = defaultdict(list)
        for entry, columns in written:
            ended[columns["status"], entry.draft.message.workspace_id].append(entry)
        for (status, _workspace), those in ended.items():
            if status == Message.Status.ACCEPTED:
                _succeeded(those, now)
            if status in _EVENTS and not isinstance(those[0], PutBack):
                Message.objects.filter(pk__in=[entry.key for entry in those]).tell(_EVENTS[status], at=now)
        for entry, _columns in written:
            if isinstance(entry, Filed) and entry.outcome.recipient_gone:
                _note_gone(entry.draft, now)

    def _change(self, entries: Iterable[Entry], now: datetime) -> list[tuple[Any, Columns]]:
        """Change the rows that are still ours, and return for which entries that was and what changed."""
        given = list(entries)
        still = set(self._mine(given).values_list("pk", flat=True)) if given else set()
        written = [(entry, entry.columns(now)) for entry in given if entry.key in still]
        update_rows(Message, {entry.key: columns for entry, columns in written})
        self.settled += sum(not isinstance(entry, PutBack | PutOff) for entry, _columns in written)
        return written

    def _mine(self, entries: Sequence[Entry]) -> MessageQuerySet:
        """Return the rows that are still in this worker's hands and not at their end, locked in one order."""
        keys = [entry.key for entry in entries]
        open_ones = Message.objects.held_by(self._worker).filter(pk__in=keys, status__in=Message.OPEN)
        return open_ones.order_by("pk").select_for_update(of=("self",))


def _done(act: Callable[[], Any]) -> Any:
    """Do something and return what it returns, or the database's fault."""
    try:
        return act()
    except DatabaseError as error:
        if not connection.in_atomic_block:
            connection.close()
        return error


def _hold(draft: Draft, verdict: Verdict, now: datetime) -> Entry | None:
    """Return what is to be written about a message that must not leave now; None when it may."""
    if draft.message.attempts > _POISON:
        reason = _("Writing it made the worker stop time and again.")
        return Ended(draft=draft, status=Message.Status.FAILED, reason=reason)
    if verdict.ok:
        return None
    reason = " ".join(verdict.reasons)
    if verdict.final:
        return Ended(draft=draft, status=Message.Status.SUPPRESSED, reason=reason)
    return PutOff(draft=draft, until=verdict.earliest or now + timedelta(minutes=1), reason=reason)


def _refused(leaving: Sequence[HandOver], now: datetime) -> dict[int, str]:
    """Return the reason for each message whose recipient must not be written to any more."""
    refused: dict[int, str] = {}
    for workspace in {entry.draft.letterhead.workspace for entry in leaving}:
        drafts = [entry.draft for entry in leaving if entry.draft.letterhead.workspace == workspace]
        reasons = Suppression.objects.reasons((draft.recipient for draft in drafts), workspace=workspace)
        refused |= {draft.key: reasons[draft.recipient] for draft in drafts if draft.recipient in reasons}
        for channel in {draft.message.channel for draft in drafts}:
            ids = {draft.message.contact_id for draft in drafts if draft.message.channel == channel}
            against = Basis.objects.against(ids, workspace=workspace, channel=channel, now=now)
            refused |= {
                d.key: against[d.contact.pk] for d in drafts if d.message.channel == channel and d.contact.pk in against
            }
    return refused


def _succeeded(entries: Sequence[Entry], now: datetime) -> None:
    """Note when contacts were last written to, and that their account works."""
    mail = [entry.draft.contact.pk for entry in entries if entry.draft.message.channel == "email"]
    if mail:
        Contact.objects.filter(pk__in=mail).update(last_contacted_at=now)
    for account in {entry.draft.account for entry in entries}:
        if account and account.faults:
            account.resume()
            account.faults = 0


def _note_gone(draft: Draft, now: datetime) -> None:
    """Note that the recipient does not exist."""
    workspace, source = draft.letterhead.workspace, f"message {draft.key}"
    Suppression.objects.note_gone(workspace=workspace, recipient=draft.recipient, source=source, now=now)
