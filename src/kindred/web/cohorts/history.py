"""The time machine: who was in a cohort on a day, who came and went until another, and which clause turned."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from kindred.cohorts.past import Turn, came_between, left_between, members_at, turns_of
from kindred.contacts import event_kinds
from kindred.contacts.models.contact import ContactQuerySet
from kindred.criteria.scope import Scope
from kindred.kit.clock import utc_now
from kindred.web.cohorts.access import CohortRequest, in_cohort

#: People that are named of each.
_NAMED = 50


@require_safe
@in_cohort()
def history(request: CohortRequest) -> HttpResponse:
    """Compare who was in the cohort at the end of one day with the end of another; if none is said, a month ago and now."""
    scope = Scope(workspace=request.workspace, now=utc_now())
    first = _day(request.GET.get("from", ""), scope.today - timedelta(days=30), most=scope.today)
    last = _day(request.GET.get("to", ""), scope.today, most=scope.today)
    first, last = min(first, last), max(first, last)
    begin, end = _end_of(first, scope.zone), min(_end_of(last, scope.zone), scope.now)
    cohort = request.cohort
    members = members_at(cohort, begin).select_related("company")
    came, left = came_between(cohort, begin, end), left_between(cohort, begin, end)
    context = {
        "cohort": cohort,
        "powers": request.powers,
        "first": first,
        "last": last,
        "today": scope.today,
        "then": members.count(),
        "now_number": members_at(cohort, end).count(),
        "came": _counted(request, came, begin, end, has_entered=True),
        "left": _counted(request, left, begin, end, has_entered=False),
        "members": list(members.order_by("name_key", "pk")[:_NAMED]),
    }
    return render(request, "cohorts/history.html", context)


def _counted(
    request: CohortRequest, people: ContactQuerySet, begin: datetime, end: datetime, *, has_entered: bool
) -> dict[str, Any]:
    """Count those who came or went, and tell of the first why."""
    named = list(people.order_by("name_key", "pk")[:_NAMED])
    return {
        "number": people.count(),
        "turns": list(_latest(turns_of(request.cohort, named), begin, end, has_entered=has_entered)),
    }


def _latest(turns: list[Turn], begin: datetime, end: datetime, *, has_entered: bool) -> Iterator[tuple[Turn, str]]:
    """Yield the last turn of each person in that time, with the fact that brought it about in words."""
    seen = set()
    for turn in turns:
        if turn.has_entered == has_entered and begin < turn.at <= end and turn.contact.pk not in seen:
            seen.add(turn.contact.pk)
            yield turn, event_kinds.say(turn.fact.kind, turn.fact.data) if turn.fact else ""


def _day(text: str, usual: date, *, most: date) -> date:
    """Read a day of an address; not later than today."""
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    return min(found, most) if found and found.year > 1 else usual


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the last moment of a day."""
    return datetime.combine(day, time.max, tzinfo=zone)
