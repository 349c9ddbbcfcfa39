"""What a workspace is asked for at first."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Workspace
from kindred.web.timezones import timezone_choices


class NewWorkspaceForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name a workspace."""

    timezone = forms.ChoiceField(
        label=_("Time zone"), choices=timezone_choices, help_text=_("Used for contacts whose own is not known.")
    )

    class Meta:
        model = Workspace
        fields = ("name", "timezone")
        help_texts = {"name": _("Your company, your team, or whatever you work on together.")}
