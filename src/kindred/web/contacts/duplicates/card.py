"""A card of the queue: contacts that may be one person, the evidence, and what each has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from kindred.accounts.models import Workspace
from kindred.contacts.duplicates.wording import in_words
from kindred.contacts.models import Contact, CustomField, Duplicate, Event
from kindred.contacts.models.united import fullest
from kindred.web.contacts.duplicates.side_by_side import Row, rows

#: More are not shown side by side.
_MOST = 5


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One reason, in words, and what it counts."""

    said: str
    points: int


@dataclass(frozen=True, kw_only=True)
class Card:
    """Contacts that may be one person; the first is the one that would stay."""

    pair: Duplicate
    people: tuple[Contact, ...]
    rows: tuple[Row, ...]

    @property
    def reasons(self) -> list[Reason]:
        """The evidence."""
        told = ((in_words(reason), reason["points"]) for reason in self.pair.evidence)
        return [Reason(said=said, points=points) for said, points in told if said]

    @property
    def differing(self) -> list[Row]:
        """Fields in which they differ."""
        return [row for row in self.rows if not row.is_same]

    @property
    def alike(self) -> list[Row]:
        """Fields in which they do not."""
        return [row for row in self.rows if row.is_same]

    @property
    def others(self) -> tuple[Contact, ...]:
        """Those who would become part of the first."""
        return self.people[1:]


def cards(pairs: Sequence[Duplicate], *, workspace: Workspace) -> list[Card]:
    """Return a card for each pair; pairs whose contacts stand on an earlier card already are left out."""
    groups = _groups(pairs)
    people = _people({pk for group in groups for pk in group}, workspace=workspace)
    labels = dict(CustomField.objects.filter(workspace=workspace).values_list("key", "label"))
    shown: list[set[int]] = []
    found = []
    for pair, group in zip(pairs, groups, strict=True):
        if not any({pair.first_id, pair.second_id} <= before for before in shown):
            shown.append(group)
            team = tuple(fullest(people[pk] for pk in group if pk in people))
            if len(team) > 1:
                found.append(Card(pair=pair, people=team, rows=tuple(rows(team, own_labels=labels))))
    return found


def people_of(pair: Duplicate) -> set[int]:
    """Return the contacts that stand on the card of a pair."""
    return _groups([pair])[0]


def _groups(pairs: Sequence[Duplicate]) -> list[set[int]]:
    """Return for each pair its two contacts, and those that are as surely the same person as one of them."""
    ids = {pk for pair in pairs for pk in (pair.first_id, pair.second_id)}
    near = list(Duplicate.objects.undecided().filter(Q(first__in=ids) | Q(second__in=ids)).order_by("-score", "pk"))
    found = []
    for pair in pairs:
        group = {pair.first_id, pair.second_id}
        for other in near:
            both = {other.first_id, other.second_id}
            if both & {pair.first_id, pair.second_id} and other.is_certain >= pair.is_certain and len(group) < _MOST:
                group |= both
        found.append(group)
    return found


def _people(ids: Iterable[int], *, workspace: Workspace) -> dict[int, Contact]:
    """Return contacts with what a card shows of them."""
    facts = Event.objects.filter(contact=OuterRef("pk")).order_by().values("contact").annotate(n=Count("pk"))
    pool: Any = Contact.objects.of(workspace).filter(pk__in=list(ids)).select_related("company", "owner")
    pool = pool.annotate(facts=Coalesce(Subquery(facts.values("n")), 0))
    return {person.pk: person for person in pool.prefetch_related("tags", "points")}
