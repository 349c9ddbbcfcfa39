"""How allauth behaves here."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest

from kindred.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's ways, with ours where they differ."""

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:  # noqa: FBT001, FBT002
        """Keep what our sign-up asks besides the address and the password."""
        user.name = form.cleaned_data.get("name", "")
        user.timezone = form.cleaned_data.get("timezone") or user.timezone
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail whose links carry the configured address.

        allauth takes it from the request's Host header, with which a stranger could have a reset link sent to a
        victim that leads to the stranger's own site.
        """
        links = {name: _at_home(value) for name, value in context.items() if name.endswith("_url") and value}
        super().send_mail(template_prefix, email, {**context, **links, "base_url": settings.BASE_URL})


def _at_home(url: str) -> str:
    """Put our own address in place of whatever host the link names."""
    parts = urlsplit(url)
    return f"{settings.BASE_URL}{parts.path}" + (f"?{parts.query}" if parts.query else "")
