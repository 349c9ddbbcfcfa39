"""What hangs on a contact in this room, carried over when contacts become one; named in `config/followers.py`.

A model that refers to contacts stands in the `CARRIED` of its room; a house test finds the one that does not.
"""

from typing import Any

from django.db.models import Model

from kindred.contacts.models import (
    Basis,
    Contact,
    ContactPoint,
    Duplicate,
    Event,
    ExternalId,
    ImportChange,
    MatchKey,
    Merge,
    Note,
    Task,
    Unmatched,
)
from kindred.contacts.models.carrying import Carrying
from kindred.contacts.models.hanging import HANGING

#: Each table that refers to contacts, with what becomes of its rows.
CARRIED: dict[type[Model], str] = {
    Event: "go to the survivor's timeline",
    Note: "go to the survivor",
    Task: "go to the survivor",
    Basis: "go to the survivor's ledger; of each purpose, way and topic the last word of all counts",
    ContactPoint: "the survivor has the addresses, numbers and pages of all, once each",
    **{hanging.link: "the survivor has the words of all" for hanging in HANGING.values()},
    ExternalId: "the survivor is known by the ids of all",
    ImportChange: "what an import did to those who go is taken back no more",
    Duplicate: "pairs with others become the survivor's; those among the merged go",
    Merge: "earlier merges become the survivor's",
    MatchKey: "made anew for the survivor",
    Unmatched: "made anew for the survivor",
}


def carry_over(*, data: dict[str, Any], **_fact: Any) -> None:
    """Give what hangs on the losers to their survivors."""
    carrying: Carrying = data["carrying"]
    for model in (Event, Note, Task, Basis, ExternalId):
        carrying.move(model)
    Basis.objects.settle(Contact.objects.filter(pk__in=carrying.survivors))
    carrying.move(Merge, "survivor")
    carrying.unite(ContactPoint, alone=("medium", "key"))
    for hanging in HANGING.values():
        carrying.unite(hanging.link, alone=(f"{hanging.column}_id",))
    carrying.remove(ImportChange.objects.filter(contact__in=carrying.losers))
    _carry_pairs(carrying)
    MatchKey.objects.filter(contact__in=carrying.losers).delete()
    Unmatched.objects.filter(contact__in=carrying.losers).delete()


def _carry_pairs(carrying: Carrying) -> None:
    """Turn pairs of a loser and somebody else into pairs of the survivor; what was decided of any holds for it."""
    losers = set(carrying.losers)
    theirs = list(Duplicate.objects.filter(first__in=losers) | Duplicate.objects.filter(second__in=losers))
    if not theirs:
        return

    def whose(pair: Duplicate) -> int:
        return pair.first_id if pair.first_id in losers else pair.second_id

    best: dict[tuple[int, int], Duplicate] = {}
    for pair in sorted(theirs, key=_weight):
        first, second = sorted(carrying.survivor_of.get(pk, pk) for pk in (pair.first_id, pair.second_id))
        if first != second:
            best[first, second] = pair
    known = {
        (pair.first_id, pair.second_id): pair
        for pair in Duplicate.objects.filter(first__in=[first for first, _second in best])
        if (pair.first_id, pair.second_id) in best and pair.first_id not in losers and pair.second_id not in losers
    }
    weaker = [pair for place, pair in known.items() if _weight(pair) < _weight(best[place])]
    carrying.remove(theirs, of=whose)
    carrying.remove(weaker, of=lambda pair: pair.first_id if pair.first_id in carrying.merge_of else pair.second_id)
    new = {
        place: _renamed(pair, *place) for place, pair in best.items() if place not in known or known[place] in weaker
    }
    made = Duplicate.objects.bulk_create(new.values())
    carrying.made(made, of=lambda pair: pair.first_id if pair.first_id in carrying.merge_of else pair.second_id)


def _weight(pair: Duplicate) -> tuple[bool, int]:
    """Return how much a pair counts against another about the same two: a decision most, then the score."""
    return pair.set_apart_at is not None, pair.score


def _renamed(pair: Duplicate, first: int, second: int) -> Duplicate:
    """Return a pair as one of these two."""
    return Duplicate(
        workspace_id=pair.workspace_id,
        first_id=first,
        second_id=second,
        is_certain=pair.is_certain,
        score=pair.score,
        evidence=pair.evidence,
        seen_at=pair.seen_at,
        set_apart_at=pair.set_apart_at,
        set_apart_by_id=pair.set_apart_by_id,
    )
