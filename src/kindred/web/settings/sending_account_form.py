"""The form of a sending account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kindred.messaging.models import SendingAccount


class SendingAccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who writes, by which server, and how fast. The password goes in and never comes out again."""

    password = forms.CharField(
        label=_("Password"), required=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    class Meta:
        model = SendingAccount
        fields = (
            "name",
            "from_name",
            "from_email",
            "reply_to",
            "host",
            "port",
            "security",
            "username",
            "per_minute",
            "connections",
        )
        labels = {"name": _("Name of the account")}
        help_texts = {
            "name": _("For you and your colleagues; recipients do not see it."),
            "from_name": _("What recipients see, such as “Ada at Acme”."),
            "reply_to": _("Left empty, they go to the sender's address."),
            "host": _("Such as smtp.example.com; your mail provider names it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.has_password:
            self.fields["password"].help_text = _("One is kept. Type here only to replace it.")

    def clean_port(self) -> int:
        """Refuse a number that is no port."""
        port: int = self.cleaned_data["port"]
        if not 0 < port < 65_536:
            raise forms.ValidationError(_("A port is a number from 1 to 65535."))
        return port

    def clean_connections(self) -> int:
        """Refuse no connections at all, and more than a server likes."""
        connections: int = self.cleaned_data["connections"]
        if not 0 < connections < 51:
            raise forms.ValidationError(_("Choose from 1 to 50."))
        return connections

    @property
    def details(self) -> dict[str, Any]:
        """What to keep; a password left empty stays as it is."""
        details = dict(self.cleaned_data)
        if not details["password"]:
            del details["password"]
        return details
