"""What must hold of contacts in workflows: one place each, a next moment or a reason to rest, every action once."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat

from kindred.cli.doctor.check import PATIENCE, Check, Rows
from kindred.messaging.models import Message
from kindred.workflows.actions.registry import KINDS
from kindred.workflows.definition import Action
from kindred.workflows.models import ActionRun, Enrollment, StepCount, Version

_STATUS = Enrollment.Status
_ENDED = (_STATUS.COMPLETED, _STATUS.EXITED)


def _doubles(_now: datetime) -> Rows:
    return (
        Enrollment.objects.live()
        .order_by()
        .values_list("workflow_id", "contact_id")
        .annotate(places=Count("pk"))
        .filter(places__gt=1)
    )


def _unknown_status(_now: datetime) -> Rows:
    return Enrollment.objects.exclude(status__in=_STATUS.values)


def _half_ended(_now: datetime) -> Rows:
    return Enrollment.objects.filter(
        Q(status__in=_ENDED, ended_at=None) | (~Q(status__in=_ENDED) & Q(ended_at__isnull=False))
    )


def _restless(_now: datetime) -> Rows:
    """Those the engine would look at again although they have ended, are held, or are set aside."""
    return Enrollment.objects.filter(due_at__isnull=False).exclude(status__in=(_STATUS.ACTIVE, _STATUS.WAITING))


def _waiting_for_nothing(_now: datetime) -> Rows:
    """Those that wait without a moment or a reason; nothing would ever wake them."""
    return Enrollment.objects.filter(status=_STATUS.WAITING, due_at=None, reason="")


def _due_too_late(_now: datetime) -> Rows:
    return Enrollment.objects.filter(Q(action_at__lt=F("due_at")) | Q(action_at__isnull=False, due_at=None))


def _parked_without_reason(_now: datetime) -> Rows:
    return Enrollment.objects.parked().filter(reason="")


def _forgotten(now: datetime) -> Rows:
    return Enrollment.objects.due(now - PATIENCE)


def _of_strange_version(_now: datetime) -> Rows:
    return Enrollment.objects.exclude(version__workflow=F("workflow"))


def _strangers(_now: datetime) -> Rows:
    of_the_living = Enrollment.objects.exclude(contact__workspace=None)
    return of_the_living.exclude(workspace=F("contact__workspace"), workflow__workspace=F("workspace"))


def _nowhere(_now: datetime) -> Rows:
    """Live ones on a step that their version does not have; those set aside for just that are known already."""
    lost = Q(pk__in=())
    for version in Version.objects.filter(pk__in=Enrollment.objects.live().order_by().values("version")).iterator():
        lost |= Q(version=version.pk) & ~Q(step__in=[step.key for step in version.parsed.steps])
    return Enrollment.objects.live().exclude(status=_STATUS.FAILED).filter(lost)


_COUNTED = ("workflow_id", "step", "status")


def _miscounted(_now: datetime) -> Rows:
    """Return the steps where the number that is kept is not the number of those who stand there."""
    here = StepCount.objects.filter(**{name: OuterRef(name) for name in _COUNTED}).order_by()
    kept = Coalesce(Subquery(here.values(*_COUNTED).annotate(total=Sum("number")).values("total")), 0)
    standing = Enrollment.objects.live().order_by().values_list(*_COUNTED)
    return standing.annotate(there=Count("pk"), kept=kept).exclude(there=F("kept"))


def _counted_though_gone(_now: datetime) -> Rows:
    here = Enrollment.objects.live().filter(**{name: OuterRef(name) for name in _COUNTED})
    counted = StepCount.objects.order_by().values_list(*_COUNTED).annotate(kept=Sum("number")).exclude(kept=0)
    return counted.exclude(Exists(here))


def _ran_ahead(_now: datetime) -> Rows:
    return ActionRun.objects.filter(entry__gt=F("enrollment__entry")).values_list("enrollment_id", "entry", "action")


def _runs_without_message(_now: datetime) -> Rows:
    """Actions that write to people and ran, but left no message in the ledger."""
    occasion = Concat(
        Value("enrollment/"),
        Cast(OuterRef("enrollment_id"), TextField()),
        Value("/"),
        Cast(OuterRef("entry"), TextField()),
        Value("/"),
        OuterRef("action"),
        output_field=TextField(),
    )
    told = Message.objects.filter(workspace=OuterRef("enrollment__workspace_id"), occasion=occasion)
    writing = {action.key for action in _actions() if action.kind in KINDS and KINDS[action.kind].outward}
    runs = ActionRun.objects.filter(action__in=writing, outcome=ActionRun.Outcome.DONE)
    return runs.exclude(Exists(told)).values_list("enrollment_id", "entry", "action")


def _actions() -> Iterator[Action]:
    """Go through the actions of all published versions."""
    for version in Version.objects.iterator():
        for step in version.parsed.steps:
            yield from step.actions


_WORKER = "Is a worker running? `kindred run` has one, or start `kindred worker`."

CHECKS = (
    Check(rule="Nobody has two places in one workflow", offenders=_doubles),
    Check(rule="Every enrollment has a known status", offenders=_unknown_status),
    Check(rule="Who has ended says when, and nobody else does", offenders=_half_ended),
    Check(rule="Only who waits or is active will be woken", offenders=_restless),
    Check(rule="Who waits has a moment or a reason", offenders=_waiting_for_nothing),
    Check(rule="Nobody is woken after the next action is due", offenders=_due_too_late),
    Check(rule="Who needs attention says why", offenders=_parked_without_reason),
    Check(rule="Nobody is overdue by more than an hour", offenders=_forgotten, remedy=_WORKER),
    Check(rule="Everybody follows a version of their own workflow", offenders=_of_strange_version),
    Check(rule="Enrollments are of their contact's workspace", offenders=_strangers),
    Check(rule="Everybody stands on a step their version has", offenders=_nowhere),
    Check(rule="The kept counts of a step are who stands there", offenders=_miscounted),
    Check(rule="Nobody is counted on a step where nobody stands", offenders=_counted_though_gone),
    Check(rule="No action ran for a step that was not reached", offenders=_ran_ahead),
    Check(rule="Every action that writes to people left a message", offenders=_runs_without_message),
)
