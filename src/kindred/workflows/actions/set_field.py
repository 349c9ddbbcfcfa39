"""Give one of the contact's fields a value, or move the contact on a ladder."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kindred.accounts.models import Workspace
from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.field import cleaner_of
from kindred.contacts.fields import CUSTOM, FIELDS, label_of
from kindred.contacts.models import CustomField
from kindred.workflows.actions.kind import ActionKind, Reached, Setting, SettingProblem, Settings


def say(settings: Settings, workspace: Workspace) -> str:
    """Read the action aloud."""
    key = settings.get("field", "")
    own = own_field(key, workspace)
    if own is None and key not in FIELDS:
        return _("set a field")
    label = own.label if own else str(FIELDS[key].label).lower()
    value = _said(own, settings.get("value")) if own else label_of(key, settings.get("value"))
    return _("set %(field)s to %(value)s") % {"field": label, "value": value or _("nothing")}


def check(settings: Settings, workspace: Workspace) -> Iterator[SettingProblem]:
    """Find a field that cannot be set, or a value it does not take."""
    key, value = settings["field"], settings.get("value")
    own = own_field(key, workspace)
    field = FIELDS.get(key)
    if own is None and (field is None or not field.settable or key in {"email", "name", "company_name"}):
        yield "field", _("This field cannot be set by a workflow.")
        return
    if field and field.choices and value not in {"", None, *dict(field.choices)}:
        yield "value", _("Choose one of the values of %(field)s.") % {"field": field.label}
        return
    try:
        (own.cleaner if own else cleaner_of(key))(str(value or ""))
    except BadValue as fault:
        yield "value", fault.message


def own_field(key: str, workspace: Workspace) -> CustomField | None:
    """Return the field of the workspace's own that a key names."""
    if not key.startswith(CUSTOM):
        return None
    return CustomField.objects.of(workspace).filter(key=key.removeprefix(CUSTOM)).select_related("workspace").first()


def _said(own: CustomField, value: Any) -> str:
    """Return a value of an own field in words; what it does not take as it is written."""
    try:
        return own.said(own.cleaner(str(value or "")))
    except BadValue:
        return str(value)


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
