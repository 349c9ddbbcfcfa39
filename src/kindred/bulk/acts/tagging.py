"""Hang a tag on, and take one off."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kindred.accounts.models import Member, Workspace
from kindred.bulk.acts.kind import Act, Occasion, Settings
from kindred.bulk.errors import NoSuchChoice
from kindred.contacts.keys import folded
from kindred.contacts.models import ContactTag, Tag
from kindred.contacts.models.contact import ContactQuerySet
from kindred.contacts.models.setting import Remembered
from kindred.kit.db.insert_select import insert_select


class _Tagging(Act):
    """What the two have in common."""

    icon = "tag"

    def _tag(self, occasion: Occasion) -> Tag | None:
        """Return the tag it is about, unless it is gone."""
        return Tag.objects.filter(workspace=occasion.workspace, pk=occasion.settings["tag"] or 0).first()

    def _having(self, contacts: ContactQuerySet, occasion: Occasion) -> ContactQuerySet:
        return contacts.filter(_hangs(occasion))

    def _lacking(self, contacts: ContactQuerySet, occasion: Occasion) -> ContactQuerySet:
        return contacts.exclude(_hangs(occasion))


class AddTag(_Tagging):
    """Hang a tag on each contact that does not have it."""

    key = "add_tag"
    label = gettext_lazy("Add tag")

    def read(self, form: Mapping[str, str], *, member: Member) -> dict[str, Any]:
        """Read the tag, which may be new."""
        name = " ".join(form.get("tag", "").split())
        if not name:
            raise NoSuchChoice(_("Choose a tag, or write a new one."))
        tag = Tag.objects.filter(workspace=member.workspace, name_key=Tag.key_of(name)).first()
        return {"tag": tag and tag.pk, "name": tag.name if tag else name}

    def prepared(self, settings: dict[str, Any], *, workspace: Workspace) -> dict[str, Any]:
        """Make the tag, if it is new."""
        tag = Tag.objects.named(workspace, settings["name"])
        return {"tag": tag.pk, "name": tag.name}

    def say(self, settings: Settings) -> str:
        """Say it."""
        return _("Add the tag “%(tag)s”") % {"tag": settings["name"]}

    def effect(self, n: int) -> str:
        """Say what becomes of them."""
        return ngettext("gets the tag", "get the tag", n)

    def left_out(self, settings: Settings, n: int) -> str:
        """Say why some are left as they are."""
        return ngettext("has it already", "have it already", n)

    def concerned(self, contacts: ContactQuerySet, occasion: Occasion) -> ContactQuerySet:
        """Narrow to those without it."""
        return self._lacking(contacts, occasion)

    def perform(self, contacts: ContactQuerySet, occasion: Occasion) -> None:
        """Hang it on."""
        if tag := self._tag(occasion):
            contacts.add_tag(tag, at=occasion.now, by=occasion.by)

    def standing(self, contacts: ContactQuerySet, occasion: Occasion) -> ContactQuerySet:
        """Narrow to those that have it still."""
        return self._having(contacts, occasion)

    def undo(self, contacts: ContactQuerySet, remembered: Remembered, occasion: Occasion) -> None:
        """Take it off."""
        ContactTag.objects.filter(tag=occasion.settings["tag"], contact__in=contacts).delete()


class RemoveTag(_Tagging):
    """Take a tag off each contact that has it."""

    key = "remove_tag"
    label = gettext_lazy("Remove tag")

    def read(self, form: Mapping[str, str], *, member: Member) -> dict[str, Any]:
        """Read the tag, one of those there are."""
        tag = Tag.objects.filter(workspace=member.workspace, name_key=folded(form.get("tag", ""))).first()
        if tag is None:
            raise NoSuchChoice(_("Choose one of the tags there are."))
        return {"tag": tag.pk, "name": tag.name}

    def say(self, settings: Settings) -> str:
        """Say it."""
        return _("Remove the tag “%(tag)s”") % {"tag": settings["name"]}

    def effect(self, n: int) -> str:
        """Say what becomes of them."""
        return ngettext("loses the tag", "lose the tag", n)

    def left_out(self, settings: Settings, n: int) -> str:
        """Say why some are left as they are."""
        return ngettext("does not have it", "do not have it", n)

    def concerned(self, contacts: ContactQuerySet, occasion: Occasion) -> ContactQuerySet:
        """Narrow to those that have it."""
        return self._having(contacts, occasion)

    def perform(self, contacts: ContactQuerySet, occasion: Occasion) -> None:
        """Take it off."""
        if tag := self._tag(occasion):
            contacts.remove_tag(tag, at=occasion.now, by=occasion.by)

    def standing(self, contacts: ContactQuerySet, occasion: Occasion) -> ContactQuerySet:
        """Narrow to those that are without it still; nobody, where the tag itself is gone."""
        return self._lacking(contacts, occasion) if self._tag(occasion) else contacts.none()

    def undo(self, contacts: ContactQuerySet, remembered: Remembered, occasion: Occasion) -> None:
        """Hang it on again."""
        values = {"contact": F("pk"), "tag": occasion.settings["tag"]}
        insert_select(ContactTag, contacts, values, ignore_conflicts=True)


def _hangs(occasion: Occasion) -> Exists:
    """Return whether the tag hangs on a contact."""
    return Exists(ContactTag.objects.filter(tag=occasion.settings["tag"] or 0, contact=OuterRef("pk")))
