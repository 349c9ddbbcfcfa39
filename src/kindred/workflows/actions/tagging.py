"""Hang a tag on the contact, or take one off."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kindred.accounts.models import Workspace
from kindred.contacts.models import Tag
from kindred.workflows.actions.kind import ActionKind, Reached, Setting, Settings

TAG = Setting(key="tag", label=gettext_lazy("Tag"), kind="tag")


def say_add(settings: Settings, _workspace: Workspace) -> str:
    """Read the action aloud."""
    return _("add the tag “%(tag)s”") % {"tag": settings.get("tag") or "…"}


def say_remove(settings: Settings, _workspace: Workspace) -> str:
    """Read the action aloud."""
    return _("remove the tag “%(tag)s”") % {"tag": settings.get("tag") or "…"}


def add(reached: Reached, settings: Settings) -> None:
    """Hang the tag on each contact."""
    reached.contacts.add_tag(Tag.objects.named(reached.workspace, settings["tag"]), at=reached.now)


def remove(reached: Reached, settings: Settings) -> None:
    """Take the tag off each contact."""
    reached.contacts.remove_tag(Tag.objects.named(reached.workspace, settings["tag"]), at=reached.now)


ADD = ActionKind(key="add_tag", label=gettext_lazy("Add tag"), icon="tag", settings=(TAG,), say=say_add, perform=add)
REMOVE = ActionKind(
    key="remove_tag", label=gettext_lazy("Remove tag"), icon="x", settings=(TAG,), say=say_remove, perform=remove
)
