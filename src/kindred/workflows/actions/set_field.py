"""Give one of the contact's fields a value, or move the contact on a ladder."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kindred.accounts.models import Workspace
from kindred.contacts.fields import FIELDS, label_of
from kindred.workflows.actions.kind import ActionKind, Reached, Setting, SettingProblem, Settings


def say(settings: Settings, _workspace: Workspace) -> str:
    """Read the action aloud."""
    field = FIELDS.get(settings.get("field", ""))
    if field is None:
        return _("set a field")
    value = label_of(field.key, settings.get("value")) or _("nothing")
    return _("set %(field)s to %(value)s") % {"field": str(field.label).lower(), "value": value}


def check(settings: Settings, _workspace: Workspace) -> Iterator[SettingProblem]:
    """Find a field that cannot be set, or a value it does not take."""
    field = FIELDS.get(settings["field"])
    if field is None or not field.settable or field.key in {"email", "name", "company_name"}:
        yield "field", _("This field cannot be set by a workflow.")
    elif field.choices and settings.get("value") not in {"", None, *dict(field.choices)}:
        yield "value", _("Choose one of the values of %(field)s.") % {"field": field.label}


def perform(reached: Reached, settings: Settings) -> None:
    """Set the field on each contact that has another value."""
    reached.contacts.set_field(settings["field"], settings.get("value") or "", at=reached.now)


KIND = ActionKind(
    key="set_field",
    label=gettext_lazy("Set field or stage"),
    icon="pencil",
    settings=(
        Setting(key="field", label=gettext_lazy("Field"), kind="field"),
        Setting(
            key="value",
            label=gettext_lazy("Value"),
            kind="value",
            required=False,
            help=gettext_lazy("Leave empty to clear the field."),
        ),
    ),
    say=say,
    check=check,
    perform=perform,
)
