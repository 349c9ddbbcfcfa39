"""The form of an action: made from the settings its kind declares, so that a new kind needs no form of its own."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kindred.accounts.models import Workspace
from kindred.cohorts.models import Cohort
from kindred.contacts.fields import CUSTOM, FIELDS
from kindred.contacts.models import CustomField, Tag
from kindred.messaging.models import Template
from kindred.web.criteria.field import CriteriaField
from kindred.web.workflows.duration_field import DurationField
from kindred.workflows.actions.kind import ActionKind, Setting
from kindred.workflows.actions.set_field import own_field
from kindred.workflows.drafting import Draft, Part

#: Chosen in the list of templates to write a new one on the spot.
NEW_TEMPLATE = "new"


class ActionForm(forms.Form):
    """What a kind of action wants to know, when it runs, and for whom."""

    after = DurationField(required=False, label=gettext_lazy("Wait before it"))
    when = CriteriaField(required=False, label=gettext_lazy("Only for some contacts"))

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        kind: ActionKind,
        workspace: Workspace,
        draft: Draft,
        action: Part | None = None,
    ) -> None:
        self.kind, self.workspace, self.draft = kind, workspace, draft
        given = action or {"settings": {}}
        initial = {f"set-{key}": value for key, value in given["settings"].items()}
        super().__init__(data, initial=initial | {"after": given.get("after"), "when": given.get("when")})
        self.fields["when"].workspace = workspace  # type: ignore[attr-defined]
        for setting in kind.settings:
            self._add(setting)
        if kind.key == "wait":
            del self.fields["after"]

    @property
    def settings(self) -> list[forms.BoundField]:
        """The fields of the kind's own settings."""
        return [self[f"set-{setting.key}"] for setting in self.kind.settings]

    @property
    def is_letter(self) -> bool:
        """Whether a template is to be chosen or written."""
        return any(setting.kind == "template" for setting in self.kind.settings)

    def action(self) -> Part:
        """Return the action as the workflow format has it, its new template made."""
        cleaned = self.cleaned_data
        settings = {setting.key: cleaned[f"set-{setting.key}"] for setting in self.kind.settings}
        if self._writes_template(cleaned):
            settings["template"] = self._new_template(cleaned).pk
        settings = {key: value for key, value in settings.items() if value not in (None, "")}
        return {"kind": self.kind.key, "after": cleaned.get("after"), "when": cleaned["when"], "settings": settings}

    def _writes_template(self, cleaned: dict[str, Any]) -> bool:
        return self.is_letter and cleaned.get("set-template") == NEW_TEMPLATE

    def _new_template(self, cleaned: dict[str, Any]) -> Template:
        return Template.objects.create(
            workspace=self.workspace,
            name=cleaned["new_name"],
            subject=cleaned["new_subject"],
            html=cleaned["new_body"],
        )

    def _add(self, setting: Setting) -> None:
        """Add the field of a setting."""
        field = _FIELDS.get(setting.kind, _text)(self, setting)
        field.required, field.label, field.help_text = setting.required, str(setting.label), str(setting.help)
        self.fields[f"set-{setting.key}"] = field
        if setting.kind == "template":
            # Shown, and wanted, only while a new one is written.
            needed = not self.is_bound or self.data.get(f"set-{setting.key}") == NEW_TEMPLATE
            self.fields["new_name"] = forms.CharField(label=_("Name of the template"), max_length=120, required=needed)
            self.fields["new_subject"] = forms.CharField(label=_("Subject"), max_length=300, required=needed)
            self.fields["new_body"] = forms.CharField(label=_("Message"), widget=forms.Textarea, required=needed)


Made = Callable[[ActionForm, Setting], forms.Field]


def _text(_form: ActionForm, _setting: Setting) -> forms.Field:
    return forms.CharField(max_length=300)


def _long_text(_form: ActionForm, _setting: Setting) -> forms.Field:
    return forms.CharField(widget=forms.Textarea, max_length=10_000)


def _number(_form: ActionForm, _setting: Setting) -> forms.Field:
    return forms.IntegerField(min_value=0, max_value=100_000)


def _url(_form: ActionForm, _setting: Setting) -> forms.Field:
    return forms.URLField(assume_scheme="https", max_length=2000)


def _choice(_form: ActionForm, setting: Setting) -> forms.Field:
    return forms.ChoiceField(choices=[("", _("Choose…")), *setting.choices])


def _template(form: ActionForm, _setting: Setting) -> forms.Field:
    known = Template.objects.filter(workspace=form.workspace).order_by("name").values_list("pk", "name")
    choices = [("", _("Choose a template…")), *known, (NEW_TEMPLATE, _("Write a new one…"))]
    return forms.TypedChoiceField(choices=choices, coerce=_id_or_word, empty_value=None)


def _tag(form: ActionForm, _setting: Setting) -> forms.Field:
    names = Tag.objects.filter(workspace=form.workspace).order_by("name").values_list("name", flat=True)
    field = forms.CharField(max_length=80, widget=forms.TextInput({"list": "tag-names", "autocomplete": "off"}))
    field.suggestions = names  # type: ignore[attr-defined]
    return field


def _member(form: ActionForm, _setting: Setting) -> forms.Field:
    members = form.workspace.members.select_related("user").order_by("user__name", "user__email")
    choices = [("", _("Nobody in particular")), *((member.user_id, str(member.user)) for member in members)]
    return forms.TypedChoiceField(choices=choices, coerce=int, empty_value=None)


def _step(form: ActionForm, _setting: Setting) -> forms.Field:
    return forms.ChoiceField(choices=[("", _("Choose a step…")), *((s["key"], s["name"]) for s in form.draft.steps)])


def _cohort(form: ActionForm, _setting: Setting) -> forms.Field:
    known = Cohort.objects.of(form.workspace).exclude(status=Cohort.Status.ARCHIVED).order_by("name")
    choices = [("", _("Choose a cohort…")), *known.values_list("pk", "name")]
    return forms.TypedChoiceField(choices=choices, coerce=int, empty_value=None)


def _field(form: ActionForm, _setting: Setting) -> forms.Field:
    known = [(key, field.label) for key, field in FIELDS.items() if field.settable]
    own = CustomField.objects.of(form.workspace).order_by("label")
    mine = [(f"{CUSTOM}{field.key}", field.label) for field in own]
    groups = [(_("Fields"), known), *([(_("Your own fields"), mine)] if mine else [])]
    return forms.ChoiceField(choices=[("", _("Choose a field…")), *groups])


def _value(form: ActionForm, setting: Setting) -> forms.Field:
    """Offer the values of the field that is chosen."""
    key = next((one.key for one in form.kind.settings if one.kind == "field"), "")
    chosen = form.data.get(f"set-{key}") or form.initial.get(f"set-{key}") or ""
    choices = _choices_of(chosen, form.workspace)
    if choices:
        return forms.ChoiceField(choices=[("", _("Nothing: clear the field")), *choices])
    return _text(form, setting)


def _choices_of(key: str, workspace: Workspace) -> Sequence[tuple[str, str | Promise]]:
    """Return the values a field can have; nothing where any may be written."""
    own = own_field(key, workspace)
    if own is None:
        return FIELDS[key].choices if key in FIELDS else ()
    return [("yes", _("Yes")), ("no", _("No"))] if own.kind == CustomField.Kind.YES_NO else own.choices


def _duration(_form: ActionForm, _setting: Setting) -> forms.Field:
    return DurationField()


def _id_or_word(value: str) -> int | str:
    return int(value) if value.isdecimal() else value


_FIELDS: dict[str, Made] = {
    "longtext": _long_text,
    "number": _number,
    "url": _url,
    "choice": _choice,
    "template": _template,
    "tag": _tag,
    "member": _member,
    "step": _step,
    "cohort": _cohort,
    "field": _field,
    "value": _value,
    "duration": _duration,
}
