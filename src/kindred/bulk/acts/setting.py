"""Give a field a value: any that many can share, a rung of the two ladders, an owner."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kindred.accounts.models import Member
from kindred.bulk.acts.kind import Act, Occasion, Settings
from kindred.bulk.errors import NoSuchChoice
from kindred.contacts.fields import FIELDS, STAGE_FIELDS, label_of
from kindred.contacts.models import Contact
from kindred.contacts.models.contact import ContactQuerySet
from kindred.contacts.models.setting import OWNER, Remembered, Setting
from kindred.contacts.provenance import nothing_of
from kindred.kit.db.json_key import JSONMerge


class SetField(Act):
    """Give a field a value; what was there before is remembered."""

    key = "set_field"
    label = gettext_lazy("Set field")
    icon = "pencil-line"

    def read(self, form: Mapping[str, str], *, member: Member) -> dict[str, Any]:
        """Read the field and its value."""
        key = form.get("field", "")
        if not key:
            raise NoSuchChoice(_("Choose a field."))
        change = Setting.of(key, form.get("value", ""), contacts=Contact.objects.none(), workspace=member.workspace)
        return {"field": key, "value": change.value, "label": str(change.label)}

    def say(self, settings: Settings) -> str:
        """Say it."""
        words = {"field": _label(settings), "value": _said(settings)}
        return _("Set %(field)s to “%(value)s”") % words if _said(settings) else _("Clear %(field)s") % words

    def left_out(self, settings: Settings, n: int) -> str:
        """Say why some are left as they are."""
        return (
            ngettext("has it already", "have it already", n)
            if _said(settings)
            else ngettext("has none", "have none", n)
        )

    def concerned(self, contacts: ContactQuerySet, occasion: Occasion) -> ContactQuerySet:
        """Narrow to those with another value."""
        return contacts.exclude(self._change(occasion).already)

    def notes(self, concerned: ContactQuerySet, occasion: Occasion) -> tuple[str, ...]:
        """Say how many lose the value they have now."""
        losing = concerned.exclude(self._change(occasion).blank).count()
        said = ngettext(
            "%(n)s of them has another value now, which is replaced.",
            "%(n)s of them have another value now, which is replaced.",
            losing,
        )
        return (said % {"n": f"{losing:,}"},) if losing else ()

    def before(self, occasion: Occasion) -> Any:
        """Remember the value."""
        return self._change(occasion).before

    def perform(self, contacts: ContactQuerySet, occasion: Occasion) -> None:
        """Set it."""
        settings = occasion.settings
        contacts.set_field(settings["field"], settings["value"], at=occasion.now, by=occasion.by)

    def standing(self, contacts: ContactQuerySet, occasion: Occasion) -> ContactQuerySet:
        """Narrow to those that have the value still."""
        return contacts.filter(self._change(occasion).already)

    def undo(self, contacts: ContactQuerySet, remembered: Remembered, occasion: Occasion) -> None:
        """Write the value that was there before, and read anew what is read from it."""
        change = self._change(occasion)
        # Where the former value came from is not remembered: it counts as known since the contact was created.
        told = JSONMerge("provenance", nothing_of([occasion.settings["field"]]))
        contacts.update(**change.back(remembered), provenance=told, updated_at=occasion.now)
        if change.is_read_from:
            contacts.read_terms(at=occasion.now, by=occasion.by)

    def _change(self, occasion: Occasion) -> Setting:
        """Return what giving the field the value means."""
        settings = occasion.settings
        return Setting.of(
            settings["field"], settings["value"], contacts=Contact.objects.none(), workspace=occasion.workspace
        )


class SetStage(SetField):
    """Put contacts on a rung of a ladder."""

    key = "set_stage"
    label = gettext_lazy("Set stage")
    icon = "trending-up"

    def read(self, form: Mapping[str, str], *, member: Member) -> dict[str, Any]:
        """Read ladder and rung: "candidate_state:active"."""
        ladder, _colon, rung = form.get("stage", "").partition(":")
        if ladder not in STAGE_FIELDS or rung not in dict(FIELDS[ladder].choices):
            raise NoSuchChoice(_("Choose a state or a stage."))
        return {"field": ladder, "value": rung, "label": str(FIELDS[ladder].label)}


class AssignOwner(SetField):
    """Give contacts to a member of the team, or to nobody."""

    key = "assign_owner"
    label = gettext_lazy("Assign owner")
    icon = "user-check"

    def read(self, form: Mapping[str, str], *, member: Member) -> dict[str, Any]:
        """Read whose contacts they shall be: the id of a user of the workspace, or "nobody"."""
        chosen = form.get("owner", "")
        if chosen == "nobody":
            return {"field": OWNER, "value": None, "name": ""}
        found = member.workspace.members.filter(user=int(chosen)) if chosen.isdecimal() else Member.objects.none()
        owner = found.select_related("user").first()
        if owner is None:
            raise NoSuchChoice(_("Choose a member of the team, or nobody."))
        return {"field": OWNER, "value": owner.user_id, "name": str(owner.user)}

    def say(self, settings: Settings) -> str:
        """Say it."""
        if settings["value"] is None:
            return _("Leave without an owner")
        return _("Assign to %(name)s") % {"name": settings["name"]}

    def effect(self, n: int) -> str:
        """Say what becomes of them."""
        return ngettext("gets another owner", "get another owner", n)

    def left_out(self, settings: Settings, n: int) -> str:
        """Say why some are left as they are."""
        if settings["value"] is None:
            return ngettext("has none", "have none", n)
        return ngettext("is theirs already", "are theirs already", n)


def _label(settings: Settings) -> str:
    """Return the label of the field, in the reader's language."""
    return str(FIELDS[settings["field"]].label) if settings["field"] in FIELDS else settings["label"]


def _said(settings: Settings) -> str:
    """Return the value in words."""
    value = settings["value"]
    return "" if value in (None, "") else label_of(settings["field"], value)
