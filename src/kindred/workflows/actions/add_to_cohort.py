"""Put the contact into another cohort."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kindred.accounts.models import Workspace
from kindred.cohorts.models import Cohort, Membership
from kindred.workflows.actions.kind import ActionKind, Reached, Setting, SettingProblem, Settings
from kindred.workflows.errors import ActionCannotRun


def _cohort(settings: Settings, workspace: Workspace) -> Cohort | None:
    """Return the cohort chosen, if it is there."""
    return Cohort.objects.of(workspace).filter(pk=settings.get("cohort") or 0).first()


def say(settings: Settings, workspace: Workspace) -> str:
    """Read the action aloud."""
    return _("add to the cohort “%(name)s”") % {"name": _cohort(settings, workspace) or "…"}


def check(settings: Settings, workspace: Workspace) -> Iterator[SettingProblem]:
    """Find a cohort that is not there."""
    if _cohort(settings, workspace) is None:
        yield "cohort", _("This cohort is no longer there. Choose another.")


def perform(reached: Reached, settings: Settings) -> None:
    """Add each contact that is not in it yet."""
    cohort = _cohort(settings, reached.workspace)
    if cohort is None:
        raise ActionCannotRun(_("The cohort is no longer there. Choose another, then retry."))
    cohort.add(reached.contacts, cause=Membership.Cause.WORKFLOW, at=reached.now)


KIND = ActionKind(
    key="add_to_cohort",
    label=gettext_lazy("Add to another cohort"),
    icon="users",
    settings=(Setting(key="cohort", label=gettext_lazy("Cohort"), kind="cohort"),),
    say=say,
    check=check,
    perform=perform,
)
