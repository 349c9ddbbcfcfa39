"""What else is done to cards by hand: try again, skip, note a reply, take out."""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kindred.cohorts.models import Collaborator
from kindred.kit.clock import utc_now
from kindred.kit.errors import KindredError
from kindred.web.workflows.access import WorkflowRequest, in_workflow
from kindred.workflows.models import Enrollment
from kindred.workflows.models.enrollment import EnrollmentQuerySet

RUNNER = Collaborator.Role.RUNNER
#: Cards one request may name; more are moved step by step.
MOST = 1000


def chosen(request: WorkflowRequest) -> EnrollmentQuerySet:
    """Return the cards a request names, those of other workflows left out."""
    ids = [int(one) for one in request.POST.getlist("cards")[:MOST] if one.isdecimal()]
    return Enrollment.objects.filter(workflow=request.workflow, pk__in=ids)


def said(request: WorkflowRequest, text: str, *, tone: str = "good", status: int = 200, **more: Any) -> HttpResponse:
    """Answer the board with a sentence; the drawer, which asks through htmx, by events."""
    if request.headers.get("HX-Request") != "true":
        return JsonResponse({"message": text, "tone": tone, **more}, status=status)
    toast = {"text": text, "tone": tone, **more}
    return HttpResponse(headers={"HX-Trigger": json.dumps({"toast": toast, "drawer:close": {}, "board:changed": {}})})


@require_POST
@in_workflow(RUNNER)
def retries(request: WorkflowRequest) -> HttpResponse:
    """Let cards that failed try again."""
    return _done(request, lambda cards: cards.retry(now=utc_now(), by=request.user), _tried)


@require_POST
@in_workflow(RUNNER)
def skips(request: WorkflowRequest) -> HttpResponse:
    """Let cards that failed go on without the action that failed."""
    return _done(request, lambda cards: cards.skip(now=utc_now(), by=request.user), _skipped)


@require_POST
@in_workflow(RUNNER)
def replies(request: WorkflowRequest) -> HttpResponse:
    """Note that they replied, by mail, telephone or in person; rules that wait for a reply act on it."""

    def note(cards: EnrollmentQuerySet) -> int:
        data = {"subject": _("noted by hand")}
        return cards.live().contacts().record("message.replied", at=utc_now(), by=request.user, data=data)

    return _done(request, note, _replied)


@require_POST
@in_workflow(RUNNER)
def exits(request: WorkflowRequest) -> HttpResponse:
    """Take cards out: of the cohort, where there is one, else of the sequence."""

    def take_out(cards: EnrollmentQuerySet) -> int:
        cohort = request.workflow.cohort
        if cohort:
            return cohort.remove(cards.contacts(), at=utc_now(), by=request.user)
        return cards.end(status=Enrollment.Status.EXITED, reason="removed", now=utc_now(), by=request.user)

    return _done(request, take_out, _taken_out)


def _done(
    request: WorkflowRequest, verb: Callable[[EnrollmentQuerySet], int], words: Callable[[int], str]
) -> HttpResponse:
    """Do it, or say why not."""
    try:
        number = verb(chosen(request))
    except KindredError as refusal:
        return said(request, refusal.message, tone="bad", status=409)
    return said(request, words(number) % {"n": number})


def _tried(number: int) -> str:
    return ngettext("%(n)d card tries again.", "%(n)d cards try again.", number)


def _skipped(number: int) -> str:
    return ngettext("%(n)d card goes on without it.", "%(n)d cards go on without it.", number)


def _replied(number: int) -> str:
    return ngettext("Noted: %(n)d contact replied.", "Noted: %(n)d contacts replied.", number)


def _taken_out(number: int) -> str:
    return ngettext("%(n)d contact taken out.", "%(n)d contacts taken out.", number)
