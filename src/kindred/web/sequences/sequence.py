"""A sequence: its board, its designer, and what becomes of it."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kindred.cohorts.models import Collaborator
from kindred.contacts.models import Contact
from kindred.kit.clock import utc_now
from kindred.kit.errors import KindredError
from kindred.web.sequences.access import SequenceRequest, in_sequence
from kindred.web.workflows.board import board_of
from kindred.web.workflows.design import laid_out
from kindred.web.workflows.effects import destinations, vacated
from kindred.web.workflows.picking import picked, suggested
from kindred.workflows.errors import InvalidDefinition

EDITOR, OWNER, RUNNER = Collaborator.Role.EDITOR, Collaborator.Role.OWNER, Collaborator.Role.RUNNER


@require_safe
@in_sequence()
def sequence(request: SequenceRequest) -> HttpResponse:
    """Show the sequence at work; a draft is gone on with in the designer."""
    if request.workflow.current is None:
        return _to("sequence_workflow", request)
    place = {"workspace": request.workspace.slug, "sequence": request.sequence.pk}
    context = {
        "sequence": request.sequence,
        "powers": request.powers,
        "board": board_of(request.workflow, request.powers, q=request.GET.get("q", "").strip()[:120]),
        "board_url": reverse("sequence", kwargs=place),
        "design_url": reverse("sequence_workflow", kwargs=place),
        "stream": f"/w/{request.workspace.slug}/sequences/{request.sequence.pk}/changes/",
    }
    return render(request, "sequences/board.html", context)


@require_safe
@in_sequence()
def workflow(request: SequenceRequest) -> HttpResponse:
    """Show the designer."""
    context = laid_out(request.workflow, request.powers) | {
        "sequence": request.sequence,
        "vacated": vacated(request.workflow),
    }
    return render(request, "sequences/workflow.html", context)


@require_POST
@in_sequence(EDITOR)
def publication(request: SequenceRequest) -> HttpResponse:
    """Publish the sequence as it is designed now."""
    try:
        request.workflow.publish(now=utc_now(), by=request.user, destinations=destinations(request.POST))
    except InvalidDefinition:
        messages.error(request, _("Not published yet: the marked places need mending first."))
        return _to("sequence_workflow", request)
    except KindredError as refusal:
        messages.error(request, refusal.message)
        return _to("sequence_workflow", request)
    messages.success(request, _("“%(name)s” is published.") % {"name": request.sequence})
    return _to("sequence", request)


@require_http_methods(["POST", "DELETE"])
@in_sequence(EDITOR)
def pause(request: SequenceRequest) -> HttpResponse:
    """Hold everything where it is; or, taking the pause away, let it go on."""
    if request.method == "DELETE":
        request.workflow.resume(now=utc_now())
    else:
        request.workflow.pause(now=utc_now())
    return _to("sequence", request)


@require_POST
@in_sequence(OWNER)
def archive(request: SequenceRequest) -> HttpResponse:
    """End it for good; history and numbers stay."""
    request.workflow.archive(now=utc_now(), by=request.user)
    messages.success(request, _("“%(name)s” is archived.") % {"name": request.sequence})
    return redirect("sequences", workspace=request.workspace.slug)


@require_http_methods(["GET", "POST"])
@in_sequence(RUNNER)
def starts(request: SequenceRequest) -> HttpResponse:
    """Ask whom to start, and start them at the first step."""
    if request.method == "GET":
        return render(request, "sequences/_start.html", {"sequence": request.sequence})
    chosen = picked(request, Contact.objects.of(request.workspace))
    try:
        number = request.workflow.enroll(chosen, now=utc_now(), by=request.user)
    except KindredError as refusal:
        messages.error(request, refusal.message)
        return _to("sequence", request)
    said = ngettext("%(n)d contact started.", "%(n)d contacts started.", number) % {"n": number}
    left = chosen.count() - number
    skipped = ngettext(
        "%(n)d is in it, or was, and did not start again.", "%(n)d are in it, or were, and did not start again.", left
    )
    messages.success(request, f"{said} {skipped % {'n': left}}" if left else said)
    return _to("sequence", request)


@require_safe
@in_sequence(RUNNER)
def suggestions(request: SequenceRequest) -> JsonResponse:
    """Suggest contacts to start."""
    return suggested(request, Contact.objects.of(request.workspace))


def _to(name: str, request: SequenceRequest) -> HttpResponse:
    """Go to one of the sequence's pages."""
    return redirect(name, workspace=request.workspace.slug, sequence=request.sequence.pk)
