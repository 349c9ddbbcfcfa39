"""What a person tells about themself."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User
from kindred.web.timezones import timezone_choices


class SignupForm(allauth_forms.SignupForm):  # type: ignore[misc]
    """Sign up with a name, an address and a password; the browser adds the time zone."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True})
    )
    timezone = forms.CharField(
        max_length=64, required=False, widget=forms.HiddenInput(attrs={"data-controller": "timezone"})
    )
    field_order = ("name", "email", "password1", "timezone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        self.fields["password1"].help_text = _("At least 10 characters, and not one that others would guess.")

    def clean_timezone(self) -> str:
        """Take the browser's zone only if we know it."""
        zone: str = self.cleaned_data["timezone"]
        return zone if zone in dict(timezone_choices()) else ""


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person's name and time zone."""

    timezone = forms.ChoiceField(label=_("Time zone"), choices=timezone_choices)

    class Meta:
        model = User
        fields = ("name", "timezone")
        help_texts = {"name": _("How the people you work with see you.")}
