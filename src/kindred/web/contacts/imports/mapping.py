"""Matching the columns of a spreadsheet to what contacts hold."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kindred.contacts.errors import AlreadyStarted, NothingMapped
from kindred.contacts.fields import CUSTOM
from kindred.contacts.kinds import Kind
from kindred.contacts.models import CustomField, Import
from kindred.kit.clock import utc_now
from kindred.web.contacts.imports.access import ImportRequest, in_import
from kindred.web.contacts.imports.choices import NEW, POLICIES, Choices, groups
from kindred.web.contacts.imports.preview import preview
from kindred.web.contacts.imports.steps import steps

_SAMPLES = 3


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the file, and what it is taken for."""

    position: str
    header: str
    samples: list[str]
    target: str
    new_label: str
    problem: str

    @property
    def is_new(self) -> bool:
        """Whether it becomes a new field of the workspace's own."""
        return self.target.startswith(NEW)


def show_mapping(request: ImportRequest) -> HttpResponse:
    """Show the columns with what they are taken for."""
    table = request.spreadsheet.table
    labels = {str(position): header for position, header in enumerate(table.headers)}
    guessed = Choices(targets=request.spreadsheet.mapping, labels=labels, tags=(_our_tag(request.spreadsheet),))
    return _show(request, guessed)


def _our_tag(spreadsheet: Import) -> str:
    """Return the tag that is proposed, by which the people of just this import are found again."""
    return _("import %(day)s (%(number)d)") % {"day": timezone.localdate(), "number": spreadsheet.pk}


@require_POST
@in_import()
def start(request: ImportRequest) -> HttpResponse:
    """Begin to import with the chosen columns; what is wrong with the choice is said beside it."""
    chosen = Choices.read(request.POST, spreadsheet=request.spreadsheet)
    there = redirect("import", workspace=request.workspace.slug, pk=request.spreadsheet.pk)
    if request.spreadsheet.status != Import.Status.UPLOADED:
        return there
    if chosen.doubled() or chosen.nameless():
        return _show(request, chosen, status=422)
    try:
        with transaction.atomic():
            mapping = _with_new_fields(request.spreadsheet, chosen)
            request.spreadsheet.start(mapping=mapping, defaults=chosen.defaults, now=utc_now())
    except NothingMapped as refusal:
        return _show(request, chosen, problem=refusal.message, status=422)
    except AlreadyStarted:
        return there
    return there


@require_POST
@in_import()
def show_preview(request: ImportRequest) -> HttpResponse:
    """Show how the first rows would look with what is chosen now."""
    chosen = Choices.read(request.POST, spreadsheet=request.spreadsheet)
    return render(request, "contacts/imports/_preview.html", {"preview": preview(request.spreadsheet, chosen)})


def _with_new_fields(spreadsheet: Import, chosen: Choices) -> dict[str, str]:
    """Make the new fields, and return the mapping with them."""
    mapping = dict(chosen.targets)
    for position in chosen.targets:
        if kind := chosen.new_kind(position):
            own = CustomField.objects.labelled(spreadsheet.workspace, chosen.labels[position], kind=kind)
            mapping[position] = f"{CUSTOM}{own.key}"
    return mapping


def _show(request: ImportRequest, chosen: Choices, *, problem: str = "", status: int = 200) -> HttpResponse:
    """Show the form as it was filled in."""
    context: dict[str, Any] = {
        "steps": steps(),
        "import": request.spreadsheet,
        "columns": _columns(request.spreadsheet, chosen),
        "target_groups": groups(request.spreadsheet),
        "problem": problem,
        "chosen_tags": [{"value": tag, "label": tag} for tag in chosen.tags],
        "kinds": [(kind.key, kind.label) for kind in Kind],
        "chosen_kinds": chosen.kind_keys,
        "source": chosen.source,
        "policies": POLICIES,
        "policy": chosen.policy,
        "preview": preview(request.spreadsheet, chosen),
    }
    return render(request, "contacts/imports/mapping.html", context, status=status)


def _columns(spreadsheet: Import, chosen: Choices) -> list[Column]:
    """Return the columns of the file."""
    rows, doubled, nameless = spreadsheet.samples(), chosen.doubled(), chosen.nameless()
    columns = []
    for number, header in enumerate(spreadsheet.table.headers):
        position = str(number)
        cells = dict.fromkeys(text for row in rows if (text := row.cells[number].strip()[:60]))
        columns.append(
            Column(
                position=position,
                header=header,
                samples=list(cells)[:_SAMPLES],
                target=chosen.targets.get(position, ""),
                new_label=chosen.labels.get(position, ""),
                problem=_problem(position, doubled=doubled, nameless=nameless),
            )
        )
    return columns


def _problem(position: str, *, doubled: set[str], nameless: set[str]) -> str:
    """Say what is wrong with the choice for a column."""
    if position in doubled:
        return _("Another column goes there already. Choose one of the two.")
    return _("Give the new field a name.") if position in nameless else ""
