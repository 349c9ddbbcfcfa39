"""Call a URL of another system about the contact, signed."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kindred.accounts.models import Workspace
from kindred.messaging.models import Message
from kindred.workflows.actions.kind import ActionKind, Reached, Setting, SettingProblem, Settings


def say(settings: Settings, _workspace: Workspace) -> str:
    """Read the action aloud."""
    return _("call the webhook at %(host)s") % {"host": urlsplit(settings.get("url") or "").hostname or "…"}


def check(settings: Settings, _workspace: Workspace) -> Iterator[SettingProblem]:
    """Find an address that is none; where it leads is guarded at the moment of the call."""
    parts = urlsplit(settings["url"])
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        yield "url", _("Give a full address that begins with https://.")


def perform(reached: Reached, settings: Settings) -> None:
    """Queue a call about each contact."""
    Message.objects.queue_webhook(
        source=reached.rows,
        contact="contact",
        occasion=reached.occasion,
        url=settings["url"],
        event="step.reached",
        data=dict(reached.about),
        workspace=reached.workspace,
        now=reached.now,
    )


KIND = ActionKind(
    key="webhook",
    label=gettext_lazy("Call a webhook"),
    icon="webhook",
    settings=(
        Setting(
            key="url",
            label=gettext_lazy("Address"),
            kind="url",
            help=gettext_lazy(
                "Signed by Standard Webhooks with the secret in Settings. Internal addresses are refused."
            ),
        ),
    ),
    say=say,
    check=check,
    perform=perform,
    outward=True,
)
