"""How allauth behaves here."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's ways, with ours where they differ."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This e-mail and password do not belong together. Check both and try again."),
        "email_taken": _("An account with this e-mail exists already. Log in instead."),
        "duplicate_email": _("This address is one of yours already."),
        "enter_current_password": _("Enter the password you have now."),
        "incorrect_password": _("That is not your password."),
        "incorrect_code": _("That code is not right. Codes change every half minute; try the newest."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, or choose a new password."),
        "rate_limited": _("That was too often in a short time. Wait a moment and try again."),
    }

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


class TwoStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The two-step login, in our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": _("Switch off two-step login before you add an address."),
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": _("Confirm your address first: two-step login protects only an address that is yours."),
    }

    def get_totp_issuer(self) -> str:
        """Name the entry in the authenticator app."""
        return "Kindred"


def _at_home(url: str) -> str:
    """Put our own address in place of whatever host the link names."""
    parts = urlsplit(url)
    return f"{settings.BASE_URL}{parts.path}" + (f"?{parts.query}" if parts.query else "")
