"""What if: who would enter and who would leave, were criteria changed; asked before it is done, and writing nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from kindred.cohorts.models import Cohort, Segment
from kindred.contacts.models import Contact
from kindred.contacts.models.contact import ContactQuerySet
from kindred.criteria.language import parse
from kindred.criteria.scope import Scope


@dataclass(frozen=True, kw_only=True)
class Effect:
    """Who would enter and who would leave."""

    #: The segment or the cohort whose people these are.
    on: Segment | Cohort
    entering: ContactQuerySet
    leaving: ContactQuerySet


def effect_on_cohort(cohort: Cohort, criteria: dict[str, Any] | None, *, leaving: str, now: datetime) -> Effect:
    """Return who would enter and leave a cohort, were these its criteria; people added or taken out by hand stay so."""
    scope = Scope(workspace=cohort.workspace, now=now)
    meets = parse(criteria).where(scope) if criteria else Q(pk__in=[])
    return _on_cohort(cohort, meets, leaving=leaving)


def effects_of_revision(segment: Segment, criteria: dict[str, Any], *, now: datetime) -> list[Effect]:
    """Return who would enter and leave a segment, and what is built on it, were these its criteria.

    Raises InvalidCriteria.
    """
    before = Scope(workspace=segment.workspace, now=now)
    after = Scope(workspace=segment.workspace, now=now)
    after.remember(("segment", segment.key), lambda: parse(criteria))
    was, will = parse(segment.criteria).where(before.inside(segment.key)), parse(criteria).where(after)
    found = [_on_segment(segment, was, will)]
    for one in _built_on(segment):
        if isinstance(one, Segment):
            named = parse(one.criteria)
            found.append(_on_segment(one, named.where(before), named.where(after)))
        elif one.status == Cohort.Status.PUBLISHED and one.following:
            meets = parse(one.following["criteria"]).where(after)
            found.append(_on_cohort(one, meets, leaving=one.following["leaving"]))
    return found


def _built_on(segment: Segment) -> Iterator[Segment | Cohort]:
    """Yield the segments and cohorts that refer to a segment, themselves or through other segments."""
    seen, waiting = {segment}, [segment]
    while waiting:
        for user in waiting.pop().users():
            if user not in seen:
                seen.add(user)  # type: ignore[arg-type]
                yield user
                if isinstance(user, Segment):
                    waiting.append(user)


def _on_segment(segment: Segment, was: Q, will: Q) -> Effect:
    """Return whose belonging to a segment differs."""
    pool = Contact.objects.of(segment.workspace)
    return Effect(on=segment, entering=pool.filter(will).exclude(was), leaving=pool.filter(was).exclude(will))


def _on_cohort(cohort: Cohort, meets: Q, *, leaving: str) -> Effect:
    """Return whose belonging to a cohort differs from criteria."""
    pool = Contact.objects.of(cohort.workspace)
    inside = cohort.memberships.filter(contact=OuterRef("pk"), left_at=None)
    pinned = cohort.pins.filter(contact=OuterRef("pk"))
    entering = pool.filter(meets).exclude(Exists(inside) | Exists(pinned.filter(kind="pinned_out")))
    came = pool.filter(Exists(inside.filter(cause="criteria"))).exclude(Exists(pinned.filter(kind="pinned_in")))
    return Effect(
        on=cohort,
        entering=entering,
        leaving=pool.none() if leaving == Cohort.Leaving.STAY else came.exclude(meets),
    )
