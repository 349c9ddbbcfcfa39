"""Cards moved by hand: by drag, menu, keys or in numbers; each move can be taken back."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kindred.cohorts.models import Collaborator
from kindred.kit.clock import utc_now
from kindred.kit.errors import KindredError
from kindred.web.workflows.access import WorkflowRequest, in_workflow
from kindred.web.workflows.acts import chosen, said
from kindred.workflows.models import Move


@require_POST
@in_workflow(Collaborator.Role.RUNNER)
def moves(request: WorkflowRequest) -> HttpResponse:
    """Move the chosen cards to a step."""
    grace = timedelta(seconds=settings.GRACE_SECONDS)
    try:
        move = chosen(request).move_to(request.POST.get("step", ""), now=utc_now(), by=request.user, grace=grace)
    except KindredError as refusal:
        return said(request, refusal.message, tone="bad", status=409)
    return said(request, _("It is on that step already."), tone="info") if move is None else _moved(request, move)


@require_POST
@in_workflow(Collaborator.Role.RUNNER)
def reversal(request: WorkflowRequest, move: int) -> HttpResponse:
    """Take a move back."""
    made = get_object_or_404(request.workflow.moves, pk=move)
    try:
        back, left = made.revert(now=utc_now(), by=request.user)
    except KindredError as refusal:
        return said(request, refusal.message, tone="bad", status=409)
    if not left:
        return said(request, ngettext("%(n)d card is back.", "%(n)d cards are back.", back) % {"n": back})
    text = ngettext(
        "%(n)d card is back, but a message had left already.",
        "%(n)d cards are back, but messages had left already.",
        back,
    )
    return said(request, text % {"n": back}, tone="warn")


def _moved(request: WorkflowRequest, move: Move) -> HttpResponse:
    """Say where the cards went, and offer to take it back."""
    number = move.cards.count()
    definition = request.workflow.definition
    step = definition.step(move.step) if definition else None
    text = ngettext("Moved to “%(step)s”.", "%(n)d cards moved to “%(step)s”.", number)
    place = {"workspace": request.workspace.slug, "workflow": request.workflow.pk, "move": move.pk}
    undo = {"label": _("Undo"), "event": "board:undo", "detail": {"url": reverse("workflow_reversal", kwargs=place)}}
    return said(request, text % {"n": number, "step": step.name if step else ""}, offer=undo)
