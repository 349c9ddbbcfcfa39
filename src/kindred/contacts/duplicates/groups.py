"""Pairs that hang together are one group: if A is B and B is C, all three are one person."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

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


def undisputed(groups: Sequence[set[int]]) -> list[set[int]]:
    """Return the groups that may be merged without asking.

    Left to people are those of which somebody said that two are not the same, and those that are too large.
    """
    small = [group for group in groups if len(group) <= MOST]
    place = {pk: n for n, group in enumerate(small) for pk in group}
    apart = Duplicate.objects.filter(among("first_id", place)).exclude(set_apart_at=None)
    parted = {
        place[first] for first, second in apart.values_list("first", "second") if place[first] == place.get(second)
    }
    return [group for n, group in enumerate(small) if n not in parted]


def mergeable(groups: Sequence[set[int]]) -> Iterator[Group]:
    """Yield groups as they are merged without asking: who has most filled in stays, and its values count."""
    ready = undisputed(groups)
    people = Contact.objects.in_bulk([pk for group in ready for pk in group])
    for group in ready:
        team = fullest(people[pk] for pk in group if pk in people)
        if len(team) > 1:
            yield Group(survivor=team[0].pk, losers=tuple(person.pk for person in team[1:]), choices={})
