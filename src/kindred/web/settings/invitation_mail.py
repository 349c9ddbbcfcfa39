"""The mail of an invitation."""

import smtplib
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from kindred.accounts.models import Invitation

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Sent:
    """An invitation on its way."""

    email: str
    #: Shown to whoever invited, this once, to pass on by other means.
    link: str
    #: Whether a mail has left.
    mailed: bool


def send_invitation(invitation: Invitation, token: str) -> Sent:
    """Send the link by the mail of the system itself, where it has a server; the link works in any case."""
    link = f"{settings.BASE_URL}{reverse('invitation', kwargs={'token': token})}"
    subject = _("%(who)s invites you to %(workspace)s") % {
        "who": invitation.invited_by or "Kindred",
        "workspace": invitation.workspace.name,
    }
    text = render_to_string(
        "settings/invitation_mail.txt", {"invitation": invitation, "link": link, "base_url": settings.BASE_URL}
    )
    try:
        # A line break in a name must not become a header.
        send_mail(" ".join(subject.split()), text, None, [invitation.email])
    except (OSError, smtplib.SMTPException) as fault:
        log.warning("invitation.not_mailed", error=str(fault))
        return Sent(email=invitation.email, link=link, mailed=False)
    return Sent(email=invitation.email, link=link, mailed=bool(settings.EMAIL_HOST))
