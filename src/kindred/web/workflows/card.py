"""A card opened: why the contact is here, what has happened, what comes next and when, and what holds it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kindred.web.workflows.access import WorkflowRequest, in_workflow
from kindred.workflows.explanation import explain
from kindred.workflows.models import Enrollment


@require_safe
@in_workflow()
def card(request: WorkflowRequest, card: int) -> HttpResponse:
    """Show a card in the drawer."""
    cards = Enrollment.objects.filter(workflow=request.workflow).select_related(
        "contact__company", "contact__owner", "version", "workspace", "workflow__cohort", "workflow__sequence"
    )
    enrollment = get_object_or_404(cards, pk=card)
    context = {
        "enrollment": enrollment,
        "contact": enrollment.contact,
        "tags": enrollment.contact.tags.order_by("name"),
        "why": explain(enrollment),
        "steps": enrollment.version.parsed.steps,
        "powers": request.powers,
    }
    return render(request, "workflows/_card_drawer.html", context)
