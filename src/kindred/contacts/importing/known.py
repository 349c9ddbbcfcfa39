"""Who is who: rows about one person are brought together, and people who are in the pool already are found there."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q

from kindred.accounts.models import Workspace
from kindred.contacts.importing.person import Key, Person, identity_by_name, is_profile, spellings
from kindred.contacts.models import Contact, ContactPoint, ExternalId
from kindred.kit.db.among import Among


def brought_together(people: Iterable[Person]) -> list[Person]:
    """Return each person once; what later rows say of them is added."""
    known: dict[Key, Person] = {}
    alone: list[Person] = []
    for person in people:
        keys = tuple(person.keys())
        same = next((one for key in keys if (one := known.get(key)) and _agree(key, one, person)), None)
        if same is None:
            alone.append(person)
        else:
            same.take_over(person)
            keys = tuple(same.keys())
        for key in keys:
            known.setdefault(key, same or person)
    return alone


def _agree(key: Key, one: Person, other: Person) -> bool:
    """Whether two who share a key are one: a page may be shared by people of different names."""
    return key[0] != "link" or is_profile(key[1]) or one.may_be(other.name_key)


class Known:
    """Finds people in the pool of a workspace."""

    def __init__(self, workspace: Workspace, *, system: str) -> None:
        self._workspace, self._system = workspace, system
        self._pool = Contact.objects.of(workspace)
        #: The first contact that the import itself has created; none yet.
        self.first_new: int | None = None
        #: Who has the addresses that were sought the last time, by key.
        self.owners: dict[str, int] = {}

    def find(self, people: list[Person]) -> dict[int, int]:
        """Return the contacts' ids by the place of each person who is there."""
        self.owners = self._owners({key for person in people for key in person.email_keys})
        found: dict[int, int] = {}
        for one_way in (self._by_id, self._by_email, self._by_link, self._by_phone, self._by_name):
            left = [(place, person) for place, person in enumerate(people) if place not in found]
            found |= one_way(left)
        return found

    def _owners(self, keys: set[str]) -> dict[str, int]:
        """Return who has these addresses, as the primary or as a further one."""
        if not keys:
            return {}
        points = ContactPoint.objects.filter(Among("key", keys), workspace=self._workspace, medium="email")
        return {
            **dict(points.values_list("key", "contact")),
            **{key or "": pk for key, pk in self._pool.filter(Among("email_key", keys)).values_list("email_key", "pk")},
        }

    def _by_id(self, left: list[tuple[int, Person]]) -> dict[int, int]:
        """Find by the id in the system the list comes from."""
        wanted = {person.external_id for _place, person in left} - {""}
        if not wanted:
            return {}
        rows = ExternalId.objects.filter(Among("value", wanted), workspace=self._workspace, system=self._system)
        ids = dict(rows.values_list("value", "contact"))
        return {place: ids[person.external_id] for place, person in left if person.external_id in ids}

    def _by_email(self, left: list[tuple[int, Person]]) -> dict[int, int]:
        """Find by an e-mail address; of several the primary one counts."""
        having = (
            (place, [self.owners[key] for key in person.email_keys if key in self.owners]) for place, person in left
        )
        return {place: owners[0] for place, owners in having if owners}

    def _by_link(self, left: list[tuple[int, Person]]) -> dict[int, int]:
        """Find by page: a profile in any spelling; another page where there is no address and the names agree."""
        wanted = {place: spellings(person.link) for place, person in left if person.link}
        return self._by_column(
            "link",
            [(place, person) for place, person in left if place in wanted],
            of=lambda place, _person: wanted[place],
            agree=lambda person, there: is_profile(person.link) or (not person.email_key and person.may_be(there)),
        )

    def _by_phone(self, left: list[tuple[int, Person]]) -> dict[int, int]:
        """Find by telephone number: who alone has it here, beside whose name the one in the list may stand.

        Not among those who came with the import itself: two rows with one number are two people, until more is alike.
        """
        return self._by_column(
            "phone",
            [(place, person) for place, person in left if person.number],
            of=lambda _place, person: {person.number},
            agree=lambda person, there: person.may_be(there),
            is_alone=True,
        )

    def _by_column(
        self,
        column: str,
        left: list[tuple[int, Person]],
        *,
        of: Callable[[int, Person], set[str]],
        agree: Callable[[Person, str], bool],
        is_alone: bool = False,
    ) -> dict[int, int]:
        """Find by a column, as far as two people agree; of several the first, or nobody."""
        if not left:
            return {}
        wanted = set().union(*(of(place, person) for place, person in left))
        there: dict[str, list[tuple[int, str]]] = {}
        rows = self._pool.filter(Among(column, wanted)).exclude(**{column: ""}).order_by("pk")
        if is_alone and self.first_new:
            rows = rows.filter(pk__lt=self.first_new)
        for value, pk, name_key in rows.values_list(column, "pk", "name_key"):
            there.setdefault(value, []).append((pk, name_key))
        found = {}
        for place, person in left:
            rows_of = (row for value in of(place, person) for row in there.get(value, ()))
            matches = [pk for pk, name_key in rows_of if agree(person, name_key)]
            if len(matches) == 1 or (matches and not is_alone):
                found[place] = matches[0]
        return found

    def _by_name(self, left: list[tuple[int, Person]]) -> dict[int, int]:
        """Find those of whom but the name is known, among those of whom no more is known either."""
        names = {person.name_key for _place, person in left if person.is_known_by_name_only}
        if not names:
            return {}
        nameless: dict[str, Any] = {"email_key": None, "link": ""}
        rows = self._pool.filter(Among("name_key", names), Q(**nameless)).order_by("-pk")
        ids = {
            identity_by_name(name, company or "", phone): pk
            for name, company, phone, pk in rows.values_list("name", "company__name", "phone", "pk")
        }
        return {
            place: ids[person.by_name]
            for place, person in left
            if person.is_known_by_name_only and person.by_name in ids
        }
