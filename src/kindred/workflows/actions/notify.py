"""Tell a collaborator."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kindred.accounts.models import Member, Notification, Role, User, Workspace
from kindred.workflows.actions.kind import ActionKind, Reached, Setting, SettingProblem, Settings


def say(settings: Settings, workspace: Workspace) -> str:
    """Read the action aloud."""
    member = Member.objects.filter(workspace=workspace, user=settings.get("member") or 0).first()
    return _("notify %(who)s") % {"who": member.user if member else _("the owner")}


def check(settings: Settings, workspace: Workspace) -> Iterator[SettingProblem]:
    """Find a person who is not here."""
    member = settings.get("member")
    if member and not workspace.members.filter(user=member).exists():
        yield "member", _("This person is not a member of the workspace any more.")


def perform(reached: Reached, settings: Settings) -> None:
    """Write one line of news, however many contacts reached the step together."""
    size = reached.contacts.count()
    first = str(reached.contacts.order_by("pk").first() or "")
    text = settings.get("text") or _("reached a step of %(name)s") % {"name": reached.about["workflow"]}
    who = (
        first
        if size == 1
        else ngettext("%(first)s and %(n)d other", "%(first)s and %(n)d others", size - 1)
        % {
            "first": first,
            "n": size - 1,
        }
    )
    Notification.objects.tell(
        workspace=reached.workspace,
        users=_receivers(reached, settings),
        text=f"{who}: {text}",
        path=f"/w/{reached.workspace.slug}/cohorts/{reached.about['cohort']}/" if reached.about["cohort"] else "",
        now=reached.now,
    )


def _receivers(reached: Reached, settings: Settings) -> list[User]:
    """Return the member chosen; the owners of the workspace where none is, or where they have left."""
    members = reached.workspace.members.select_related("user")
    chosen = members.filter(user=settings.get("member") or 0)
    return [member.user for member in chosen or members.filter(role=Role.OWNER)]


KIND = ActionKind(
    key="notify",
    label=gettext_lazy("Notify a collaborator"),
    icon="bell",
    settings=(
        Setting(key="member", label=gettext_lazy("Who"), kind="member", required=False),
        Setting(key="text", label=gettext_lazy("What to say"), required=False),
    ),
    say=say,
    check=check,
    perform=perform,
)
