"""Merge."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kindred.accounts.models import Member, Workspace
from kindred.bulk.acts.kind import Act, Occasion, Settings
from kindred.bulk.errors import NoSuchChoice, NotOnePerson
from kindred.contacts.duplicates.groups import MOST, mergeable, whole_groups
from kindred.contacts.models import Contact, Duplicate, Merge, MergeRun
from kindred.contacts.models.contact import ContactQuerySet
from kindred.contacts.models.setting import Remembered
from kindred.contacts.models.united import Group, fullest
from kindred.kit.db.among import among


class MergeContacts(Act):
    """Make one of contacts that are one person: of a few that are selected, or of the certain duplicates among many.

    Who has most filled in stays; the values of who stays count, and gaps are filled.
    """

    key = "merge"
    label = gettext_lazy("Merge")
    icon = "merge"

    def read(self, form: Mapping[str, str], *, member: Member) -> dict[str, Any]:
        """Read who is meant to be one person: "all" of them, or those that are "certain" to be."""
        whom = form.get("whom", "")
        if whom not in {"all", "certain"}:
            raise NoSuchChoice(_("Choose who is one person."))
        return {"whom": whom}

    def say(self, settings: Settings) -> str:
        """Say it."""
        return _("Merge into one contact") if settings["whom"] == "all" else _("Merge certain duplicates")

    def effect(self, n: int) -> str:
        """Say what becomes of those who stay."""
        return ngettext("takes in its duplicates", "take in their duplicates", n)

    def left_out(self, settings: Settings, n: int) -> str:
        """Say what becomes of the others."""
        if settings["whom"] == "all":
            return ngettext("becomes part of it", "become part of it", n)
        return ngettext(
            "becomes part of another or has no certain duplicate among those selected",
            "become part of others or have no certain duplicate among those selected",
            n,
        )

    def stuck(self) -> str:
        """Say why some merges stay."""
        return _("had been merged again since")

    def prepared(self, settings: dict[str, Any], *, workspace: Workspace) -> dict[str, Any]:
        """Give its merges something to be found by."""
        return settings | {"run": MergeRun.objects.for_selection(workspace=workspace).pk}

    def concerned(self, contacts: ContactQuerySet, occasion: Occasion) -> ContactQuerySet:
        """Return who stays."""
        survivors = [group.survivor for group in self._groups(contacts, occasion)]
        return Contact.objects.of(occasion.workspace).filter(among("pk", survivors))

    def notes(self, concerned: ContactQuerySet, occasion: Occasion) -> tuple[str, ...]:
        """Say who stays, and what comes along."""
        kept = _(
            "Kept are the values of those with most filled in; gaps are filled from the others, further addresses stay"
            " as such, and everything that hangs on them comes along."
        )
        if occasion.settings["whom"] == "all" and (survivor := concerned.first()):
            return _("%(name)s stays.") % {"name": survivor}, kept
        return (kept,)

    def perform(self, contacts: ContactQuerySet, occasion: Occasion) -> None:
        """Merge the groups of those who stay."""
        groups = self._groups(contacts, occasion, is_whole=True)
        run = occasion.settings["run"]
        Merge.objects.perform(groups, workspace=occasion.workspace, now=occasion.now, by=occasion.by, run=run)

    def standing(self, contacts: ContactQuerySet, occasion: Occasion) -> ContactQuerySet:
        """Narrow to those whose merge can be undone, and who took in nobody else since."""
        mine = Merge.objects.undoable(occasion.now).filter(survivor=OuterRef("pk"), run=occasion.settings["run"])
        later = Merge.objects.standing().filter(survivor=OuterRef("survivor"), pk__gt=OuterRef("pk"))
        return contacts.filter(Exists(mine.exclude(Exists(later))))

    def undo(self, contacts: ContactQuerySet, remembered: Remembered, occasion: Occasion) -> None:
        """Undo the merges."""
        merges = Merge.objects.undoable(occasion.now).filter(run=occasion.settings["run"])
        merges.filter(survivor__in=contacts.values("pk")).undo(now=occasion.now, by=occasion.by)

    def _groups(self, contacts: ContactQuerySet, occasion: Occasion, *, is_whole: bool = False) -> list[Group]:
        """Return who of these becomes one; with `is_whole` the groups of these survivors."""
        if occasion.settings["whom"] == "all":
            return _one_group(occasion.selected)
        pairs = Duplicate.objects.of(occasion.workspace).undecided().certain()
        pairs = pairs.among(occasion.selected)
        groups = mergeable(whole_groups(pairs, pairs.touching(contacts).values_list("first", "second").order_by()))
        if is_whole:
            stay = set(contacts.order_by().values_list("pk", flat=True))
            return [group for group in groups if group.survivor in stay]
        return _of_batch(groups, contacts)


def _one_group(selected: ContactQuerySet) -> list[Group]:
    """Return all selected contacts as one person; refuse to take many for one."""
    people = fullest(selected.order_by("pk")[: MOST + 1])
    if not 2 <= len(people) <= MOST:
        raise NotOnePerson
    return [Group(survivor=people[0].pk, losers=tuple(person.pk for person in people[1:]), choices={})]


def _of_batch(groups: Iterable[Group], contacts: ContactQuerySet) -> list[Group]:
    """Return the groups whose first member is in a batch, so that each is in one batch only."""
    found = {min(group.everybody): group for group in groups}
    there = set(contacts.filter(among("pk", found)).order_by().values_list("pk", flat=True))
    return [group for first, group in found.items() if first in there]
