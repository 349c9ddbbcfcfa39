"""How cohorts and segments overlap: who is in both, and who in one alone."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from kindred.cohorts.models import Cohort, Membership, Segment
from kindred.contacts.models import Contact
from kindred.contacts.models.contact import ContactQuerySet
from kindred.criteria.language import filter as criteria_filter


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """Two groups of people, and what they share."""

    first: Segment | Cohort
    second: Segment | Cohort
    only_first: ContactQuerySet
    both: ContactQuerySet
    only_second: ContactQuerySet


def overlap(first: Segment | Cohort, second: Segment | Cohort, *, now: datetime) -> Overlap:
    """Return how two cohorts or segments of one workspace overlap now.

    Raises InvalidCriteria.
    """
    pool = Contact.objects.of(first.workspace)
    one, other = belonging_to(first, now=now), belonging_to(second, now=now)
    return Overlap(
        first=first,
        second=second,
        only_first=pool.filter(one).exclude(other),
        both=pool.filter(one).filter(other),
        only_second=pool.filter(other).exclude(one),
    )


def belonging_to(group: Segment | Cohort, *, now: datetime) -> Q:
    """Return the condition of being in a cohort or a segment.

    Raises InvalidCriteria.
    """
    if isinstance(group, Segment):
        return criteria_filter(group.criteria, workspace=group.workspace, now=now)
    return Q(Exists(Membership.objects.filter(cohort=group, contact=OuterRef("pk"), left_at=None)))
