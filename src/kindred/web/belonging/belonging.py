"""A contact's belonging: to which cohorts and segments, and of each why."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kindred.cohorts.models import Cohort, Membership, Pin, Segment
from kindred.cohorts.past import turns_of
from kindred.contacts import event_kinds
from kindred.contacts.models import Contact
from kindred.criteria.errors import InvalidCriteria
from kindred.criteria.language import Finding, explain
from kindred.kit.clock import utc_now
from kindred.web.contacts.access import ContactRequest, in_contact
from kindred.web.workflows.powers import on_cohort

#: Cohorts and segments that are listed.
_MOST = 100


@require_safe
@in_contact()
def belonging(request: ContactRequest) -> HttpResponse:
    """List the cohorts, those with the contact first, and the segments; why is asked for one at a time."""
    stays = Membership.objects.filter(cohort=OuterRef("pk"), contact=request.contact)
    pins = Pin.objects.filter(cohort=OuterRef("pk"), contact=request.contact)
    cohorts = (
        Cohort.objects.of(request.workspace)
        .exclude(status=Cohort.Status.ARCHIVED)
        .annotate(
            is_in=Exists(stays.filter(left_at=None)),
            was_in=Exists(stays.exclude(left_at=None)),
            is_pinned_in=Exists(pins.filter(kind=Pin.Kind.IN)),
            is_pinned_out=Exists(pins.filter(kind=Pin.Kind.OUT)),
        )
        .order_by("-is_in", "-was_in", "name", "pk")
    )
    segments = Segment.objects.of(request.workspace).order_by("name_key")
    context = {
        "contact": request.contact,
        "cohorts": cohorts[:_MOST],
        "segments": [(one, _is_in(one, request.contact)) for one in segments[:_MOST]],
    }
    return render(request, "belonging/_belonging.html", context)


@require_safe
@in_contact()
def cohort_why(request: ContactRequest, cohort: int) -> HttpResponse:
    """Say why a contact is in a cohort or is not, and what has happened there."""
    return _why(request, _cohort(request, cohort))


@require_safe
@in_contact()
def segment_why(request: ContactRequest, segment: int) -> HttpResponse:
    """Say why a contact is in a segment or is not."""
    found = get_object_or_404(Segment.objects.of(request.workspace), pk=segment)
    context = {"contact": request.contact, "finding": finding_of(found.criteria, request.contact)}
    return render(request, "belonging/_why.html", context)


@require_http_methods(["POST", "DELETE"])
@in_contact()
def pin(request: ContactRequest, cohort: int) -> HttpResponse:
    """Pin a contact in or out of a cohort, with the reason; or let the criteria decide again."""
    found = _cohort(request, cohort)
    if not on_cohort(found, request.member).can_run:
        raise PermissionDenied
    if request.method == "DELETE":
        found.pins.filter(contact=request.contact).delete()
        messages.success(request, _("The pin is taken away."))
    else:
        kind = request.POST.get("kind", "")
        if kind not in Pin.Kind.values:
            raise Http404
        Pin.objects.decide(
            cohort=found,
            contact=request.contact,
            kind=kind,
            by=request.user,
            at=utc_now(),
            why=request.POST.get("why", "").replace("\x00", ""),
        )
        messages.success(request, _("Pinned."))
    return _why(request, found)


def finding_of(criteria: Any, contact: Contact) -> Finding | None:
    """Return what criteria say about a contact; nothing where there are none that can be read."""
    try:
        return explain(criteria, contact, utc_now()) if criteria else None
    except InvalidCriteria:
        return None


def _why(request: ContactRequest, cohort: Cohort) -> HttpResponse:
    """Show the tree of what holds, the pin, and each entering and leaving with what brought it about."""
    followed = cohort.following["criteria"] if cohort.following else cohort.criteria
    context = {
        "contact": request.contact,
        "cohort": cohort,
        "powers": on_cohort(cohort, request.member),
        "finding": finding_of(followed, request.contact),
        "pin": cohort.pins.filter(contact=request.contact).select_related("by").first(),
        "turns": [
            (turn, event_kinds.say(turn.fact.kind, turn.fact.data) if turn.fact else "")
            for turn in turns_of(cohort, [request.contact])
        ],
        "is_in": cohort.memberships.filter(contact=request.contact, left_at=None).exists(),
    }
    return render(request, "belonging/_why.html", context)


def _cohort(request: ContactRequest, pk: int) -> Cohort:
    """Return a cohort of the workspace."""
    return get_object_or_404(Cohort.objects.of(request.workspace).select_related("workspace"), pk=pk)


def _is_in(segment: Segment, contact: Contact) -> bool:
    """Whether a contact is in a segment now; in none whose criteria cannot be read."""
    try:
        return segment.contacts(now=utc_now()).filter(pk=contact.pk).exists()
    except InvalidCriteria:
        return False
