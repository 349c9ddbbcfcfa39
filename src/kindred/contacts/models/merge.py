"""Contacts that became one with another, and the way back."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from kindred.accounts.models import User, Workspace
from kindred.contacts.cleaning.point import POINTS, point_key
from kindred.contacts.errors import AddressTakenSince, MergedSince, TooLateToUndo
from kindred.contacts.following import tell_followers
from kindred.contacts.models.basis import Basis
from kindred.contacts.models.becoming import Becoming
from kindred.contacts.models.carrying import Carrying
from kindred.contacts.models.contact import Contact
from kindred.contacts.models.contact_point import ContactPoint
from kindred.contacts.models.merge_entry import MergeEntry
from kindred.contacts.models.restoring import restore
from kindred.contacts.models.united import Choices, Group, chosen, left_over, united
from kindred.kit.db.gate import ADDRESSES, close_gate
from kindred.kit.db.load import load

#: How long a merge can be undone.
UNDO_DAYS = 30


class MergeQuerySet(models.QuerySet["Merge"]):
    """Merges."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to those of a workspace."""
        return self.filter(workspace=workspace)

    def standing(self) -> Self:
        """Narrow to those that have not been undone."""
        return self.filter(undone_at=None)

    def undoable(self, now: datetime) -> Self:
        """Narrow to those that can still be undone."""
        return self.standing().filter(at__gt=now - timedelta(days=UNDO_DAYS))

    def forgettable(self, now: datetime) -> Self:
        """Narrow to those that are past undoing and still keep what was."""
        kept = MergeEntry.objects.filter(merge=OuterRef("pk"))
        return self.filter(Exists(kept), at__lte=now - timedelta(days=UNDO_DAYS))

    @transaction.atomic
    def perform(
        self,
        groups: Iterable[Group],
        *,
        workspace: Workspace,
        now: datetime,
        by: User | None,
        run: int | None = None,
    ) -> list["Merge"]:
        """Make each group of contacts one: what hangs on those who go is carried over to the one who stays.

        Contacts that are gone by now, or of other workspaces, are left out, and groups of which fewer than two are
        left; a contact in several groups is merged in the first. The surviving row is locked first, so that two who
        merge the same people at once do it once.
        """
        close_gate(workspace.pk, rule=ADDRESSES)
        wanted = list(groups)
        everybody = {pk for group in wanted for pk in group.everybody}
        pool = Contact.objects.of(workspace).filter(pk__in=everybody)
        there = {person.pk: person for person in pool.select_for_update(of=("self",)).order_by("pk")}
        teams = list(_teams(wanted, there))
        merges = self.bulk_create(
            self.model(workspace=workspace, survivor=team[0], at=now, by=by, run_id=run) for team, _choices in teams
        )
        if not merges:
            return []
        pairs = [(merge, team) for merge, (team, _choices) in zip(merges, teams, strict=True)]
        load(
            MergedContact,
            ("merge", "gone", "name"),
            ((merge.pk, person.pk, str(person)[:240]) for merge, team in pairs for person in team[1:]),
        )
        carrying = Carrying(
            (
                Becoming(loser=person.pk, survivor=team[0].pk, merge=merge.pk)
                for merge, team in pairs
                for person in team[1:]
            ),
            at=now,
            by=by,
        )
        survivors = Contact.objects.filter(pk__in=carrying.survivors)
        facts = {team[0].pk: _facts(merge, team) for merge, team in pairs}
        tell_followers("contact.merged", contacts=survivors, at=now, data={"carrying": carrying}, by=by)
        _make_one(carrying, teams, now=now)
        carrying.write("contact.merged", facts)
        return merges

    @transaction.atomic
    def undo(self, *, now: datetime, by: User | None) -> int:
        """Undo these merges: everybody and everything is as it was; return how many values somebody changed since.

        Such values stay as they are now. Raises TooLateToUndo, MergedSince, AddressTakenSince.
        """
        ids = list(self.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
        if len(ids) != Merge.objects.undoable(now).filter(pk__in=ids).count():
            raise TooLateToUndo
        for workspace in Merge.objects.filter(pk__in=ids).order_by().values_list("workspace", flat=True).distinct():
            close_gate(workspace, rule=ADDRESSES)
        _refuse_merged_since(ids)
        _refuse_taken_addresses(ids)
        stayed, left = 0, list(ids)
        while left:
            latest = _latest(left)
            stayed += restore(latest)
            left = [pk for pk in left if pk not in latest]
        MergeEntry.objects.filter(merge__in=ids).delete()
        Merge.objects.filter(pk__in=ids).update(undone_at=now, undone_by=by)
        again = Merge.objects.filter(pk__in=ids).values_list("survivor_id", flat=True)
        gone = MergedContact.objects.filter(merge__in=ids).values_list("gone", flat=True)
        everybody = Contact.objects.filter(pk__in=[*again, *gone])
        Basis.objects.settle(everybody)
        if everybody.exists():
            tell_followers("contact.unmerged", contacts=everybody, at=now, data={}, by=by)
        return stayed

    def forget(self, *, limit: int) -> int:
        """Let go of what was kept for undoing these, and return of how many; that they were merged stays known."""
        ids = list(self.order_by("pk").values_list("pk", flat=True)[:limit])
        MergeEntry.objects.filter(merge__in=ids).delete()
        return len(ids)


class Merge(models.Model):
    """Contacts that became one with another."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="merges")
    #: Who stayed. With that contact goes all that was kept of those who became part of it.
    survivor = models.ForeignKey(Contact, models.CASCADE, related_name="merges")
    #: The bulk merge it was part of.
    run = models.ForeignKey("contacts.MergeRun", models.SET_NULL, null=True, related_name="merges")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    objects = MergeQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("workspace", "at"), name="merges_by_time"),)

    def __str__(self) -> str:
        return f"merge {self.pk} into {self.survivor_id}"

    def undo(self, *, now: datetime, by: User | None) -> int:
        """Undo it; see MergeQuerySet.undo."""
        return Merge.objects.filter(pk=self.pk).undo(now=now, by=by)


class MergedContact(models.Model):
    """A contact that became part of another; by its id whoever still asks for it is led to the survivor."""

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="merged")
    #: Its id, which nobody else is given.
    gone = models.BigIntegerField(db_index=True)
    name = models.CharField(max_length=240)

    objects: ClassVar[models.Manager["MergedContact"]] = models.Manager()

    def __str__(self) -> str:
        return self.name


Team = tuple[list[Contact], Choices]


def _teams(groups: Iterable[Group], there: dict[int, Contact]) -> Iterator[Team]:
    """Yield the contacts of each group that are there and in no group before, with what is chosen."""
    taken: set[int] = set()
    for group in groups:
        people = [there[pk] for pk in dict.fromkeys(group.everybody) if pk in there and pk not in taken]
        if len(people) > 1:
            taken |= {person.pk for person in people}
            yield people, group.choices


def _make_one(carrying: Carrying, teams: Sequence[Team], *, now: datetime) -> None:
    """Take the losers away and give the survivors what is chosen."""
    whose = attrgetter("pk")
    # First, so that an address is free when the survivor takes it.
    carrying.remove([person for people, _choices in teams for person in people[1:]], of=whose)
    survivors = [people[0] for people, _choices in teams]
    values = {people[0].pk: united(people, choices) | {"updated_at": now} for people, choices in teams}
    carrying.change(survivors, values, of=whose)
    _keep_ways(carrying, teams, now=now)


def _keep_ways(carrying: Carrying, teams: Sequence[Team], *, now: datetime) -> None:
    """Keep the primary addresses, numbers and pages that were not chosen as further ones of the survivor."""
    points = ContactPoint.objects.filter(contact__in=carrying.survivors)
    known = {(point.contact_id, point.medium, point.key): point for point in points}
    primary = {
        (people[0].pk, medium, point_key(medium, getattr(chosen(people, medium, choices), medium)))
        for people, choices in teams
        for medium in POINTS
    }
    # What is the primary one by now stood among the further ones before.
    carrying.remove([point for place, point in known.items() if place in primary])
    new = [
        _further(people[0], person, medium, key, now=now)
        for people, choices in teams
        for person, medium, key in left_over(people, choices)
        if (people[0].pk, medium, key) not in known
    ]
    carrying.made(ContactPoint.objects.bulk_create(new))


def _further(survivor: Contact, person: Contact, medium: str, key: str, *, now: datetime) -> ContactPoint:
    """Return a primary address, number or page of somebody as a further one of the survivor."""
    known = (
        {}
        if medium == "link"
        else {
            "type": getattr(person, f"{medium}_type"),
            "state": getattr(person, f"{medium}_state"),
            "checked_at": getattr(person, f"{medium}_checked_at"),
        }
    )
    place = {"workspace_id": survivor.workspace_id, "contact_id": survivor.pk, "medium": medium, "key": key}
    return ContactPoint(value=getattr(person, medium), created_at=now, **place, **known)


def _facts(merge: Merge, people: Sequence[Contact]) -> dict[str, Any]:
    """Return what the timeline says of a merge."""
    return {"merge": merge.pk, "names": [_said(person) for person in people[1:]]}


def _said(person: Contact) -> str:
    """Return a contact in words: the name, and the address where there is one."""
    return f"{person.name} ({person.email})" if person.name and person.email else str(person)


def _refuse_merged_since(ids: Sequence[int]) -> None:
    """Refuse to undo a merge under a later one of the same contact."""
    later = Merge.objects.standing().exclude(pk__in=ids).filter(survivor=OuterRef("survivor"), pk__gt=OuterRef("pk"))
    if Merge.objects.filter(Exists(later), pk__in=ids).exists():
        raise MergedSince


def _latest(ids: Sequence[int]) -> set[int]:
    """Return, of merges into one contact, the last; the others can be undone after it."""
    latest = Merge.objects.filter(pk__in=ids).order_by().values("survivor").annotate(last=Max("pk"))
    return set(latest.values_list("last", flat=True))


def _refuse_taken_addresses(ids: Sequence[int]) -> None:
    """Refuse to bring contacts back whose address somebody else has by now, as the primary or a further one."""
    removed = MergeEntry.objects.filter(merge__in=ids, table=Contact._meta.label, verb=MergeEntry.Verb.REMOVED)
    keys = [row["email_key"] for row in removed.values_list("before", flat=True) if row and row["email_key"]]
    spaces = Merge.objects.filter(pk__in=ids).values("workspace")
    ours = Merge.objects.filter(pk__in=ids).values("survivor")
    others = Contact.objects.filter(workspace__in=spaces, email_key__in=keys).exclude(pk__in=ours)
    further = ContactPoint.objects.filter(workspace__in=spaces, medium="email", key__in=keys).exclude(contact__in=ours)
    taken = others.values_list("email", flat=True).first() or further.values_list("value", flat=True).first()
    if taken:
        raise AddressTakenSince(taken)
