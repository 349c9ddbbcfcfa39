"""Taking due messages in hand, within what accounts may send, and letting go of those a dead worker held."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Min
from django.utils.translation import gettext as _

from kindred.channels.register import REPEATABLE
from kindred.messaging.models import Message, SendingAccount
from kindred.messaging.models.message import LET_GO, MessageQuerySet
from kindred.messaging.sending.draft import Draft, drafts_of
from kindred.messaging.sending.route import Route, open_routes

#: Seconds a worker may be quiet before its messages are taken over; extended while it lives.
LEASE = 45
#: Messages claimed at once.
LOT = 100
#: After so many deaths of its worker a message is claimed alone, for it may be the cause.
SUSPECT = 3
#: Abandoned messages settled at once.
_SOME = 500
_MINUTE = timedelta(minutes=1)


def routes_with_room(now: datetime) -> list[Route]:
    """Return the ways on which something should leave now and can."""
    return [route for route in open_routes(now) if _room(route, now) > 0]


def claim(route: Route, *, worker: str, now: datetime) -> list[Draft]:
    """Take a lease on the next due messages of a route and return them ready to be written.

    Call it in a transaction.
    """
    if route.account:
        # Whoever counts what an account has sent waits for the one who counted before.
        SendingAccount.objects.select_for_update().filter(pk=route.account.pk).values_list("pk").first()
    ids = _leased(route, worker=worker, now=now, limit=min(LOT, _room(route, now)))
    theirs = Message.objects.filter(pk__in=ids)
    if route.account:
        theirs.filter(account=None).update(account=route.account)
    return drafts_of(route, theirs.select_related("contact__company").order_by("due_at", "pk")) if ids else []


def settle_abandoned(*, now: datetime) -> int:
    """Settle messages whose worker went quiet after the hand-over; return how many there were.

    Where the receiver recognises a repeat they are sent again, elsewhere nobody can know, and a person decides.
    """
    with transaction.atomic():
        found = Message.objects.abandoned(now).select_for_update(skip_locked=True).order_by("pk")
        rows = list(found.values_list("pk", "channel")[:_SOME])
        again = [pk for pk, channel in rows if channel in REPEATABLE]
        Message.objects.filter(pk__in=again).update(
            status=Message.Status.DEFERRED,
            due_at=now,
            reason=_("The worker stopped before an answer came."),
            claimed_by="",
            claimed_until=None,
        )
        _doubt(Message.objects.filter(pk__in=[pk for pk, channel in rows if channel not in REPEATABLE]), now)
    return len(rows)


def next_moment(now: datetime) -> datetime | None:
    """Return the next moment known at which something may leave."""
    moments = (
        Message.objects.waiting().filter(due_at__gt=now).aggregate(at=Min("due_at"))["at"],
        Message.objects.filter(claimed_until__gt=now).aggregate(at=Min("claimed_until"))["at"],
        SendingAccount.objects.filter(resume_at__gt=now).aggregate(at=Min("resume_at"))["at"],
        Message.objects.filter(account__per_minute__gt=0, handed_over_at__gt=now - _MINUTE).aggregate(
            at=Min(F("handed_over_at") + _MINUTE)
        )["at"],
    )
    return min((moment for moment in moments if moment), default=None)


def _doubt(messages: MessageQuerySet, now: datetime) -> None:
    """Show messages as uncertain; they are not sent again by themselves."""
    messages.update(
        status=Message.Status.UNCERTAIN,
        reason=_("The worker stopped after the message was handed over and before an answer came."),
        due_at=None,
        finished_at=now,
        **LET_GO,
    )
    for workspace in set(messages.values_list("workspace", flat=True)):
        messages.filter(workspace=workspace).tell("message.uncertain", at=now)


def _leased(route: Route, *, worker: str, now: datetime, limit: int) -> list[int]:
    """Take a lease on due messages; those whose worker has died time and again come last and alone."""
    if limit < 1:
        return []
    due = route.messages().due(now).order_by("due_at", "pk")
    trusted = due.filter(attempts__lt=SUSPECT).claim(worker=worker, now=now, seconds=LEASE, limit=limit)
    return trusted or due.claim(worker=worker, now=now, seconds=LEASE, limit=1)


def _room(route: Route, now: datetime) -> int:
    """Return how many messages the account may take on at this moment."""
    account = route.account
    if account is None or not account.per_minute:
        return LOT
    theirs = Message.objects.filter(account=account)
    lately = theirs.filter(handed_over_at__gt=now - _MINUTE).count()
    in_hand = theirs.waiting().filter(claimed_until__gt=now).count()
    return account.per_minute - lately - in_hand
