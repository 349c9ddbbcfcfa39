"""Whether two contacts are one person: a score that is the sum of its reasons.

`certain` is what is known to be somebody's own: the same address; the same number or profile page, where the names do
not contradict it. Everything else is `likely` from `LIKELY` points on, and left to people.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import OSA, JaroWinkler

from kindred.contacts.duplicates.commonness import Commonness
from kindred.contacts.duplicates.names import Words, roots, sound_of
from kindred.contacts.duplicates.profile import Profile, are_in_one_city, mailbox

#: So many points it takes to be shown.
LIKELY = 60
#: The most that something less than certain gets.
MOST = 99
CERTAIN = 100
#: From this likeness on two words are one, misspelt (Jaro-Winkler).
CLOSE = 0.88
#: And so alike must the whole names be.
CLOSE_WHOLE = 0.92
#: Where chance brings so few of a name together, the name is rare, or hardly anybody's; where so many, common.
UNIQUE, RARE, COMMON = 0.002, 0.008, 0.03
#: Of names that are not quite the same there are more that would do as well.
WIDER = {"forms": 3, "slip": 3, "close": 100, "sound": 30}

#: What each reason counts: what is compared, and how it turned out.
POINTS = {
    ("mailbox", "same"): 50,
    ("phone", "same"): 50,
    ("link", "same"): 50,
    ("name", "same"): 50,
    ("name", "turned"): 48,
    ("name", "middle"): 46,
    ("name", "forms"): 45,
    ("name", "initial"): 38,
    ("name", "slip"): 40,
    ("name", "close"): 32,
    ("name", "sound"): 36,
    ("name", "unique"): 20,
    ("name", "rare"): 10,
    ("name", "common"): -20,
    ("name", "partly"): 10,
    ("name", "differs"): -30,
    ("company", "same"): 30,
    ("company", "differs"): -20,
    ("city", "same"): 25,
    ("city", "differs"): -15,
    ("country", "differs"): -20,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that speaks for or against two contacts being one person."""

    what: str
    how: str
    value: str = ""
    other: str = ""

    @property
    def points(self) -> int:
        """What it counts."""
        return POINTS.get((self.what, self.how), 0)

    def as_json(self, companies: Mapping[str, str]) -> dict[str, Any]:
        """Return it as it is kept; companies by their names, which are looked up only for what is kept."""
        names = companies if self.what == "company" else {}
        value, other = names.get(self.value, self.value), names.get(self.other, self.other)
        return {"what": self.what, "how": self.how, "value": value, "other": other, "points": self.points}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is thought of two contacts, and why."""

    is_certain: bool
    score: int
    reasons: tuple[Reason, ...]


def judge(one: Profile, other: Profile, names: Commonness) -> Verdict | None:
    """Return what is thought of two contacts of a pool; None where too little speaks for their being one person."""
    how = compared_names(one.words, other.words)
    same_company = one.company_id is not None and one.company_id == other.company_id
    same_city = are_in_one_city(one, other)
    boxes = one.mailboxes & other.mailboxes
    numbers = one.phones & other.phones
    pages = one.links & other.links
    is_named_alike = how not in ("differs", "")
    borne = ""
    if not (boxes or numbers or pages):
        # Most pairs end here.
        if not is_named_alike:
            return None
        borne = _how_common(names.expected(one, other) * WIDER.get(how, 1))
        if not (same_company or same_city or borne == "unique"):
            return None
    reasons = tuple(_reasons(one, other, how=how, borne=borne))
    mails = one.emails & other.emails
    if mails or (how != "differs" and (numbers or pages)):
        return Verdict(is_certain=True, score=CERTAIN, reasons=reasons)
    score = min(MOST, sum(reason.points for reason in reasons))
    return Verdict(is_certain=False, score=score, reasons=reasons) if score >= LIKELY else None


def _how_common(expected: float) -> str:
    """Return how common a name is of which chance would bring so many together; nothing where that says little."""
    if expected < UNIQUE:
        return "unique"
    return "rare" if expected < RARE else "common" if expected > COMMON else ""


def _reasons(one: Profile, other: Profile, *, how: str, borne: str) -> Iterator[Reason]:
    """Yield what speaks for it, and then what speaks against it."""
    yield from _shared(one, other)
    if how not in ("", "differs"):
        yield Reason(what="name", how=how, value=one.name, other=other.name)
    if borne:
        yield Reason(what="name", how=borne, value=one.name, other=other.name)
    beside = (
        ("company", str(one.company_id or ""), str(other.company_id or "")),
        ("city", one.city, other.city),
        ("country", one.country, other.country),
    )
    for what, mine, theirs in beside:
        if mine and mine == theirs and (what != "city" or are_in_one_city(one, other)):
            yield Reason(what=what, how="same", value=mine, other=theirs)
    if how == "differs":
        partly = any(len(word) > 2 for word in {*one.words} & {*other.words})
        yield Reason(what="name", how="partly" if partly else how, value=one.name, other=other.name)
    for what, mine, theirs in beside:
        if mine and theirs and mine != theirs:
            yield Reason(what=what, how="differs", value=mine, other=theirs)


def _shared(one: Profile, other: Profile) -> Iterator[Reason]:
    """Yield the addresses, numbers and pages that both have."""
    emails = one.emails & other.emails
    for email in sorted(emails):
        yield Reason(what="email", how="same", value=email)
    if not emails and (boxes := one.mailboxes & other.mailboxes):
        yield Reason(what="mailbox", how="same", value=_in(one, boxes), other=_in(other, boxes))
    for number in sorted(one.phones & other.phones):
        yield Reason(what="phone", how="same", value=number)
    for page in sorted(one.links & other.links):
        yield Reason(what="link", how="same", value=page)


def _in(one: Profile, boxes: frozenset[str]) -> str:
    """Return the address of a contact that leads into one of these mailboxes."""
    return next((email for email in sorted(one.emails) if mailbox(email) in boxes), "")


def compared_names(one: Words, other: Words) -> str:
    """Return how two names compare: same, turned, middle, forms, initial, slip, close, sound, differs; nothing without one."""
    if not one or not other:
        return ""
    if len(one) == len(other):
        return _word_by_word(one, other)
    if min(len(one), len(other)) == 1:
        return "differs"
    if one[0] == other[0] and one[-1] == other[-1]:
        return "middle"
    return _alike((one[0], one[-1]), (other[0], other[-1]))


def _word_by_word(one: Words, other: Words) -> str:
    """Compare names of as many words, in this order or with the first last."""
    if len(one) == 1:
        # Of people with one name there are many.
        return "close" if one == other else "differs"
    straight = _alike(one, other)
    if straight != "differs":
        return straight
    if one[0] not in other and one[-1] not in other:
        return "differs"
    if sorted(one) == sorted(other):
        return "turned"
    turned = _alike(one, (*other[1:], other[0]))
    return turned if turned in ("slip", "close", "forms") else "differs"


#: From the strongest likeness to the weakest.
_ORDER = ("same", "forms", "slip", "close", "sound", "initial")
_STRENGTH = {how: n for n, how in enumerate(_ORDER)}


def _alike(one: Words, other: Words) -> str:
    """Compare names word by word; the weakest likeness counts."""
    weakest = 0
    for mine, theirs in zip(one, other, strict=True):
        if mine != theirs:
            how = _words_alike(mine, theirs)
            if how == "differs":
                return how
            weakest = max(weakest, _STRENGTH[how])
    found = _ORDER[weakest]
    if found in ("slip", "close") and JaroWinkler.similarity(" ".join(one), " ".join(other)) < CLOSE_WHOLE:
        return "sound" if list(map(sound_of, one)) == list(map(sound_of, other)) else "differs"
    return found


def _words_alike(one: str, other: str) -> str:
    """Compare two different words of names."""
    if len(one) == 1 or len(other) == 1:
        return "initial" if one[0] == other[0] else "differs"
    if (mine := roots().get(one)) and (theirs := roots().get(other)) and not mine.isdisjoint(theirs):
        return "forms"
    if JaroWinkler.similarity(one, other, score_cutoff=CLOSE) or _are_swapped(one, other):
        is_misspelt = one.isalpha() and other.isalpha() and not _are_his_and_hers(one, other)
        if not is_misspelt:
            return "differs"
        return "slip" if OSA.distance(one, other, score_cutoff=1) <= 1 else "close"
    return "sound" if len(one) > 3 and sound_of(one) == sound_of(other) else "differs"


def _are_swapped(one: str, other: str) -> bool:
    """Whether two words differ by letters in another order, as fingers slip."""
    return len(one) == len(other) > 2 and one[0] == other[0] and sorted(one) == sorted(other)


def _are_his_and_hers(one: str, other: str) -> bool:
    """Whether two names are those of a man and a woman, like Mario and Maria, Martin and Martina."""
    short, long = sorted((one, other), key=len)
    return long == f"{short}a" or (short[:-1] == long[:-1] and {short[-1], long[-1]} == {"a", "o"})
