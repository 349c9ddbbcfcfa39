"""Step 1 of a cohort: who and why."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Workspace
from kindred.cohorts.models import Cohort
from kindred.contacts.errors import EmptyName
from kindred.contacts.models import Tag
from kindred.web.cohorts import goal
from kindred.web.criteria.field import CriteriaField


class WhoForm(forms.Form):
    """A cohort's name, description, tags and goal, and who belongs by rule."""

    name = forms.CharField(label=_("Name"), max_length=120)
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("What do they have in common, and what do you want to come of it?"),
    )
    goal = forms.ChoiceField(
        label=_("Goal"), required=False, help_text=_("What counts as conversion: whoever gets there is done.")
    )
    goal_by = forms.DateField(label=_("By when"), required=False, widget=forms.DateInput({"type": "date"}))
    criteria = CriteriaField(label=_("Who belongs"), required=False, has_facets=True)
    follows = forms.BooleanField(
        label=_("Keep it up to date"),
        required=False,
        help_text=_("Whoever comes to meet these conditions later is added by itself, as soon as it happens."),
    )
    leaving = forms.ChoiceField(label=_("Who no longer meets them"), required=False, choices=Cohort.Leaving)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        workspace: Workspace,
        cohort: Cohort | None = None,
        criteria: dict[str, Any] | None = None,
    ) -> None:
        self.workspace, self.cohort = workspace, cohort
        super().__init__(data, initial=_initial(cohort) if cohort else {"follows": True, "criteria": criteria})
        self.fields["goal"].choices = goal.choices()  # type: ignore[attr-defined]
        self.fields["criteria"].workspace = workspace  # type: ignore[attr-defined]

    @property
    def tags(self) -> list[dict[str, str]]:
        """The chosen tags, as the combobox shows them."""
        if self.is_bound:
            names: Any = self.data.getlist("tags")  # type: ignore[attr-defined]
        else:
            names = self.cohort.tags.order_by("name").values_list("name", flat=True) if self.cohort else ()
        return [{"value": name, "label": name} for name in names]

    def details(self) -> dict[str, Any]:
        """Return what is valid so far, as the cohort holds it: a draft keeps it, whatever else is still wrong."""
        cleaned = self.cleaned_data
        kept = ("name", "description", "criteria", "follows")
        details: dict[str, Any] = {key: cleaned[key] for key in kept if key in cleaned}
        if cleaned.get("leaving"):
            details["leaving"] = cleaned["leaving"]
        if "goal" in cleaned:
            details["goal"] = _goal(cleaned["goal"], cleaned.get("goal_by"))
        return details

    def chosen_tags(self) -> list[Tag]:
        """Return the tags, those that are new made."""
        return [Tag.objects.named(self.workspace, one["value"]) for one in self.tags if one["value"].strip()]


def save(form: WhoForm, cohort: Cohort, *, now: Any) -> None:
    """Write what is valid in the form to the cohort."""
    cohort.change(now=now, **form.details())
    try:
        cohort.tags.set(form.chosen_tags())
    except EmptyName:
        form.add_error(None, _("A tag needs a name."))


def _initial(cohort: Cohort) -> dict[str, Any]:
    """Return what the form shows of a cohort."""
    aim = cohort.goal
    return {
        "name": cohort.name,
        "description": cohort.description,
        "goal": f"{aim['field']}:{aim['becomes']}" if aim else "",
        "goal_by": date.fromisoformat(aim["by"]) if aim.get("by") else None,
        "criteria": cohort.criteria,
        "follows": cohort.follows,
        "leaving": cohort.leaving,
    }


def _goal(chosen: str, by: date | None) -> dict[str, str]:
    """Return a goal as the cohort holds it."""
    if not chosen:
        return {}
    ladder, _colon, rung = chosen.partition(":")
    return {"field": ladder, "becomes": rung} | ({"by": by.isoformat()} if by else {})
