"""Pairs that hang together are one group: if A is B and B is C, all three are one person."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Q

from kindred.contacts.models import Contact, Duplicate
from kindred.contacts.models.duplicate import DuplicateQuerySet
from kindred.contacts.models.united import Group, fullest
from kindred.kit.db.among import among

#: A group of more is no one person any more, but a shared number or a mailbox of many.
MOST = 20

Pair = tuple[int, int]


def groups_of(pairs: Iterable[Pair]) -> list[set[int]]:
    """Return the groups that pairs make."""
    neighbours: dict[int, set[int]] = defaultdict(set)
    for first, second in pairs:
        neighbours[first].add(second)
        neighbours[second].add(first)
    groups, seen = [], set[int]()
    for start in neighbours:
        if start not in seen:
            group, edge = {start}, [start]
            while edge:
                new = neighbours[edge.pop()] - group
                group |= new
                edge += new
            seen |= group
            groups.append(group)
    return groups


def whole_groups(pairs: DuplicateQuerySet, seeds: Iterable[Pair]) -> list[set[int]]:
    """Return the groups that these pairs belong to, with all that hangs together with them among `pairs`."""
    known = set(seeds)
    asked: set[int] = set()
    while new := {pk for pair in known for pk in pair} - asked:
        asked |= new
        found = pairs.order_by().filter(among("first_id", new) | among("second_id", new))
        known |= set(found.values_list("first", "second"))
        if len(asked) > MOST * 2_000:
            break
    return groups_of(known)


def mergeable(groups: Sequence[set[int]]) -> Iterator[Group]:
    """Yield groups as they are merged without asking: who has most filled in stays, and its values count.

    Left to people are groups of which somebody said that two are not the same, and those that are too large.
    """
    small = [group for group in groups if len(group) <= MOST]
    everybody = {pk for group in small for pk in group}
    apart = Duplicate.objects.filter(~Q(set_apart_at=None)).filter(among("first_id", everybody))
    parted = set(apart.values_list("first", "second"))
    people = {person.pk: person for person in Contact.objects.filter(among("pk", everybody))}
    for group in small:
        if not any(first in group and second in group for first, second in parted):
            survivor, *losers = [person.pk for person in fullest(people[pk] for pk in group if pk in people)] or [0]
            if losers:
                yield Group(survivor=survivor, losers=tuple(losers), choices={})
