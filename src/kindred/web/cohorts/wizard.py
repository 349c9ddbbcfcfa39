"""The way through the wizard."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kindred.accounts.models import Workspace
from kindred.cohorts.models import Cohort


def wizard_steps(workspace: Workspace, cohort: Cohort | None) -> list[dict[str, Any]]:
    """Return the steps of the wizard; those of a draft that exists can be gone to in any order."""
    labels = {
        "cohort_who": _("Who and why"),
        "cohort_team": _("With whom"),
        "cohort_workflow": _("What happens"),
        "cohort_review": _("Review"),
    }
    place = {"workspace": workspace.slug, "cohort": cohort.pk} if cohort else None
    return [{"label": label, "url": reverse(name, kwargs=place) if place else ""} for name, label in labels.items()]
