"""What hangs on the contacts of a batch: words, further addresses, ids in other systems."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from kindred.accounts.models import Workspace
from kindred.contacts.importing.met import Met
from kindred.contacts.importing.person import Person
from kindred.contacts.importing.policy import Existing, Policy
from kindred.contacts.importing.words import Words
from kindred.contacts.models import ContactPoint, ExternalId
from kindred.contacts.models.hanging import HANGING, Hanging
from kindred.kit.db.among import Among
from kindred.kit.db.load import load

#: People who are new, by the id they got.
New = list[tuple[int, Person]]


class HangingOn:
    """Hangs on contacts what rows say of them beside their fields."""

    def __init__(self, workspace: Workspace, *, system: str, policy: Policy) -> None:
        self._workspace, self._system, self._policy = workspace, system, policy
        self.words = {key: Words(hanging.word.objects, workspace) for key, hanging in HANGING.items()}

    def hang_words(self, new: New, met: list[Met]) -> dict[int, list[int]]:
        """Hang words on contacts, and return who got each tag."""
        tagged: dict[int, list[int]] = {}
        for key, hanging in HANGING.items():
            pairs = self._hang(key, hanging, new, met)
            if key == "tags":
                tagged = _holders(pairs)
        return tagged

    def _hang(self, key: str, hanging: Hanging, new: New, met: list[Met]) -> Iterable[tuple[int, int]]:
        """Hang words of one family on contacts, and return who got which."""
        words = self.words[key]
        having = [one for one in met if key in one.person.words]
        saying = [person for _pk, person in new if key in person.words]
        if not (having or saying):
            return ()
        words.learn(name for person in (*saying, *(one.person for one in having)) for name in person.words[key])
        # Two names may be one word, which hangs once.
        pairs = {(pk, words.id_of(name)): None for pk, person in new for name in person.words.get(key, ())}
        there = self._there(hanging, [one.pk for one in having])
        for one in having:
            if missing := sorted({words.id_of(name) for name in one.person.words[key]} - there[one.pk]):
                one.hung[key] = missing
                pairs |= dict.fromkeys((one.pk, word) for word in missing)
        load(hanging.link, ("contact", hanging.column), pairs)
        return pairs

    def _there(self, hanging: Hanging, ids: list[int]) -> dict[int, set[int]]:
        """Return the words that hang on contacts already."""
        there: dict[int, set[int]] = defaultdict(set)
        if ids:
            rows = hanging.link.objects.filter(Among("contact_id", ids))
            for pk, word in rows.values_list("contact_id", f"{hanging.column}_id"):
                there[pk].add(word)
        return there

    def reach(self, new: New, met: list[Met], *, owners: dict[str, int], at: datetime) -> None:
        """Write further addresses, numbers and pages; an address that another contact has stays theirs."""
        told = [one for one in met if one.person.points] if not self._policy.changes_nobody else []
        saying = [(pk, person) for pk, person in new if person.points]
        if not (told or saying):
            return
        for pk, person in (*new, *((one.pk, one.person) for one in met)):
            if person.email_key:
                owners.setdefault(person.email_key, pk)
        wanted = [
            (pk, point)
            for pk, person in (*saying, *((one.pk, one.person) for one in told))
            for point in person.points.values()
            if point.medium != "email" or owners.setdefault(point.key, pk) == pk
        ]
        before = _points(told)
        is_gap_filling = self._policy.whole != Existing.OVERWRITE
        ContactPoint.objects.add(self._workspace, wanted, at=at, is_gap_filling=is_gap_filling)
        after = _points(told)
        for one in told:
            if changed := [[pk, was, after[pk]] for pk, was in before.items() if was[0] == one.pk and was != after[pk]]:
                one.hung["points"] = changed

    def identify(self, new: New, met: list[Met]) -> None:
        """Keep the ids of another system."""
        wanted = {person.external_id: pk for pk, person in new if person.external_id}
        wanted |= {one.person.external_id: one.pk for one in met if one.person.external_id}
        if not wanted:
            return
        mine = ExternalId.objects.filter(workspace=self._workspace, system=self._system)
        there = set(mine.filter(Among("value", list(wanted))).values_list("value", flat=True))
        added = {value: pk for value, pk in wanted.items() if value not in there}
        load(
            ExternalId,
            ("workspace", "contact", "system", "value"),
            ((self._workspace.pk, pk, self._system, value) for value, pk in added.items()),
        )
        for one in met:
            if one.person.external_id in added:
                one.hung["external_id"] = one.person.external_id


def _holders(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """Return who got each word."""
    holders: dict[int, list[int]] = defaultdict(list)
    for pk, word in pairs:
        holders[word].append(pk)
    return holders


def _points(met: list[Met]) -> dict[int, list[Any]]:
    """Return whose each further point is, and its type and state."""
    if not met:
        return {}
    rows = ContactPoint.objects.filter(Among("contact_id", [one.pk for one in met]))
    return {pk: list(said) for pk, *said in rows.values_list("pk", "contact_id", "type", "state")}
