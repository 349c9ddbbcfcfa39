"""What refers to a segment: other segments, cohorts, workflows and retention rules."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kindred.cohorts.models import Segment
from kindred.retention.models import RetentionRule
from kindred.workflows.models import Workflow


@dataclass(frozen=True, kw_only=True)
class Use:
    """One thing that would mind if the segment changed."""

    what: str | Promise
    name: str
    url: str


def uses_of(segment: Segment) -> list[Use]:
    """Return what refers to a segment, with where each is."""
    return [*_criteria(segment), *_workflows(segment), *_rules(segment)]


def _criteria(segment: Segment) -> Iterator[Use]:
    """Yield segments and cohorts whose criteria ask who is in it."""
    slug = segment.workspace.slug
    for one in segment.users():
        if isinstance(one, Segment):
            url = reverse("segment", kwargs={"workspace": slug, "segment": one.pk})
            yield Use(what=_("Segment"), name=one.name, url=url)
        else:
            url = reverse("cohort", kwargs={"workspace": slug, "cohort": one.pk})
            yield Use(what=_("Cohort"), name=one.name, url=url)


def _workflows(segment: Segment) -> Iterator[Use]:
    """Yield workflows with conditions on it, as they run or in their draft."""
    slug, named = segment.workspace.slug, f'"segment": "{segment.key}"'
    said = Workflow.objects.filter(workspace=segment.workspace_id).select_related("cohort", "sequence")
    said = said.annotate(said=Cast("draft", TextField()), running=Cast("current__definition", TextField()))
    for workflow in said.filter(Q(said__contains=named) | Q(running__contains=named)).order_by("pk"):
        if workflow.cohort:
            url = reverse("cohort_workflow", kwargs={"workspace": slug, "cohort": workflow.cohort.pk})
            yield Use(what=_("Workflow of a cohort"), name=workflow.cohort.name, url=url)
        elif workflow.sequence:
            url = reverse("sequence", kwargs={"workspace": slug, "sequence": workflow.sequence.pk})
            yield Use(what=_("Sequence"), name=workflow.sequence.name, url=url)


def _rules(segment: Segment) -> Iterator[Use]:
    """Yield retention rules about it."""
    rules = RetentionRule.objects.annotate(said=Cast("criteria", TextField())).filter(workspace=segment.workspace_id)
    for rule in rules.filter(said__contains=f'"segment": "{segment.key}"').order_by("pk"):
        url = reverse("retention_rule", kwargs={"workspace": segment.workspace.slug, "pk": rule.pk})
        yield Use(what=_("Retention rule"), name=str(rule), url=url)
