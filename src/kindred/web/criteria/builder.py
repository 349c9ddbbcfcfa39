"""What the builder asks the server: a row as its field wants it, and how many contacts are meant."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from kindred.contacts.models import Contact
from kindred.criteria.errors import InvalidCriteria
from kindred.criteria.language import filter as criteria_filter
from kindred.kit.clock import utc_now
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.criteria.field import CriteriaWidget
from kindred.web.criteria.rows import Subjects

#: How many of those meant are named.
SAMPLE = 6


@require_safe
@in_workspace()
def row(request: WorkspaceRequest) -> HttpResponse:
    """Show a fresh row, or one whose field or comparison was changed."""
    subjects = Subjects.of(request.workspace)
    name, token = request.GET.get("name", "criteria")[:30], request.GET.get("row", "")[:12]
    one = (
        subjects.posted_row(request.GET, name, token)
        if token.isalnum()
        else subjects.blank(name, request.GET.get("about", ""))
    )
    return render(request, "criteria/_row.html", {"row": one, "subjects": subjects.by_key.values()})


@require_POST
@in_workspace()
def count(request: WorkspaceRequest) -> HttpResponse:
    """Say how many contacts meet the criteria in the form now, and name some."""
    widget = CriteriaWidget()
    widget.workspace = request.workspace
    document = widget.value_from_datadict(request.POST, None, request.GET.get("name", "criteria")[:30])
    pool = Contact.objects.of(request.workspace)
    try:
        meant = pool.filter(criteria_filter(document, workspace=request.workspace, now=utc_now())) if document else None
    except InvalidCriteria:
        return render(request, "criteria/_count.html", {"unfinished": True})
    if meant is None:
        return render(request, "criteria/_count.html", {})
    number = meant.count()
    sample = list(meant.only("name", "email", "title").order_by("pk")[:SAMPLE]) if number else []
    context = {"number": number, "sample": sample, "more": number - len(sample), "all": pool.count()}
    return render(request, "criteria/_count.html", context)
