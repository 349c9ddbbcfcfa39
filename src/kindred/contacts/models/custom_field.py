"""Fields a workspace adds of its own."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, Self

from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import Workspace
from kindred.contacts.cleaning import own
from kindred.contacts.cleaning.errors import BadValue
from kindred.contacts.cleaning.own import Cleaner
from kindred.contacts.cleaning.text import line_of
from kindred.contacts.errors import EmptyName, InvalidContact
from kindred.contacts.keys import folded
from kindred.kit.db.json_key import JSONHas, JSONKeyIs, JSONRemove

_LONGEST_KEY, _LONGEST_LABEL, _LONGEST_OPTION = 60, 80, 80


class CustomFieldQuerySet(models.QuerySet["CustomField"]):
    """Fields of workspaces' own."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to the fields of a workspace."""
        return self.filter(workspace=workspace)

    def cleaners(self, workspace: Workspace) -> dict[str, Cleaner]:
        """Return what reads the values of the workspace's own fields, by key."""
        return {field.key: field.cleaner for field in self.filter(workspace=workspace).select_related("workspace")}

    def labelled(self, workspace: Workspace, label: str, *, kind: str) -> "CustomField":
        """Return the workspace's field of this label, in whatever case; make one of this kind if there is none.

        Raises EmptyName when the label is empty.
        """
        label = " ".join(label.split())[:_LONGEST_LABEL].strip()
        if not label:
            raise EmptyName
        found = self.filter(workspace=workspace, label__iexact=label).first()
        return found or self.create(workspace=workspace, label=label, kind=kind, key=self._free_key(workspace, label))

    @transaction.atomic
    def define(
        self, *, workspace: Workspace, label: str, kind: str, options: Sequence[Mapping[str, str]] = ()
    ) -> "CustomField":
        """Make a field; options are given as {"key", "label"}, the key empty for new ones.

        Raises InvalidContact with what is wrong: "label", "kind" or "options".
        """
        if kind not in CustomField.Kind:
            raise InvalidContact({"kind": gettext("Choose what values it takes.")})
        field = self.model(workspace=workspace, kind=kind)
        field.take_over(label=label, options=options)
        field.key = self._free_key(workspace, field.label)
        field.save(force_insert=True)
        return field

    def _free_key(self, workspace: Workspace, label: str) -> str:
        """Return a key for the label that no other field of the workspace has."""
        base = slugify(label)[: _LONGEST_KEY - 4].strip("-_") or "field"
        taken = set(self.filter(workspace=workspace, key__startswith=base).values_list("key", flat=True))
        return next(key for key in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)


#: Kinds whose values are keys of choices.
_CHOSEN = ("choice", "choices", "person")


class CustomField(models.Model):
    """A field of a workspace's own; its values live in `Contact.custom`."""

    class Kind(models.TextChoices):
        """What values it takes."""

        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")
        CHOICE = "choice", _("Choice")
        CHOICES = "choices", _("Several choices")
        YES_NO = "yes_no", _("Yes or no")
        URL = "url", _("Link")
        PERSON = "person", _("Member of the team")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="custom_fields")
    key = models.SlugField(max_length=60)
    label = models.CharField(_("label"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TEXT)
    #: What can be chosen, in order: {"key", "label"}; values hold the keys.
    options = models.JSONField(default=list, blank=True)

    objects = CustomFieldQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("workspace", "key"), name="one_custom_field_per_key"),)

    def __str__(self) -> str:
        return self.label

    @property
    def cleaner(self) -> Cleaner:
        """What reads its values as people write them."""
        if self.kind in own.PLAIN:
            return own.PLAIN[self.kind]
        if self.kind == self.Kind.PERSON:
            return member_cleaner(self.workspace)
        return (own.choice if self.kind == self.Kind.CHOICE else own.choices)(self.label, self.choices)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What can be chosen: the key that is kept, and its label."""
        if self.kind == self.Kind.PERSON:
            return [(pk, name or email) for pk, name, email in self._people]
        return [(option["key"], option["label"]) for option in self.options]

    @transaction.atomic
    def change(self, *, label: str, options: Sequence[Mapping[str, str]] = ()) -> None:
        """Rename the field and its choices; keys stay, so nothing that uses it minds. Its kind stays as well.

        Raises InvalidContact with what is wrong: "label" or "options".
        """
        self.take_over(label=label, options=options)
        self.save()

    @transaction.atomic
    def remove(self) -> None:
        """Remove the field and what contacts hold in it, so that no later field of this key finds it."""
        self.having().update(custom=JSONRemove("custom", self.key))
        self.delete()

    def having(self, option: str = "") -> "models.QuerySet[Any]":
        """Return the contacts that have a value, or this choice."""
        contacts = self.workspace.contacts.filter(custom__has_key=self.key)
        if not option:
            return contacts
        is_it = JSONHas if self.kind == self.Kind.CHOICES else JSONKeyIs
        return contacts.filter(models.Q(is_it("custom", self.key, option)))

    def take_over(self, *, label: str, options: Sequence[Mapping[str, str]]) -> None:
        """Take over what was entered of it, refusing what cannot be."""
        problems = {}
        self.label = " ".join(label.split())[:_LONGEST_LABEL].strip()
        others = CustomField.objects.of(self.workspace).exclude(pk=self.pk)
        if not self.label:
            problems["label"] = gettext("Give the field a name.")
        elif others.filter(label__iexact=self.label).exists():
            problems["label"] = gettext("There is a field of this name already.")
        if self.kind in (self.Kind.CHOICE, self.Kind.CHOICES):
            try:
                self.options = self._options(options)
            except BadValue as fault:
                problems["options"] = fault.message
        if problems:
            raise InvalidContact(problems)

    def _options(self, entered: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
        """Return choices with their keys; those that are there keep theirs.

        Raises BadValue for choices that cannot be told apart, for none, and for one taken away that contacts have.
        """
        known = {option["key"] for option in self.options}
        options: list[dict[str, str]] = []
        for one in entered:
            label = line_of(_LONGEST_OPTION)(one.get("label", ""))
            if not label:
                continue
            if own.BETWEEN.search(label):
                raise BadValue(gettext("“%(label)s” holds a comma, a semicolon or a bar.") % {"label": label})
            if any(folded(label) == folded(other["label"]) for other in options):
                raise BadValue(gettext("“%(label)s” stands there twice.") % {"label": label})
            key = one.get("key", "") if one.get("key") in known else ""
            options.append({"key": key, "label": label})
        if not options:
            raise BadValue(gettext("Give at least one choice."))
        self._refuse_in_use(known - {option["key"] for option in options})
        taken = {option["key"] for option in options}
        for option in options:
            if not option["key"]:
                base = slugify(option["label"])[:40] or "choice"
                option["key"] = next(
                    key for n in range(1, 999) if (key := base if n == 1 else f"{base}-{n}") not in taken
                )
                taken.add(option["key"])
        return options

    def _refuse_in_use(self, gone: Collection[str]) -> None:
        """Refuse to take choices away that contacts have.

        Raises BadValue.
        """
        for option in self.options:
            if option["key"] in gone and (count := self.having(option["key"]).count()):
                words = {"label": option["label"], "count": count}
                raise BadValue(
                    ngettext(
                        "%(count)d contact has “%(label)s”. Give them another value before you take it away.",
                        "%(count)d contacts have “%(label)s”. Give them another value before you take it away.",
                        count,
                    )
                    % words
                )

    def said(self, value: Any) -> str:
        """Return one of its values in words."""
        if isinstance(value, bool):
            return gettext("Yes") if value else gettext("No")
        if isinstance(value, list):
            return ", ".join(self._label_of(key) for key in value)
        if isinstance(value, float):
            return f"{value:.15g}"
        return "" if value is None else self._label_of(str(value))

    def written(self, value: Any) -> str:
        """Return one of its values as its cleaner reads it again, whatever language somebody reads."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if self.kind == self.Kind.PERSON:
            return next((email for pk, _name, email in self._people if pk == value), "")
        return "; ".join(map(self._label_of, value)) if isinstance(value, list) else self.said(value)

    def _label_of(self, key: str) -> str:
        """Return the label of a choice; anything else as it is."""
        return dict(self.choices).get(key, key) if self.kind in _CHOSEN else key

    @cached_property
    def _people(self) -> list[tuple[str, str, str]]:
        """Return the members of the workspace: id, name and e-mail."""
        return _members(self.workspace)


def member_cleaner(workspace: Workspace) -> Cleaner:
    """Return what reads the id of a member, by id, name or e-mail; the members are looked up when one is read."""
    return own.person(cache(lambda: _members(workspace)))


def _members(workspace: Workspace) -> list[tuple[str, str, str]]:
    """Return the members of a workspace: id, name and e-mail."""
    members = workspace.members.order_by("user__name", "user__email")
    return [(str(pk), name, email) for pk, name, email in members.values_list("user_id", "user__name", "user__email")]
