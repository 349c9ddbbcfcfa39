"""Give a person something to do about the contact."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kindred.accounts.models import Workspace
from kindred.contacts.models import Task
from kindred.workflows.actions.kind import ActionKind, Reached, Setting, SettingProblem, Settings


def say(settings: Settings, _workspace: Workspace) -> str:
    """Read the action aloud."""
    return _("create the task “%(title)s”") % {"title": settings.get("title") or "…"}


def check(settings: Settings, workspace: Workspace) -> Iterator[SettingProblem]:
    """Find an assignee who is not here, and a time that is none."""
    assignee = settings.get("assignee")
    if assignee and not workspace.members.filter(user=assignee).exists():
        yield "assignee", _("This person is not a member of the workspace any more.")
    days = settings.get("due_in_days")
    if days not in (None, "") and not str(days).isdecimal():
        yield "due_in_days", _("Give a number of days.")


def perform(reached: Reached, settings: Settings) -> None:
    """Create a task about each contact; without an assignee it is everybody's."""
    assignee = reached.workspace.members.filter(user=settings.get("assignee") or 0).first()
    days = settings.get("due_in_days")
    Task.objects.create_for(
        reached.contacts,
        title=settings["title"],
        assignee=assignee.user if assignee else None,
        due_at=reached.now + timedelta(days=int(days)) if days not in (None, "") else None,
        at=reached.now,
    )


KIND = ActionKind(
    key="create_task",
    label=gettext_lazy("Create task"),
    icon="square-check",
    settings=(
        Setting(key="title", label=gettext_lazy("What is to be done")),
        Setting(key="assignee", label=gettext_lazy("Who does it"), kind="member", required=False),
        Setting(key="due_in_days", label=gettext_lazy("Due after days"), kind="number", required=False),
    ),
    say=say,
    check=check,
    perform=perform,
)
