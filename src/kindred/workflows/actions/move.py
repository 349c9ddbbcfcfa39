"""Move the card to another step."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kindred.accounts.models import Workspace
from kindred.workflows.actions.kind import ActionKind, Reached, Setting, Settings


def say(_settings: Settings, _workspace: Workspace) -> str:
    """Read the action aloud; the step's name is for the page to add."""
    return _("move to another step")


def perform(_reached: Reached, _settings: Settings) -> None:
    """Do nothing: the engine's core sends the contact on (`core.act`)."""


KIND = ActionKind(
    key="move",
    label=gettext_lazy("Move to step"),
    icon="arrow-right",
    settings=(Setting(key="step", label=gettext_lazy("Step"), kind="step"),),
    say=say,
    perform=perform,
)
