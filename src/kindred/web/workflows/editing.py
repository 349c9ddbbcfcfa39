"""Changing a workflow's draft: one change at a time on the newest draft, so that two designers do not undo each other."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.http import Http404

from kindred.web.workflows.access import WorkflowRequest
from kindred.workflows.drafting import Draft, NoSuchPart, Part
from kindred.workflows.models import Workflow


@contextmanager
def editing(request: WorkflowRequest) -> Iterator[Draft]:
    """Lend out the newest draft and save it; a part that is gone answers with 404."""
    with transaction.atomic():
        workflow = Workflow.objects.select_for_update().get(pk=request.workflow.pk)
        draft = Draft(workflow.draft)
        try:
            yield draft
        except NoSuchPart as error:
            raise Http404 from error
        workflow.save_draft(draft.document)
    request.workflow.draft = draft.document


def part_of(find: Callable[[str], Part], key: str) -> Part:
    """Return a part of the draft; one that is gone answers with 404."""
    try:
        return find(key)
    except NoSuchPart as error:
        raise Http404 from error
