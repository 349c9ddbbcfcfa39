"""What must hold of messages: each in exactly one state, none forgotten, none without a trace."""

from datetime import datetime

from django.db.models import F, Q

from kindred.cli.doctor.check import PATIENCE, Check, Rows
from kindred.messaging.models import Message, SendingAccount

_STATUS = Message.Status


def _unknown_status(_now: datetime) -> Rows:
    return Message.objects.exclude(status__in=_STATUS.values)


def _without_moment(_now: datetime) -> Rows:
    return Message.objects.filter(status__in=Message.OPEN, due_at=None, claimed_until=None)


def _restless(_now: datetime) -> Rows:
    return Message.objects.exclude(status__in=Message.OPEN).filter(due_at__isnull=False)


def _half_finished(_now: datetime) -> Rows:
    return Message.objects.filter(
        Q(status__in=Message.OPEN, finished_at__isnull=False) | (~Q(status__in=Message.OPEN) & Q(finished_at=None))
    )


def _accepted_unsent(_now: datetime) -> Rows:
    return Message.objects.filter(status=_STATUS.ACCEPTED, handed_over_at=None)


def _nameless(_now: datetime) -> Rows:
    return Message.objects.filter(handed_over_at__isnull=False, identity="")


def _unexplained(_now: datetime) -> Rows:
    ended_badly = (
        _STATUS.BOUNCED,
        _STATUS.CANCELLED,
        _STATUS.FAILED,
        _STATUS.SUPPRESSED,
        _STATUS.UNCERTAIN,
    )
    return Message.objects.filter(status__in=ended_badly, reason="")


def _forgotten(now: datetime) -> Rows:
    return Message.objects.filter(status__in=Message.OPEN, due_at__lt=now - PATIENCE)


def _dead_leases(now: datetime) -> Rows:
    return Message.objects.filter(claimed_until__lt=now - PATIENCE, status__in=Message.OPEN)


def _strangers(_now: datetime) -> Rows:
    return Message.objects.exclude(contact__workspace=None).exclude(workspace=F("contact__workspace"))


def _by_strange_account(_now: datetime) -> Rows:
    return Message.objects.exclude(account=None).exclude(account__workspace=F("workspace"))


def _paused_silently(_now: datetime) -> Rows:
    return SendingAccount.objects.filter(status=SendingAccount.Status.PAUSED, paused_reason="")


_WORKER = "Is a worker running? `kindred run` has one, or start `kindred worker`."

CHECKS = (
    Check(rule="Every message has a known status", offenders=_unknown_status),
    Check(rule="Every message that waits has a moment at which it is looked at", offenders=_without_moment),
    Check(rule="Nobody looks at a message that is finished", offenders=_restless),
    Check(rule="What is finished says when, and nothing else does", offenders=_half_finished),
    Check(rule="Nothing was accepted that was not handed over", offenders=_accepted_unsent),
    Check(rule="Whatever was handed over has an identity of its own", offenders=_nameless),
    Check(rule="Every message that did not arrive says why", offenders=_unexplained),
    Check(rule="No message is overdue by more than an hour", offenders=_forgotten, remedy=_WORKER),
    Check(rule="No message is held by a worker that is gone", offenders=_dead_leases, remedy=_WORKER),
    Check(rule="Messages are of their contact's workspace", offenders=_strangers),
    Check(rule="Messages leave by accounts of their own workspace", offenders=_by_strange_account),
    Check(rule="Accounts that stand still say why", offenders=_paused_silently),
)
