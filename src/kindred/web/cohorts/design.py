"""Step 3 of the wizard: what happens. Every change in the designer is kept at once."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kindred.web.cohorts.access import CohortRequest, in_cohort
from kindred.web.cohorts.wizard import wizard_steps
from kindred.web.workflows.design import laid_out
from kindred.workflows.models import Workflow


@require_safe
@in_cohort()
def workflow(request: CohortRequest) -> HttpResponse:
    """Show the designer of the cohort's workflow."""
    context = laid_out(Workflow.objects.for_cohort(request.cohort), request.powers) | {
        "cohort": request.cohort,
        "steps": wizard_steps(request.workspace, request.cohort),
        "current": 3,
    }
    return render(request, "cohorts/workflow.html", context)
