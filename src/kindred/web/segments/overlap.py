"""How cohorts and segments overlap, as counts and people."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kindred.cohorts.models import Cohort, Segment
from kindred.cohorts.overlap import belonging_to, overlap
from kindred.contacts.models import Contact
from kindred.criteria.errors import InvalidCriteria
from kindred.kit.clock import utc_now
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.criteria.people import counted

#: People that are named of each part, and groups that one is compared with at one view.
_NAMED, _OTHERS = 30, 20


@require_safe
@in_workspace()
def group_overlap(request: WorkspaceRequest) -> HttpResponse:
    """Ask which two are meant; show what they share, or with one alone how much it shares with each of the others."""
    groups = _groups(request)
    first, second = (_chosen(groups, request.GET.get(name, "")) for name in ("first", "second"))
    context: dict[str, Any] = {
        "groups": [(key, _named(one)) for key, one in groups.items()],
        "first": request.GET.get("first", ""),
        "second": request.GET.get("second", ""),
    }
    try:
        if first and second:
            found = overlap(first, second, now=utc_now())
            context["parts"] = [
                (
                    _("Only in %(name)s") % {"name": _named(first)},
                    counted(found.only_first, most=_NAMED, order=("name_key", "pk")),
                ),
                (_("In both"), counted(found.both, most=_NAMED, order=("name_key", "pk"))),
                (
                    _("Only in %(name)s") % {"name": _named(second)},
                    counted(found.only_second, most=_NAMED, order=("name_key", "pk")),
                ),
            ]
        elif first:
            context["shared"] = _shared(groups, first)
    except InvalidCriteria:
        context["unreadable"] = True
    return render(request, "segments/overlap.html", context)


def _groups(request: WorkspaceRequest) -> dict[str, Segment | Cohort]:
    """Return the segments and cohorts there are, by what an address calls them."""
    segments: QuerySet[Segment] = Segment.objects.of(request.workspace).select_related("workspace").order_by("name_key")
    cohorts = Cohort.objects.of(request.workspace).exclude(status=Cohort.Status.ARCHIVED).select_related("workspace")
    return {
        **{f"segment-{one.pk}": one for one in segments},
        **{f"cohort-{one.pk}": one for one in cohorts.order_by("name", "pk")},
    }


def _chosen(groups: dict[str, Segment | Cohort], key: str) -> Segment | Cohort | None:
    """Return the group an address names; nothing where it names none."""
    if key and key not in groups:
        raise Http404
    return groups.get(key)


def _shared(groups: dict[str, Segment | Cohort], first: Segment | Cohort) -> list[dict[str, Any]]:
    """Return how many of a group are in each other group, most first."""
    now = utc_now()
    pool = Contact.objects.of(first.workspace).filter(belonging_to(first, now=now))
    total = pool.count()
    found = []
    for key, one in [pair for pair in groups.items() if pair[1] != first][:_OTHERS]:
        try:
            number = pool.filter(belonging_to(one, now=now)).count()
        except InvalidCriteria:
            continue
        found.append({"key": key, "name": _named(one), "number": number, "percent": round(100 * number / (total or 1))})
    return sorted(found, key=lambda one: -one["number"])


def _named(group: Segment | Cohort) -> str:
    """Return what a group is called, with what it is."""
    words = _("segment “%(name)s”") if isinstance(group, Segment) else _("cohort “%(name)s”")
    return words % {"name": group.name}
