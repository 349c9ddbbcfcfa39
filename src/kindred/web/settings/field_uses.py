"""What speaks of a field of the workspace's own: cohorts, workflows and templates."""

from collections.abc import Iterator

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.urls import reverse

from kindred.cohorts.models import Cohort
from kindred.contacts.fields import CUSTOM
from kindred.contacts.models import CustomField
from kindred.messaging.models import Template
from kindred.workflows.models import Workflow

#: What uses it: its name, and where it is.
Use = tuple[str, str]


def uses_of(field: CustomField) -> list[Use]:
    """Return what would mind if the field were gone."""
    return [*_cohorts(field), *_workflows(field), *_templates(field)]


def _cohorts(field: CustomField) -> Iterator[Use]:
    """Yield cohorts whose criteria ask for it."""
    said = Cohort.objects.of(field.workspace).annotate(said=Cast("criteria", TextField()))
    for cohort in said.filter(said__contains=_quoted(field)).order_by("name"):
        kwargs = {"workspace": field.workspace.slug, "cohort": cohort.pk}
        yield cohort.name, reverse("cohort", kwargs=kwargs)


def _workflows(field: CustomField) -> Iterator[Use]:
    """Yield workflows that ask for it or set it, as they run or in their draft."""
    said = Workflow.objects.filter(workspace=field.workspace).select_related("cohort", "sequence")
    said = said.annotate(said=Cast("draft", TextField()), running=Cast("current__definition", TextField()))
    for workflow in said.filter(Q(said__contains=_quoted(field)) | Q(running__contains=_quoted(field))).order_by("pk"):
        if workflow.cohort:
            kwargs = {"workspace": field.workspace.slug, "cohort": workflow.cohort.pk}
            yield workflow.cohort.name, reverse("cohort", kwargs=kwargs)
        elif workflow.sequence:
            kwargs = {"workspace": field.workspace.slug, "sequence": workflow.sequence.pk}
            yield workflow.sequence.name, reverse("sequence", kwargs=kwargs)


def _templates(field: CustomField) -> Iterator[Use]:
    """Yield templates that put it into a message."""
    spoken = Q()
    for name in (f"custom.{field.key}", f"custom['{field.key}']", f'custom["{field.key}"]'):
        spoken |= Q(subject__contains=name) | Q(html__contains=name)
    for template in Template.objects.of(field.workspace).filter(spoken).order_by("name"):
        yield template.name, reverse("template", kwargs={"workspace": field.workspace.slug, "pk": template.pk})


def _quoted(field: CustomField) -> str:
    """Return the field as documents name it."""
    return f'"{CUSTOM}{field.key}"'
