"""What some people have in common that others do not: the shortest criteria that describe them against the pool.

Conditions are drawn from the values of those picked, and weighed on a sample of the pool, where who meets several of them is one
AND of bits; only the best are counted on the whole pool.
"""

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any

from django.db.models import F

from kindred.contacts.models import Contact
from kindred.contacts.models.contact import ContactQuerySet
from kindred.contacts.models.hanging import HANGING
from kindred.criteria.errors import FewOrManyPicked
from kindred.criteria.language import parse
from kindred.criteria.scope import Scope

#: How many people can be asked about.
FEWEST, MOST = 5, 500
#: Contacts of the pool that conditions are weighed on, and from how many places of it they are drawn.
SAMPLE, DRAWS = 12_000, 240
#: Columns whose values may be what people have in common. Stages are left out: they are what came of it.
COLUMNS = ("department", "seniority", "region", "country", "state", "city", "decision_role", "work_mode", "language",
           "company__name", "company__industry", "company__size")  # fmt: skip
WORDS = ("skills", "tags", "communities", "topics")
#: A condition must hold of so many of those picked to be looked at, and criteria to be shown.
LEAST = 0.25
#: How many times as common as in the pool something must be among them.
LEAST_LIFT = 1.25
#: Conditions that are looked at, criteria that are gone on with, conditions in one, and criteria that are shown.
_FEATURES, _BEAM, _LENGTH, SHOWN = 90, 40, 4, 6
#: How many people of the pool's own mix those picked are mixed with, so that few do not prove too much.
_PRIOR = 4.0
#: What each further condition must be worth.
_PER_CONDITION = 0.06
_NO_NAMES = frozenset({"and", "the", "for", "with", "von", "und", "des", "der", "die", "del"})


@dataclass(frozen=True, kw_only=True)
class Common:
    """Criteria that describe the people picked."""

    document: dict[str, Any]
    #: How many of those picked meet them, and how many others.
    covered: int
    picked: int
    others: int
    #: How many times as common among those picked as in the pool, mixed with the pool's own.
    lift: float

    @property
    def coverage(self) -> float:
        """The part of those picked that meets them."""
        return self.covered / self.picked


@dataclass(frozen=True)
class _Feature:
    """A condition, with the field it is about, and who of those picked and of the sample meets it, as bits."""

    field: str
    condition: tuple[tuple[str, Any], ...]
    picked: int
    sample: int


@dataclass(frozen=True)
class _Criteria:
    """Features taken together."""

    features: tuple[_Feature, ...]
    picked: int
    sample: int

    def and_(self, feature: _Feature) -> "_Criteria":
        return _Criteria((*self.features, feature), self.picked & feature.picked, self.sample & feature.sample)


def in_common(people: ContactQuerySet, scope: Scope) -> list[Common]:
    """Return the criteria that describe people best, the best first.

    Raises FewOrManyPicked.
    """
    ids = list(people.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if not FEWEST <= len(ids) <= MOST:
        raise FewOrManyPicked(FEWEST, MOST)
    sample = _sample(scope, set(ids))
    features = _features(ids, sample)
    pool = Contact.objects.of(scope.workspace)
    total = pool.count()
    found = []
    for criteria in _best(features, picked=len(ids), sampled=len(sample)):
        document = _document(criteria.features)
        where = parse(document).where(scope)
        covered = pool.filter(pk__in=ids).filter(where).count()
        others = pool.filter(where).count() - covered
        lift = _lift(covered, len(ids), others, total - len(ids))
        found.append(Common(document=document, covered=covered, picked=len(ids), others=others, lift=lift))
    telling = [one for one in found if one.lift >= LEAST_LIFT]
    return sorted(telling, key=lambda one: -_worth(one.covered, one.picked, one.lift, len(one.document["all"])))


def _sample(scope: Scope, picked: set[int]) -> list[int]:
    """Return contacts from all over the pool, the same ones for the same question; all of a small one."""
    pool = Contact.objects.of(scope.workspace).order_by("pk")
    some = list(pool.values_list("pk", flat=True)[: SAMPLE + len(picked) + 1])
    if len(some) <= SAMPLE + len(picked):
        return [pk for pk in some if pk not in picked]
    first, last = (pool.order_by(order).values_list("pk", flat=True)[:1].get() for order in ("pk", "-pk"))
    dice = random.Random(f"{scope.workspace.pk} {min(picked)} {len(picked)}")  # noqa: S311 (a sample, no secret)
    found: set[int] = set()
    for start in sorted(dice.randint(first, last) for _n in range(DRAWS)):
        found.update(pool.filter(pk__gte=start).values_list("pk", flat=True)[: SAMPLE // DRAWS])
    return sorted(found - picked)


def _features(ids: Sequence[int], sample: Sequence[int]) -> list[_Feature]:
    """Return the conditions that hold of enough of those picked, those that hold of most first."""
    least = max(2, int(LEAST * len(ids)))
    found = [*_of_columns(ids, sample, least), *_of_words(ids, sample, least)]
    found.sort(key=lambda one: (-one.picked.bit_count(), one.sample.bit_count()))
    return found[:_FEATURES]


def _of_columns(ids: Sequence[int], sample: Sequence[int], least: int) -> Iterator[_Feature]:
    """Yield conditions on columns: one value, or one of the two or three commonest; and words of job titles."""
    theirs, others = _rows(ids), _rows(sample)
    for place, column in enumerate(COLUMNS):
        key = column.replace("__", "_")
        mine = [row[place] for row in theirs]
        counts = Counter(value for value in mine if value)
        common = [value for value, number in counts.most_common(4) if number >= max(2, least // 2)]
        chosen: list[tuple[Any, ...]] = [(value,) for value in common if counts[value] >= least]
        chosen += [(first, second) for n, first in enumerate(common) for second in common[n + 1 :]]
        chosen += [tuple(common[:3])] if len(common) > 2 else []
        spread = [row[place] for row in others]
        for values in chosen:
            picked = _bits(value in values for value in mine)
            if picked.bit_count() >= least:
                said = {"is": "is", "value": values[0]} if len(values) == 1 else {"is": "in", "value": list(values)}
                yield _Feature(key, _frozen({"field": key, **said}), picked, _bits(one in values for one in spread))
    titles, all_titles = [str(row[-1]).lower() for row in theirs], [str(row[-1]).lower() for row in others]
    words = Counter(word for title in titles for word in set(re.findall(r"[^\W\d_]{3,}", title)) - _NO_NAMES)
    for word, number in words.most_common(12):
        if number >= least:
            condition = _frozen({"field": "title", "is": "contains", "value": word})
            yield _Feature(
                "title", condition, _bits(word in one for one in titles), _bits(word in one for one in all_titles)
            )


def _rows(ids: Sequence[int]) -> list[tuple[Any, ...]]:
    """Return the columns of contacts, in the order of their ids."""
    found: dict[int, tuple[Any, ...]] = {}
    for start in range(0, len(ids), 900):
        some = Contact.objects.filter(pk__in=ids[start : start + 900]).order_by()
        found |= {pk: values for pk, *values in some.values_list("pk", *map(F, COLUMNS), "title")}
    return [found.get(pk, ("",) * (len(COLUMNS) + 1)) for pk in ids]


def _of_words(ids: Sequence[int], sample: Sequence[int], least: int) -> Iterator[_Feature]:
    """Yield conditions on skills, tags and their like."""
    place = {pk: n for n, pk in enumerate(ids)}
    others = {pk: n for n, pk in enumerate(sample)}
    for key in WORDS:
        hanging = HANGING[key]
        column = f"{hanging.column}_id"
        theirs = list(hanging.link.objects.filter(contact__in=ids).values_list(column, "contact_id"))
        counts = Counter(word for word, _contact in theirs)
        wanted = [word for word, number in counts.most_common(30) if number >= least]
        names = dict(hanging.word.objects.filter(pk__in=wanted).values_list("pk", "name"))
        has = {word: [False] * len(ids) for word in wanted}
        for word, contact in theirs:
            if word in has:
                has[word][place[contact]] = True
        spread = {word: [False] * len(sample) for word in wanted}
        for start in range(0, len(sample) if wanted else 0, 900):
            some = hanging.link.objects.filter(contact__in=sample[start : start + 900], **{f"{column}__in": wanted})
            for word, contact in some.values_list(column, "contact_id"):
                spread[word][others[contact]] = True
        for word in wanted:
            condition = _frozen({"field": key, "is": "has_any", "value": [names[word]]})
            yield _Feature(key, condition, _bits(has[word]), _bits(spread[word]))


def _best(features: Sequence[_Feature], *, picked: int, sampled: int) -> list[_Criteria]:
    """Return the criteria that are worth most, no two of which mean the same people."""

    def lift(one: _Criteria) -> float:
        return _lift(one.picked.bit_count(), picked, one.sample.bit_count(), sampled)

    def worth(one: _Criteria) -> float:
        return _worth(one.picked.bit_count(), picked, lift(one), len(one.features))

    least = max(2, int(LEAST * picked))
    beam = [_Criteria((one,), one.picked, one.sample) for one in features]
    known = {(one.picked, one.sample): one for one in beam[::-1]}
    for _length in range(_LENGTH - 1):
        longer = {}
        for one in sorted(beam, key=worth, reverse=True)[:_BEAM]:
            for feature in features:
                if feature.field in WORDS or all(feature.field != other.field for other in one.features):
                    more = one.and_(feature)
                    people = (more.picked, more.sample)
                    if more.picked.bit_count() >= least and people not in known and people not in longer:
                        longer[people] = more
        known |= longer
        beam = list(longer.values())
    ranked = sorted(known.values(), key=worth, reverse=True)
    return list(_different(one for one in ranked if lift(one) >= LEAST_LIFT))


def _different(ranked: Iterable[_Criteria]) -> Iterator[_Criteria]:
    """Yield the first few that cover other people than those before, or have less to say."""
    shown: list[_Criteria] = []
    for one in ranked:
        is_like = any(
            set(other.features) < set(one.features)
            or (
                (other.picked & one.picked).bit_count() > 0.9 * (other.picked | one.picked).bit_count()
                and len(other.features) <= len(one.features)
            )
            for other in shown
        )
        if not is_like:
            shown.append(one)
            yield one
        if len(shown) == SHOWN:
            return


def _lift(covered: int, picked: int, others: int, pool: int) -> float:
    """Return how many times as common something is among those picked; few are mixed with the pool's own."""
    base = (others + 1) / (pool + 2)
    return (covered + _PRIOR * base) / (picked + _PRIOR) / base


def _worth(covered: int, picked: int, lift: float, length: int) -> float:
    """Return what criteria are worth: how many they cover, how much more often than by chance, less for each condition."""
    return covered / (picked + _PRIOR) * log2(max(lift, 1e-9)) * (1 - _PER_CONDITION * (length - 1))


def _document(features: Sequence[_Feature]) -> dict[str, Any]:
    """Return features as criteria; several words of a family are one condition that asks for all of them."""
    conditions: list[dict[str, Any]] = []
    for feature in features:
        said = {key: list(value) if isinstance(value, tuple) else value for key, value in feature.condition}
        same = next((one for one in conditions if one["field"] == said["field"] in WORDS), None)
        if same:
            same |= {"is": "has_all", "value": [*same["value"], *said["value"]]}
        else:
            conditions.append(said)
    return {"format": 1, "all": conditions}


def _frozen(condition: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((key, tuple(value) if isinstance(value, list) else value) for key, value in condition.items())


def _bits(answers: Iterable[bool]) -> int:
    """Return answers as the bits of one number, the first the lowest."""
    return int("".join("1" if one else "0" for one in answers)[::-1] or "0", 2)
