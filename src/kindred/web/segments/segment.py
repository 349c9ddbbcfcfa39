"""A segment's page: whom it means, how many over time, who uses it, and what it was before."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kindred.accounts.models import Role
from kindred.cohorts.models import SegmentVersion
from kindred.criteria.counting import count
from kindred.criteria.errors import InvalidCriteria
from kindred.criteria.language import as_text, parse
from kindred.criteria.scope import Scope
from kindred.kit.clock import utc_now
from kindred.kit.errors import KindredError
from kindred.web.criteria.builder import lane
from kindred.web.segments.access import SegmentRequest, in_segment
from kindred.web.segments.listing import said
from kindred.web.segments.uses import uses_of

#: People that are named, days that are drawn, and versions that are listed.
_PEOPLE, _DAYS, _VERSIONS = 12, 365, 50


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version in the list."""

    version: SegmentVersion
    said: str
    is_current: bool


@require_safe
@in_segment()
def segment(request: SegmentRequest) -> HttpResponse:
    """Show a segment."""
    segment = request.segment
    sizes = segment.sizes.order_by("-day").values_list("day", "number")[:_DAYS]
    context = {
        "segment": segment,
        "said": said(segment.criteria, request.workspace),
        "text": _text(request),
        "sizes": list(sizes)[::-1],
        "uses": uses_of(segment),
        "versions": [
            Version(version=one, said=said(one.criteria, request.workspace), is_current=one.number == segment.version)
            for one in segment.versions.select_related("by").order_by("-number")[:_VERSIONS]
        ],
        "link": request.build_absolute_uri(request.path),
    }
    return render(request, "segments/segment.html", context)


@require_safe
@in_segment()
def segment_people(request: SegmentRequest) -> HttpResponse:
    """Count who is in it now, and name some; asked for after the page, for counting takes a moment."""
    segment = request.segment
    try:
        criteria, scope = parse(segment.criteria), Scope(workspace=request.workspace, now=utc_now())
        number, to_verify = count(criteria, scope), lane(criteria, scope)
        people = list(segment.contacts(now=utc_now()).select_related("company").order_by("pk")[:_PEOPLE])
    except InvalidCriteria:
        return render(request, "segments/_people.html", {"people": [], "number": 0})
    context = {"people": people, "number": number, "more": number - len(people)} | to_verify
    return render(request, "segments/_people.html", context)


@require_POST
@in_segment(Role.MEMBER)
def segment_return(request: SegmentRequest, number: int) -> HttpResponse:
    """Go back to what a version said, as a new version."""
    version = get_object_or_404(request.segment.versions, number=number)
    try:
        request.segment.revise(version.criteria, now=utc_now(), by=request.user)
    except KindredError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("It says again what version %(n)d said.") % {"n": number})
    return redirect("segment", workspace=request.workspace.slug, segment=request.segment.pk)


@require_http_methods(["GET", "POST"])
@in_segment(Role.MEMBER)
def segment_deletion(request: SegmentRequest) -> HttpResponse:
    """Say who still uses it; delete it where nobody does."""
    uses = uses_of(request.segment)
    if request.method == "GET" or uses:
        context = {"segment": request.segment, "uses": uses}
        return render(request, "segments/_deletion.html", context, status=422 if request.method == "POST" else 200)
    request.segment.discard()
    messages.success(request, _("“%(name)s” is deleted.") % {"name": request.segment})
    return redirect("segments", workspace=request.workspace.slug)


def _text(request: SegmentRequest) -> str:
    """Return the criteria as text, for passing on."""
    try:
        return as_text(request.segment.criteria, workspace=request.workspace)
    except InvalidCriteria:
        return ""
