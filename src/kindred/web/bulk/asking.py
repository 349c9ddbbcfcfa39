"""The dialogs: each asks what its act needs, shows what would come of it, and begins."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kindred.accounts.models import Role
from kindred.bulk.acts.kind import Act
from kindred.bulk.acts.registry import ACTS
from kindred.bulk.acts.sequence import open_to
from kindred.bulk.models import BulkAction
from kindred.cohorts.models import Cohort
from kindred.contacts.fields import CUSTOM, FIELDS, STAGE_FIELDS
from kindred.contacts.formats.registry import FORMATS
from kindred.contacts.models import Contact
from kindred.kit.clock import utc_now
from kindred.kit.errors import KindredError
from kindred.web.access import WorkspaceRequest, in_workspace
from kindred.web.bulk.following import begun
from kindred.web.contacts import rungs
from kindred.web.contacts.details import detail
from kindred.web.contacts.selection import Selection

_SHOWN = 8


@require_http_methods(["GET", "POST"])
@in_workspace(Role.MEMBER)
def bulk_new(request: WorkspaceRequest, act: str) -> HttpResponse:
    """Ask what an act needs, and begin it on the selected contacts."""
    kind = _act(act)
    if request.method == "GET":
        return _ask(request, kind)
    who = Selection.read(request.POST).who
    try:
        action = BulkAction.objects.start(
            act=act, form=request.POST.dict(), who=who, member=request.member, now=utc_now()
        )
    except KindredError as refusal:
        return _ask(request, kind, error=refusal.message)
    return begun(request, action)


@require_POST
@in_workspace(Role.MEMBER)
def bulk_preview(request: WorkspaceRequest, act: str) -> HttpResponse:
    """Say how many of the selected contacts would be changed; nothing, while the form is not filled in."""
    kind, who = _act(act), Selection.read(request.POST).who
    try:
        expected = BulkAction.objects.preview(
            act=act, form=request.POST.dict(), who=who, member=request.member, now=utc_now()
        )
    except KindredError as refusal:
        is_begun = any(request.POST.get(name) for name in ("value", "tag", "whom"))
        return render(request, "bulk/_preview.html", {"error": refusal.message if is_begun else ""})
    left_out = kind.left_out(kind.read(request.POST.dict(), member=request.member), expected.unchanged)
    context = {"preview": expected, "effect": kind.effect(expected.changing), "left_out": left_out}
    return render(request, "bulk/_preview.html", context)


@require_safe
@in_workspace(Role.MEMBER)
def bulk_cohorts(request: WorkspaceRequest) -> HttpResponse:
    """List the cohorts whose name holds what was typed."""
    return render(request, "bulk/acts/_cohorts.html", {"cohorts": _cohorts(request)})


@require_safe
@in_workspace(Role.MEMBER)
def bulk_value(request: WorkspaceRequest) -> HttpResponse:
    """Show what a value of the chosen field is entered with."""
    return render(request, "bulk/acts/_value.html", _value(request))


def _act(key: str) -> Act:
    """Return the act of this name, or nothing there is."""
    if key not in ACTS:
        raise Http404
    return ACTS[key]


def _ask(request: WorkspaceRequest, act: Act, *, error: str = "") -> HttpResponse:
    """Show the dialog of an act, once more with what is wrong."""
    selection = Selection.read(request.GET if request.method == "GET" else request.POST)
    ask = _ASK.get(act.key)
    context = {"act": act, "selection": selection, "error": error, **(ask(request) if ask else {})}
    return render(request, "bulk/_dialog.html", context, status=422 if error else 200)


def _stages(_request: WorkspaceRequest) -> dict[str, Any]:
    return {"stages": rungs.choices()}


def _fields(request: WorkspaceRequest) -> dict[str, Any]:
    """Return the fields that many can share; the ladders have an act of their own."""
    plain = [(key, str(field.label)) for key, field in FIELDS.items() if field.settable and key not in STAGE_FIELDS]
    own = request.workspace.custom_fields.order_by("label").values_list("key", "label")
    return {"fields": plain, "own": [(f"{CUSTOM}{key}", label) for key, label in own], **_value(request)}


def _value(request: WorkspaceRequest) -> dict[str, Any]:
    """Return the chosen field as the form of a contact has it."""
    asked = request.GET if request.method == "GET" else request.POST
    key = asked.get("field", "")
    return {"field": key, "detail": detail(Contact(workspace=request.workspace), key) if key else None}


def _team(request: WorkspaceRequest) -> dict[str, Any]:
    return {"team": request.workspace.members.in_order()}


def _choices(request: WorkspaceRequest) -> dict[str, Any]:
    return {"cohorts": _cohorts(request)}


def _sequences(request: WorkspaceRequest) -> dict[str, Any]:
    return {"sequences": open_to(request.member).order_by("-updated_at", "-pk")}


def _formats(_request: WorkspaceRequest) -> dict[str, Any]:
    return {"formats": FORMATS.values()}


_ASK = {
    "export": _formats,
    "set_stage": _stages,
    "set_field": _fields,
    "assign_owner": _team,
    "add_to_cohort": _choices,
    "start_sequence": _sequences,
}


def _cohorts(request: WorkspaceRequest) -> QuerySet[Cohort]:
    """Return the first cohorts by the name typed so far, those worked on last first."""
    open_ones = Cohort.objects.run_by(request.member).exclude(status=Cohort.Status.ARCHIVED)
    found = open_ones.annotate(size=Count("memberships", filter=Q(memberships__left_at=None)))
    return found.filter(name__icontains=request.GET.get("cohort_name", "").strip()[:120]).order_by("-updated_at")[
        :_SHOWN
    ]
