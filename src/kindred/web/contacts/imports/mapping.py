"""Matching the columns of a file to what contacts hold, and saying what everybody in it gets."""

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
from kindred.contacts.models import ColumnMemory, CustomField, Import
from kindred.contacts.presets.registry import PRESETS
from kindred.contacts.spreadsheets.lists import LISTS, SEPARATORS
from kindred.contacts.spreadsheets.targets import EXTERNAL_ID, FURTHER
from kindred.contacts.words import WORDS
from kindred.kit.clock import utc_now
from kindred.web.contacts.imports import everybody
from kindred.web.contacts.imports.access import ImportRequest, in_import
from kindred.web.contacts.imports.choices import NEW, Choices, groups, has_policy
from kindred.web.contacts.imports.everybody import Everybody
from kindred.web.contacts.imports.preview import preview
from kindred.web.contacts.imports.readings import Reading, readings
from kindred.web.contacts.imports.steps import steps


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the file, and what it is taken for."""

    position: str
    header: str
    readings: list[Reading]
    target: str
    new_label: str
    separator: str
    policy: str
    #: Targets for which it is asked what stands between the values of a cell.
    parted: str
    problem: str

    @property
    def is_new(self) -> bool:
        """Whether it becomes a new field of the workspace's own."""
        return self.target.startswith(NEW)


def show_mapping(request: ImportRequest) -> HttpResponse:
    """Show the columns with what they are taken for."""
    spreadsheet = request.spreadsheet
    labels = {str(position): header for position, header in enumerate(spreadsheet.table.headers)}
    guessed = Choices(
        targets=spreadsheet.mapping,
        labels=labels,
        separators=spreadsheet.separators,
        policies=_policies(spreadsheet),
        everybody=_proposed(spreadsheet),
        preset=spreadsheet.preset,
        system=spreadsheet.defaults.get("system", ""),
    )
    return _show(request, guessed)


@require_POST
@in_import()
def match_anew(request: ImportRequest) -> HttpResponse:
    """Look at the columns anew, as an export of the system that was chosen."""
    preset = request.POST.get("preset", "")
    if request.spreadsheet.status == Import.Status.UPLOADED:
        request.spreadsheet.match_anew(preset=preset if preset in PRESETS else request.spreadsheet.preset)
    return redirect("import", workspace=request.workspace.slug, pk=request.spreadsheet.pk)


@require_POST
@in_import()
def start(request: ImportRequest) -> HttpResponse:
    """Begin to import with the chosen columns; what is wrong with the choice is said beside it."""
    chosen = Choices.read(request.POST, spreadsheet=request.spreadsheet, member=request.member)
    there = redirect("import", workspace=request.workspace.slug, pk=request.spreadsheet.pk)
    if request.spreadsheet.status != Import.Status.UPLOADED:
        return there
    now = utc_now()
    if chosen.doubled() or chosen.nameless() or chosen.everybody.problems(now):
        return _show(request, chosen, status=422)
    try:
        with transaction.atomic():
            mapping = _with_new_fields(request.spreadsheet, chosen)
            request.spreadsheet.start(
                mapping=mapping,
                defaults=chosen.defaults(mapping),
                separators=chosen.separators,
                preset=chosen.preset,
                now=now,
            )
    except NothingMapped as refusal:
        return _show(request, chosen, problem=refusal.message, status=422)
    except AlreadyStarted:
        return there
    return there


@require_POST
@in_import()
def show_preview(request: ImportRequest) -> HttpResponse:
    """Show how the first rows, and the cells of each column, would look with what is chosen now."""
    chosen = Choices.read(request.POST, spreadsheet=request.spreadsheet, member=request.member)
    context = {"preview": preview(request.spreadsheet, chosen), "columns": _columns(request.spreadsheet, chosen)}
    return render(request, "contacts/imports/_previews.html", context)


def _policies(spreadsheet: Import) -> dict[str, str]:
    """Return what was said of single fields in the import whose rows were mended, by position."""
    by_field = spreadsheet.defaults.get("existing_by_field", {})
    return {position: by_field[target] for position, target in spreadsheet.mapping.items() if target in by_field}


def _proposed(spreadsheet: Import) -> Everybody:
    """Return what is proposed for everybody: as in the import whose rows were mended, else as the system has it."""
    if spreadsheet.defaults:
        return Everybody.again(spreadsheet)
    kinds, source = spreadsheet.system.kind or 0, spreadsheet.system.source
    purpose = everybody.likely_purpose(kinds)
    return Everybody(tags=(_our_tag(spreadsheet),), kinds=kinds, source=source, basis={"purpose": purpose})


def _our_tag(spreadsheet: Import) -> str:
    """Return the tag that is proposed, by which the people of just this import are found again."""
    return _("import %(day)s (%(number)d)") % {"day": timezone.localdate(), "number": spreadsheet.pk}


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
    spreadsheet = request.spreadsheet
    targets = groups(spreadsheet)
    memory = ColumnMemory.objects.of(spreadsheet.workspace, spreadsheet.table.headers).select_related("by").first()
    context: dict[str, Any] = {
        "steps": steps(),
        "import": spreadsheet,
        "systems": list(PRESETS.values()),
        "chosen_system": PRESETS[chosen.preset],
        "memory": memory if spreadsheet.is_remembered else None,
        "columns": _columns(spreadsheet, chosen),
        "target_groups": targets,
        "separators": SEPARATORS.items(),
        "system": chosen.system,
        "with_policy": " ".join(value for _group, found in targets for value, _label in found if has_policy(value)),
        "new_kinds": " ".join(value for _group, found in targets for value, _label in found if value.startswith(NEW)),
        "external_id": EXTERNAL_ID,
        "problem": problem,
        "preview": preview(spreadsheet, chosen),
    }
    context |= everybody.context(chosen.everybody, member=request.member, now=utc_now(), checked=status != 200)
    return render(request, "contacts/imports/mapping.html", context, status=status)


def _columns(spreadsheet: Import, chosen: Choices) -> list[Column]:
    """Return the columns of the file."""
    read, doubled, nameless = readings(spreadsheet, chosen), chosen.doubled(), chosen.nameless()
    return [
        Column(
            position=(position := str(number)),
            header=header,
            readings=read[position],
            target=chosen.targets.get(position, ""),
            new_label=chosen.labels.get(position, ""),
            separator=chosen.between(position),
            policy=chosen.policies.get(position, ""),
            # An address or a number alone in its cell is the rule: there it is asked only where several were found.
            parted=" ".join(LISTS if chosen.between(position) else {*WORDS, *FURTHER}),
            problem=_problem(position, doubled=doubled, nameless=nameless),
        )
        for number, header in enumerate(spreadsheet.table.headers)
    ]


def _problem(position: str, *, doubled: set[str], nameless: set[str]) -> str:
    """Say what is wrong with the choice for a column."""
    if position in doubled:
        return _("Another column goes there already. Choose one of the two.")
    return _("Give the new field a name.") if position in nameless else ""
