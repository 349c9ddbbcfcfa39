"""Write to the contact by e-mail."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kindred.accounts.models import Workspace
from kindred.messaging.models import Message, Template
from kindred.workflows.actions.kind import ActionKind, Reached, Setting, SettingProblem, Settings
from kindred.workflows.errors import ActionCannotRun


def say(settings: Settings, workspace: Workspace) -> str:
    """Read the action aloud."""
    template = Template.objects.filter(workspace=workspace, pk=settings.get("template") or 0).first()
    return _("send the e-mail “%(name)s”") % {"name": template.name if template else "…"}


def check(settings: Settings, workspace: Workspace) -> Iterator[SettingProblem]:
    """Find what is wrong with the template."""
    template = Template.objects.filter(workspace=workspace, pk=settings["template"]).first()
    if template is None:
        yield "template", _("This template is no longer there. Choose another.")
    elif problems := template.problems():
        yield "template", _("The template needs mending: %(problem)s") % {"problem": problems[0]}


def perform(reached: Reached, settings: Settings) -> None:
    """Queue a message to each contact."""
    template = Template.objects.filter(workspace=reached.workspace, pk=settings["template"]).first()
    if template is None:
        raise ActionCannotRun(_("The e-mail template is no longer there. Choose another, then retry."))
    Message.objects.queue_email(
        source=reached.rows,
        contact="contact",
        occasion=reached.occasion,
        content={"template": template.pk},
        workspace=reached.workspace,
        now=reached.now,
    )


KIND = ActionKind(
    key="send_email",
    label=gettext_lazy("Send e-mail"),
    icon="mail",
    settings=(Setting(key="template", label=gettext_lazy("Template"), kind="template"),),
    say=say,
    check=check,
    perform=perform,
    outward=True,
)
