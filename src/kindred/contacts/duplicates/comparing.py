"""Comparing those who share a key: every two of a small block; of a large one those who have more in common.

A large block (a switchboard's number, a name that thousands bear, a company of a hundred thousand) is split by what
else its members have: the name as it sounds with the company, the city, the mailbox, the number. What is still too
large is sorted, and each is compared with those next to it. So the work grows with the members, not with their square,
and nobody is left out.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from kindred.contacts.duplicates.commonness import Commonness
from kindred.contacts.duplicates.judging import Verdict, judge
from kindred.contacts.duplicates.names import root_of, sound_of
from kindred.contacts.duplicates.profile import Profile

#: Blocks of up to so many are compared each with each.
SMALL = 24
#: Of what cannot be split, each is compared with so many that come next in order.
NEXT = 8

Pair = tuple[int, int]


def compared(members: Sequence[Profile], names: Commonness) -> Iterator[tuple[Pair, Verdict]]:
    """Yield who of a block may be one person, the lower id first."""
    for one, other in _pairs(members):
        verdict = judge(one, other, names)
        if verdict:
            yield ((one.pk, other.pk) if one.pk < other.pk else (other.pk, one.pk)), verdict


def counted(members: int) -> int:
    """Return about how many comparisons a block takes."""
    return members * (members - 1) // 2 if members <= SMALL else members * NEXT


def _pairs(members: Sequence[Profile]) -> Iterator[tuple[Profile, Profile]]:
    """Yield the pairs of a block that are to be compared."""
    if len(members) <= SMALL:
        yield from combinations(members, 2)
        return
    for split in _SPLITS:
        parts: dict[object, list[Profile]] = defaultdict(list)
        for member in members:
            for part in split(member):
                parts[part].append(member)
        for part_members in parts.values():
            if len(part_members) <= SMALL:
                yield from combinations(part_members, 2)
            else:
                yield from _next_to_each_other(part_members)


def _next_to_each_other(members: Sequence[Profile]) -> Iterator[tuple[Profile, Profile]]:
    """Yield pairs of those who are next to each other by name, place and address."""
    row = sorted(members, key=lambda one: (one.words, one.city, one.company_id or 0, sorted(one.mailboxes), one.pk))
    for n, one in enumerate(row):
        for other in row[n + 1 : n + 1 + NEXT]:
            yield one, other


def _sounds(one: Profile) -> tuple[str, ...]:
    """Return the name as it sounds, whatever the order of its words."""
    return tuple(sorted(sound_of(root_of(word)) for word in one.words))


#: By what large blocks are split: each member may be in several parts.
_SPLITS: tuple[Callable[[Profile], Sequence[object]], ...] = (
    lambda one: [(_sounds(one), one.company_id)] if one.company_id else [],
    lambda one: [(_sounds(one), one.city)] if one.city else [],
    lambda one: [*one.mailboxes],
    lambda one: [(_sounds(one), number) for number in one.phones],
    lambda one: [(_sounds(one), page) for page in one.links],
    lambda one: [_sounds(one)] if not (one.company_id or one.city) else [],
)
