"""The time machine: who was in a cohort at a moment, who came and went between two, and which clause turned."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet

from kindred.accounts.models import User
from kindred.cohorts.models import Cohort, Membership
from kindred.contacts.changes import ANYTHING, changed_by
from kindred.contacts.models import Contact, Event
from kindred.contacts.models.contact import ContactQuerySet
from kindred.criteria.condition import Condition
from kindred.criteria.errors import InvalidCriteria
from kindred.criteria.group import Group
from kindred.criteria.language import Criteria, parse
from kindred.criteria.top import Top

#: How long before somebody entered or left the fact may lie that brought it about.
_BEFORE = timedelta(hours=1)
#: Facts of that time that are looked at.
_FACTS = 200


@dataclass(frozen=True, kw_only=True)
class Turn:
    """That somebody entered a cohort or left it, and why."""

    contact: Contact
    at: datetime
    has_entered: bool
    #: As the ledger has it: "hand", "criteria", "import", "workflow"; of those who left, how they had come.
    cause: str
    by: User | None = None
    #: What had happened to the contact just before, where the criteria look at it.
    fact: Event | None = None
    #: The conditions that look at it, read aloud.
    clauses: tuple[str, ...] = ()


def members_at(cohort: Cohort, moment: datetime) -> ContactQuerySet:
    """Return who was in a cohort at a moment."""
    return Contact.objects.of(cohort.workspace).filter(Exists(_open_at(cohort, moment)))


def came_between(cohort: Cohort, first: datetime, last: datetime) -> ContactQuerySet:
    """Return who was in it at the last moment and not at the first."""
    return members_at(cohort, last).exclude(Exists(_open_at(cohort, first)))


def left_between(cohort: Cohort, first: datetime, last: datetime) -> ContactQuerySet:
    """Return who was in it at the first moment and not at the last."""
    return members_at(cohort, first).exclude(Exists(_open_at(cohort, last)))


def turns_of(cohort: Cohort, contacts: Iterable[Contact]) -> list[Turn]:
    """Return when these contacts entered and left, and why, the latest first; three queries for however many."""
    people = {contact.pk: contact for contact in contacts}
    stays = list(cohort.memberships.filter(contact__in=people).select_related("by"))
    left = Event.objects.filter(contact__in=people, kind="cohort.left", data__cohort=cohort.pk).select_related("by")
    ledger = _Ledger(
        cohort=cohort,
        people=people,
        takers={(event.contact_id, event.at): event.by for event in left},
        facts=_facts(people, [moment for stay in stays for moment in (stay.entered_at, stay.left_at) if moment]),
    )
    turns = [turn for stay in stays for turn in ledger.turns(stay)]
    return sorted(turns, key=lambda turn: (turn.at, turn.has_entered), reverse=True)


@dataclass(frozen=True, kw_only=True)
class _Ledger:
    """What is known of some people's stays in a cohort."""

    cohort: Cohort
    people: dict[int, Contact]
    #: Who took out whom, and when.
    takers: dict[tuple[int, datetime], User | None]
    facts: dict[int, list[Event]]

    @cached_property
    def conditions(self) -> list[Condition]:
        """The conditions that are followed, or else those being edited."""
        document = (self.cohort.following and self.cohort.following["criteria"]) or self.cohort.criteria
        try:
            return list(_conditions(parse(document))) if document else []
        except InvalidCriteria:
            return []

    def turns(self, stay: Membership) -> Iterator[Turn]:
        """Yield the entering, and the leaving where there is one."""
        yield self._turn(stay, stay.entered_at, by=stay.by, has_entered=True)
        if stay.left_at:
            by = self.takers.get((stay.contact_id, stay.left_at))
            yield self._turn(stay, stay.left_at, by=by, has_entered=False)

    def _turn(self, stay: Membership, at: datetime, *, by: User | None, has_entered: bool) -> Turn:
        """Return one; for what criteria brought about, with the latest fact that they look at."""
        fact: Event | None = None
        clauses: tuple[str, ...] = ()
        if stay.cause == Membership.Cause.CRITERIA and by is None:
            fact, clauses = self._brought_about_by(stay.contact_id, at)
        person = self.people[stay.contact_id]
        return Turn(contact=person, at=at, has_entered=has_entered, cause=stay.cause, by=by, fact=fact, clauses=clauses)

    def _brought_about_by(self, contact_id: int, at: datetime) -> tuple[Event | None, tuple[str, ...]]:
        """Return the fact after which somebody came or went, and the conditions that look at it."""
        for event in self.facts.get(contact_id, ()):
            if at - _BEFORE <= event.at <= at and not event.kind.startswith("cohort."):
                changed = changed_by(event.kind, event.data) - {"updated_at"}
                clauses = tuple(
                    one.say(self.cohort.workspace)
                    for one in self.conditions
                    if ANYTHING in changed or changed & one.reading.facts
                )
                if clauses:
                    return event, clauses
        return None, ()


def _conditions(node: Criteria | Condition) -> Iterator[Condition]:
    """Yield the conditions in criteria, in their order."""
    match node:
        case Top():
            yield from _conditions(node.group)
        case Group():
            for part in node.parts:
                yield from _conditions(part)
        case Condition():
            yield node


def _facts(people: dict[int, Contact], moments: list[datetime]) -> dict[int, list[Event]]:
    """Return what happened to these people shortly before these moments, the latest first."""
    if not moments:
        return {}
    near = Q()
    for moment in sorted(set(moments), reverse=True)[:_FACTS]:
        near |= Q(at__gte=moment - _BEFORE, at__lte=moment)
    found: dict[int, list[Event]] = {}
    for event in Event.objects.filter(near, contact__in=people).select_related("by").order_by("-at", "-pk"):
        found.setdefault(event.contact_id, []).append(event)
    return found


def _open_at(cohort: Cohort, moment: datetime) -> "QuerySet[Membership]":
    """Return the stays that were open at a moment, as a subquery about a contact."""
    stays = cohort.memberships.filter(contact=OuterRef("pk"), entered_at__lte=moment)
    return stays.filter(Q(left_at=None) | Q(left_at__gt=moment))
