"""What the builder asks the server: the tree laid out anew, who is meant, what a text says, and what there is to choose."""

from typing import Any

from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.views.decorators.http import require_POST, require_safe

from kindred.contacts.models import Contact
from kindred.criteria.counting import count
from kindred.criteria.describing import describe
from kindred.criteria.errors import InvalidCriteria
from kindred.criteria.facets import facets, spread
from kindred.criteria.language import Criteria, InvalidText, as_text, from_text, parse
from kindred.criteria.scope import Scope
from kindred.criteria.top import Top
from kindred.criteria.unknown import Verified
from kindred.kit.clock import utc_now
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.criteria.nodes import Builder, given, is_empty, problems_of
from kindred.web.criteria.people import counted
from kindred.web.criteria.subjects import Subjects
from kindred.web.criteria.suggesting import suggestions

#: How many of those meant are named.
SAMPLE = 6
#: Values of a field that are suggested.
VALUES = 40


@require_POST
@in_workspace()
def tree(request: WorkspaceRequest) -> HttpResponse:
    """Lay out criteria that were changed in their structure: conditions added, moved, taken out."""
    document = given(request.POST.get("document", ""))
    if document is None:
        return HttpResponseBadRequest()
    builder = Builder(workspace=request.workspace, document=document)
    return render(request, "criteria/_tree.html", {"builder": builder, "document": builder.normal()})


@require_POST
@in_workspace()
def reading(request: WorkspaceRequest) -> HttpResponse:
    """Say who is meant by the criteria as they are now: read aloud, as text, counted, some of them named."""
    document = given(request.POST.get("document", ""))
    if document is None:
        return HttpResponseBadRequest()
    problems = problems_of(document)
    answer: dict[str, Any] = {"problems": problems, "said": "", "text": ""}
    context: dict[str, Any] = {"unfinished": bool(problems)}
    if not problems and not is_empty(document):
        criteria, scope = parse(document), Scope(workspace=request.workspace, now=utc_now())
        answer |= {
            "said": capfirst(describe(criteria, request.workspace)),
            "text": as_text(document, workspace=request.workspace),
        }
        pool = Contact.objects.of(request.workspace)
        number = count(criteria, scope)
        sample = list(pool.filter(criteria.where(scope)).order_by("pk")[:SAMPLE]) if number else []
        context |= lane(criteria, scope)
        context |= {"number": number, "sample": sample, "more": number - len(sample), "all": pool.count()}
    answer["count"] = render_to_string("criteria/_count.html", context, request)
    return JsonResponse(answer)


@require_POST
@in_workspace()
def text(request: WorkspaceRequest) -> JsonResponse:
    """Turn text into the document it means, or say what is wrong where."""
    said = request.POST.get("text", "")
    try:
        document = from_text(said, workspace=request.workspace)
    except InvalidText as fault:
        faults = [{"at": at, "message": message, "near": said[at : at + 20]} for at, message in fault.faults]
        return JsonResponse({"faults": faults})
    return JsonResponse({"document": document, "faults": []})


@require_safe
@in_workspace()
def values(request: WorkspaceRequest) -> JsonResponse:
    """Suggest values of a field, with how many contacts have each."""
    subject = Subjects.of(request.workspace).by_key.get(request.GET.get("field", ""))
    if subject is None:
        return JsonResponse([], safe=False)
    like = request.GET.get("q", "").strip()[:80]
    pool = Contact.objects.of(request.workspace)
    if subject.choices:
        numbers = {str(value): number for value, number in spread(pool, subject.key, most=500)}
        known = [(str(key), str(label), numbers.get(str(key), 0)) for key, label in subject.choices]
        found = [one for one in known if like.casefold() in one[1].casefold()]
        if len(found) > VALUES:
            found.sort(key=lambda one: -one[2])
    else:
        found = [(str(one), subject.label_of(one), n) for one, n in spread(pool, subject.key, most=VALUES, like=like)]
    shown = [{"value": value, "label": label, "note": f"{number:,}"} for value, label, number in found[:VALUES]]
    return JsonResponse(shown, safe=False)


@require_safe
@in_workspace()
def conditions(request: WorkspaceRequest) -> JsonResponse:
    """Suggest conditions for what was typed: fields, values, segments, events, or what the text says."""
    return JsonResponse(suggestions(request.workspace, request.GET.get("q", "").strip()[:200]), safe=False)


@require_POST
@in_workspace()
def facet_counts(request: WorkspaceRequest) -> HttpResponse:
    """Count the values of the usual fields among those who are meant."""
    document = given(request.POST.get("document", ""))
    try:
        criteria = parse(document or {})
    except InvalidCriteria:
        return HttpResponseBadRequest()
    subjects = Subjects.of(request.workspace).by_key
    shown = [
        {
            "subject": subjects[facet.key],
            "values": [(str(value), subjects[facet.key].label_of(str(value)), n) for value, n in facet.values],
        }
        for facet in facets(criteria, Scope(workspace=request.workspace, now=utc_now()), most=8)
        if facet.values
    ]
    return render(request, "criteria/_facets.html", {"facets": shown})


def lane(criteria: Criteria, scope: Scope) -> dict[str, Any]:
    """Return who is to be verified first, counted, some of them named; nothing where unknown counts as no."""
    group = criteria.group if isinstance(criteria, Top) else criteria
    if not isinstance(group, Verified):
        return {}
    people = Contact.objects.of(scope.workspace).filter(group.to_verify.where(scope))
    return {"verify": counted(people, most=SAMPLE)}
