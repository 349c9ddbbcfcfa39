"""Wait before what comes next."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from kindred.accounts.models import Workspace
from kindred.workflows.actions.kind import ActionKind, Reached, Setting, SettingProblem, Settings
from kindred.workflows.definition import Duration


def say(settings: Settings, _workspace: Workspace) -> str:
    """Read the action aloud."""
    try:
        return _("wait %(duration)s") % {"duration": Duration(**settings["duration"]).say()}
    except (KeyError, TypeError, ValidationError):
        return _("wait …")


def check(settings: Settings, _workspace: Workspace) -> Iterator[SettingProblem]:
    """Find a duration that is none."""
    try:
        Duration(**settings["duration"])
    except (TypeError, ValidationError):
        yield "duration", _("Give a number of minutes, hours or days.")


def perform(_reached: Reached, _settings: Settings) -> None:
    """Do nothing: the wait was the delay before this moment."""


KIND = ActionKind(
    key="wait",
    label=gettext_lazy("Wait"),
    icon="clock",
    settings=(Setting(key="duration", label=gettext_lazy("How long"), kind="duration"),),
    say=say,
    check=check,
    perform=perform,
)
