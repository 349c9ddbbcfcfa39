"""Finding duplicates: in the whole pool, block by block, or for contacts that are new or have changed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from kindred.contacts.duplicates.commonness import Commonness
from kindred.contacts.duplicates.comparing import SMALL, Pair, compared
from kindred.contacts.duplicates.judging import Verdict
from kindred.contacts.duplicates.keys import KeyKind, keys_of, kind_of
from kindred.contacts.duplicates.profile import Profile
from kindred.contacts.duplicates.profiles import profiles, profiles_of
from kindred.contacts.models import Company, Contact, Duplicate, MatchKey
from kindred.contacts.models.contact import ContactQuerySet
from kindred.kit.db.among import among
from kindred.kit.db.blocks import Block, Blocks
from kindred.kit.db.load import load
from kindred.kit.db.update_rows import update_rows

#: A block of more members is not read whole for one contact: those who have more in common with it are looked for.
MOST = 200

Findings = dict[Pair, Verdict]


def blocks_of(workspace_id: int) -> Blocks:
    """Return the blocks of a pool."""
    return Blocks(model=MatchKey, scope="workspace", scope_id=workspace_id, key="key", member="contact")


def read_keys(contacts: ContactQuerySet) -> tuple[list[Profile], list[tuple[int, int]]]:
    """Return contacts as they are compared, and their keys: (key, contact), sorted, as an index likes them."""
    people = list(profiles(contacts))
    return people, sorted((key, one.pk) for one in people for key in keys_of(one))


def write_keys(workspace_id: int, rows: Iterable[tuple[int, int]]) -> None:
    """Keep the keys of contacts, whose earlier ones have been removed."""
    load(MatchKey, ("workspace", "contact", "key"), ((workspace_id, pk, key) for key, pk in rows))


def compare(blocks: Sequence[Block], names: Commonness) -> Findings:
    """Return who in these blocks may be one person.

    A name that many bear says nothing by itself: who has a company or a city in common as well shares that key, too.
    """
    telling = [members for key, members in blocks if len(members) <= SMALL or kind_of(key) != KeyKind.NAME]
    people = profiles_of({pk for members in telling for pk in members})
    found: Findings = {}
    for members in telling:
        _take(found, compared([people[pk] for pk in members if pk in people], names))
    return found


def _take(found: Findings, pairs: Iterable[tuple[Pair, Verdict]]) -> None:
    """Keep the weightier verdict about each pair."""
    for pair, verdict in pairs:
        if pair not in found or found[pair].score < verdict.score:
            found[pair] = verdict


def match(workspace_id: int, ids: Sequence[int], *, names: Commonness) -> Findings:
    """Give contacts their keys anew and compare them with those of the pool who share one; return who may be one."""
    mine = Contact.objects.filter(among("pk", ids), workspace=workspace_id)
    people, rows = read_keys(mine)
    MatchKey.objects.filter(among("contact_id", ids)).delete()
    write_keys(workspace_id, rows)
    wanted = {one.pk for one in people}
    blocks = blocks_of(workspace_id)
    small, large = blocks.of(sorted({key for key, _pk in rows}), most=MOST)
    found = compare(small, names)
    _take(found, compare(list(_narrowed(rows, set(large), workspace_id)), names).items())
    return {pair: verdict for pair, verdict in found.items() if wanted & set(pair)}


def _narrowed(rows: Iterable[tuple[int, int]], large: set[int], workspace_id: int) -> Iterable[Block]:
    """Yield, of large blocks, one of these contacts with members that share a second key with it."""
    keys: dict[int, list[int]] = defaultdict(list)
    for key, pk in rows:
        keys[pk].append(key)
    pool = MatchKey.objects.filter(workspace=workspace_id)
    for pk, own in keys.items():
        for key in large.intersection(own):
            second = pool.filter(among("key", [other for other in own if other != key])).values("contact")
            closer = pool.filter(key=key, contact__in=second).exclude(contact=pk).values_list("contact", flat=True)
            yield key, [pk, *closer[:MOST]]


def keep(findings: Findings, *, workspace_id: int, now: datetime) -> None:
    """Keep pairs that were found; what somebody decided about one holds."""
    companies = _companies(findings.values())
    firsts = {first for first, _second in findings}
    known = {
        (pair.first_id, pair.second_id): pair
        for pair in Duplicate.objects.filter(among("first_id", firsts))
        if (pair.first_id, pair.second_id) in findings
    }
    columns = {
        pair: {
            "is_certain": verdict.is_certain,
            "score": verdict.score,
            "evidence": [reason.as_json(companies) for reason in verdict.reasons],
            "seen_at": now,
        }
        for pair, verdict in findings.items()
    }
    update_rows(Duplicate, {known[pair].pk: values for pair, values in columns.items() if pair in known})
    load(
        Duplicate,
        ("workspace", "first", "second", "is_certain", "score", "evidence", "seen_at"),
        ((workspace_id, *pair, *values.values()) for pair, values in columns.items() if pair not in known),
    )


def _companies(verdicts: Iterable[Verdict]) -> dict[str, str]:
    """Return the names of the companies that are part of the evidence, by id."""
    told = (reason for verdict in verdicts for reason in verdict.reasons if reason.what == "company")
    ids = {int(pk) for reason in told for pk in (reason.value, reason.other)}
    return {str(pk): name for pk, name in Company.objects.filter(among("pk", ids)).values_list("pk", "name")}


def drop_others(findings: Findings, ids: Sequence[int], *, workspace_id: int) -> None:
    """Forget undecided pairs of these contacts that are not among what was found: they have nothing in common any more."""
    known = Duplicate.objects.filter(workspace=workspace_id).undecided()
    known = known.filter(among("first_id", ids) | among("second_id", ids))
    outdated = [
        pk for pk, first, second in known.values_list("pk", "first", "second") if (first, second) not in findings
    ]
    Duplicate.objects.filter(among("pk", outdated)).delete()
