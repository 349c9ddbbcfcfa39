"""What must hold of cohorts and of who belongs to them."""

from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from kindred.cli.doctor.check import PATIENCE, Check, Rows
from kindred.cohorts.models import Addition, Cohort, MemberCount, Membership
from kindred.workflows.models import Enrollment


def _strangers(_now: datetime) -> Rows:
    of_the_living = Membership.objects.exclude(contact__workspace=None)
    return of_the_living.exclude(workspace=F("cohort__workspace"), contact__workspace=F("cohort__workspace"))


def _doubles(_now: datetime) -> Rows:
    return (
        Membership.objects.filter(left_at=None)
        .order_by()
        .values_list("cohort_id", "contact_id")
        .annotate(stays=Count("pk"))
        .filter(stays__gt=1)
    )


def _miscounted(_now: datetime) -> Rows:
    """Return the cohorts where the number of members that is kept is not the number of open memberships."""
    kept = MemberCount.objects.filter(cohort=OuterRef("pk")).order_by().values("cohort")
    there = Membership.objects.filter(cohort=OuterRef("pk"), left_at=None).order_by().values("cohort")
    return Cohort.objects.annotate(
        kept=Coalesce(Subquery(kept.annotate(total=Sum("number")).values("total")), 0),
        there=Coalesce(Subquery(there.annotate(total=Count("pk")).values("total")), 0),
    ).exclude(kept=F("there"))


def _left_before_entering(_now: datetime) -> Rows:
    return Membership.objects.filter(left_at__lt=F("entered_at"))


def _without_workflow(_now: datetime) -> Rows:
    """Members of a cohort at work who were never started in its workflow."""
    started = Enrollment.objects.filter(workflow__cohort=OuterRef("cohort_id"), contact=OuterRef("contact_id"))
    return Membership.objects.filter(
        left_at=None, cohort__status=Cohort.Status.PUBLISHED, cohort__workflow__current__isnull=False
    ).exclude(Exists(started))


def _without_membership(_now: datetime) -> Rows:
    """Live enrollments of a cohort's workflow whose contact does not belong to it."""
    belongs = Membership.objects.filter(
        cohort=OuterRef("workflow__cohort_id"), contact=OuterRef("contact_id"), left_at=None
    )
    return Enrollment.objects.live().filter(workflow__cohort__isnull=False).exclude(Exists(belongs))


def _pinned_out(_now: datetime) -> Rows:
    return Membership.objects.filter(left_at=None, contact__pins__cohort=F("cohort"), contact__pins__kind="pinned_out")


def _stalled_additions(now: datetime) -> Rows:
    return Addition.objects.unfinished().filter(created_at__lt=now - PATIENCE)


def _out_of_step(now: datetime) -> Rows:
    """Live cohorts somebody should enter, or should have left or been marked in, without anything being on its way."""
    quiet = Q(drifts=False, looked_over_at__isnull=False) | Q(looked_over_at__lt=now - PATIENCE)
    settled = Cohort.objects.live().filter(quiet, rechecks=None)
    differing = [cohort.pk for cohort in settled if any(some.exists() for some in cohort.differing(now=now))]
    return Cohort.objects.filter(pk__in=differing)


CHECKS = (
    Check(rule="The kept count of a cohort is its members", offenders=_miscounted),
    Check(rule="Members are of their cohort's workspace", offenders=_strangers),
    Check(rule="Nobody belongs to a cohort twice", offenders=_doubles),
    Check(rule="Nobody left a cohort before entering it", offenders=_left_before_entering),
    Check(rule="Every member of a cohort at work has been started in its workflow", offenders=_without_workflow),
    Check(rule="Everybody in a cohort's workflow belongs to the cohort", offenders=_without_membership),
    Check(rule="Nobody pinned out of a cohort is in it", offenders=_pinned_out),
    Check(
        rule="Cohorts that follow their criteria hold whom they should",
        offenders=_out_of_step,
        remedy="Is a worker running? It looks again within ten minutes where time alone decides.",
    ),
    Check(
        rule="Nobody is stuck on the way into a cohort",
        offenders=_stalled_additions,
        remedy="Is a worker running? `kindred run` has one, or start `kindred worker`.",
    ),
)
