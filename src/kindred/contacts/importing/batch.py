"""A batch of people into the pool: who is known is updated, who is not is created, in a few statements."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kindred.contacts.cleaning.point import POINTS, point_key
from kindred.contacts.fields import FIELDS, STAGE_FIELDS
from kindred.contacts.importing.cells import Person, identity_by_name
from kindred.contacts.importing.employers import Employers
from kindred.contacts.keys import sortable
from kindred.contacts.models import Contact, ContactPoint, Correction, Import, Tag
from kindred.contacts.models.hanging import HANGING, Hanging
from kindred.contacts.terms import BITS
from kindred.kit.db.gate import ADDRESSES, close_gate
from kindred.kit.db.load import load, reserve_ids, rewrite

#: Columns an import writes; `company` is found by its name.
_WRITTEN = (
    "first_name", "last_name", "name", "name_key", "email", "email_key", "phone", "title", "department", "seniority",
    "company_id", "decision_role", "location", "city", "state", "region", "country", "timezone", "language", "link",
    "candidate_state", "lifecycle_stage", "source", "kinds", "custom", "derived", "updated_at",
)  # fmt: skip
_ALSO_NEW = ("id", "workspace", "created_at")
_USUAL = {*_WRITTEN, "company_name"}
_NOTHING: tuple[Any, ...] = ("", None, {})
_CHECKED = {"email_state": "email_checked_at", "phone_state": "phone_checked_at"}


@dataclass(kw_only=True)
class Tally:
    """What came of some rows."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


class Batch:
    """People on their way into the pool of a workspace."""

    def __init__(self, of: Import, *, now: datetime) -> None:
        self.of, self.now, self.workspace = of, now, of.workspace
        self.policy: str = of.defaults.get("existing", "overwrite")
        self.tally = Tally()
        self._terms = Correction.objects.terms(self.workspace)

    def write(self, people: Iterable[Person]) -> Tally:
        """Write people and return how many were new, changed or as they were. Call it inside a transaction."""
        merged = self._merged(list(people))
        close_gate(self.workspace.pk, rule=ADDRESSES)
        self._employers = Employers(self.workspace, merged.values(), now=self.now, policy=self.policy)
        known = self._known(list(merged.values()))
        fresh = [person for identity, person in merged.items() if identity not in known]
        # Columns that few spreadsheets fill are only written where one does.
        self._rarer = tuple(sorted({key for person in merged.values() for key in person.values} - _USUAL))
        self._states = [key for key in self._rarer if key in _CHECKED]
        new_ids = self._create(fresh)
        met = self._met(merged, known)
        changed = self._update(met)
        people_by_id = dict(zip(new_ids, fresh, strict=True)) | {contact.pk: person for contact, person in met}
        self._hang(people_by_id, new=set(new_ids))
        self._reach(people_by_id, new=set(new_ids))
        self._record(new_ids, changed)
        return self.tally

    def _met(self, merged: dict[str, Person], known: dict[str, Contact]) -> list[tuple[Contact, Person]]:
        """Return those who are known, each once, also who is known by address in one row and by link in another."""
        met: dict[int, tuple[Contact, Person]] = {}
        for identity, person in merged.items():
            contact = known.get(identity)
            if not contact:
                continue
            self._keep_primaries(contact, person)
            if contact.pk in met:
                met[contact.pk][1].take_over(person)
            else:
                met[contact.pk] = (contact, person)
        return list(met.values())

    @staticmethod
    def _keep_primaries(contact: Contact, person: Person) -> None:
        """Let another address than the contact's own be a further one, and what stood in for a primary one too."""
        if contact.email_key and person.email_key != contact.email_key:
            person.demote("email")
        for medium in person.promoted:
            if getattr(contact, medium) not in ("", person.values.get(medium)):
                person.demote(medium)
        if person.points:
            for medium in POINTS:
                person.points.pop((medium, point_key(medium, getattr(contact, medium))), None)

    def _merged(self, people: list[Person]) -> dict[str, Person]:
        """Return the people by identity; who stands in several rows, by whichever of their addresses, is one."""
        merged: dict[str, Person] = {}
        further: dict[str, str] = {}
        some_have_several = any(person.points for person in people)
        for person in people:
            self._give_defaults(person)
            identity = person.identity
            if some_have_several:
                keys = person.email_keys
                identity = next((further[key] for key in keys if key in further), identity)
                further |= dict.fromkeys(keys, identity)
            if identity in merged:
                merged[identity].take_over(person)
                self.tally.updated += 1
            else:
                merged[identity] = person
        return merged

    def _give_defaults(self, person: Person) -> None:
        """Give a person what the whole import has in common."""
        if tags := self.of.defaults.get("tags"):
            person.words["tags"] |= set(tags)
        person.kinds |= self.of.defaults.get("kinds", 0)
        if source := self.of.defaults.get("source"):
            person.values.setdefault("source", source)

    def _known(self, people: list[Person]) -> dict[str, Contact]:
        """Return the contacts that are these people already, by identity."""
        pool = Contact.objects.of(self.workspace).select_related("company")
        known = self._known_by_address(people)
        without = [person for person in people if not person.email_key]
        links = [page for person in without if (page := person.values.get("link"))]
        if links:
            known |= {f"link {contact.link}": contact for contact in pool.filter(link__in=links)}
        names = [sortable(person.values["name"]) for person in without if not person.values.get("link")]
        if names:
            known |= {
                identity_by_name(contact.name, contact.company.name if contact.company else "", contact.phone): contact
                for contact in pool.filter(name_key__in=names, email_key=None, link="")
            }
        return known

    def _known_by_address(self, people: list[Person]) -> dict[str, Contact]:
        """Return the contacts that have one of the addresses, as their primary or a further one, by identity."""
        keys = [key for person in people for key in person.email_keys]
        pool = Contact.objects.of(self.workspace).select_related("company")
        having: dict[str, Contact] = {contact.email_key or "": contact for contact in pool.filter(email_key__in=keys)}
        if ContactPoint.objects.filter(workspace=self.workspace, medium=ContactPoint.Medium.EMAIL).exists():
            points = ContactPoint.objects.emails(self.workspace, keys).select_related("contact__company")
            having |= {point.key: point.contact for point in points}
        self._owners = {key: contact.pk for key, contact in having.items()}
        return {
            person.identity: having[key] for person in people for key in reversed(person.email_keys) if key in having
        }

    def _create(self, people: list[Person]) -> list[int]:
        """Create people who are not known and return their ids."""
        if not people:
            return []
        first = reserve_ids(Contact, len(people))
        ids = list(range(first, first + len(people)))
        blank = (
            dict.fromkeys(_WRITTEN, "")
            | {"company_id": None, "email_key": None, "custom": {}, "derived": 0}
            | self._blank_rarer()
        )
        load(
            Contact,
            (*_ALSO_NEW, *(name.removesuffix("_id") for name in blank)),
            (
                (pk, self.workspace.pk, self.now, *(blank | self._new(person, blank)).values())
                for pk, person in zip(ids, people, strict=True)
            ),
        )
        self.tally.created += len(people)
        return ids

    def _blank_rarer(self) -> dict[str, Any]:
        """Return the columns that few spreadsheets fill and this one does, empty."""
        blank = {key: FIELDS[key].blank if key in FIELDS else None for key in self._rarer}
        return blank | {_CHECKED[state]: None for state in self._states}

    def _new(self, person: Person, blank: dict[str, Any]) -> dict[str, Any]:
        """Return what is written of a person who is not known, with what title and place stand for."""
        columns = self._columns(person, present=blank)
        columns["derived"] = self._terms.complete(columns)
        return columns

    def _columns(self, person: Person, *, present: dict[str, Any]) -> dict[str, Any]:
        """Return what is written of a person, by column."""
        columns = {key: value for key, value in person.values.items() if key != "company_name"}
        if company := self._employers.named(person) or (
            None if present["company_id"] else self._employers.at_address(person)
        ):
            columns["company_id"] = company
        if name := person.values.get("name"):
            columns["name_key"] = sortable(name)[:240]
        if key := person.email_key:
            columns["email_key"] = key
        for state in self._states:
            if columns.get(state, "") not in ("", present[state]):
                columns[_CHECKED[state]] = self.now
        return columns | {"kinds": person.kinds, "custom": present["custom"] | person.own, "updated_at": self.now}

    def _update(self, pairs: list[tuple[Contact, Person]]) -> list[int]:
        """Update who is known, by the import's policy, and return the ids of those who changed."""
        if self.policy == "skip":
            self.tally.unchanged += len(pairs)
            return []
        rows: list[tuple[Any, ...]] = []
        stages: dict[tuple[str, str], list[int]] = defaultdict(list)
        written = (*_WRITTEN, *self._blank_rarer())
        for contact, person in pairs:
            present = {name: getattr(contact, name) for name in written}
            columns = self._columns(person, present=present)
            columns["kinds"] |= present["kinds"]
            derived = present["derived"]
            if self.policy == "fill":
                # What was only read from title or place makes room for what the file says.
                columns = {
                    n: v
                    for n, v in columns.items()
                    if present[n] in _NOTHING or n in ("kinds", "updated_at") or derived & BITS.get(n, 0)
                }
                columns["custom"] = person.own | present["custom"]
            given = sum(bit for key, bit in BITS.items() if columns.get(key, present[key]) != present[key])
            anew = present | columns
            columns["derived"] = self._terms.complete(anew, derived=derived & ~given)
            columns |= {key: anew[key] for key in BITS if anew[key] != present[key]}
            if all(columns[name] == present[name] for name in columns if name != "updated_at"):
                self.tally.unchanged += 1
                continue
            for ladder in STAGE_FIELDS:
                if columns.get(ladder, present[ladder]) != present[ladder]:
                    stages[ladder, columns.pop(ladder)].append(contact.pk)
            rows.append((contact.pk, *(present | columns).values()))
            self.tally.updated += 1
        rewrite(Contact, [name.removesuffix("_id") for name in written], rows)
        for (ladder, value), ids in stages.items():
            Contact.objects.filter(pk__in=ids).set_field(ladder, value, at=self.now, by=self.of.created_by)
        return [row[0] for row in rows]

    def _hang(self, people: dict[int, Person], *, new: set[int]) -> None:
        """Hang words on contacts, given by id."""
        for key, hanging in HANGING.items():
            had: dict[str, list[int]] = defaultdict(list)
            for pk, person in people.items():
                for name in person.words.get(key, ()):
                    had[name].append(pk)
            if key == "tags":
                self._tag(had)
            elif had:
                self._tie(hanging, had, new=new)

    def _tag(self, had: dict[str, list[int]]) -> None:
        """Hang tags, each with its event."""
        for name, ids in had.items():
            tag = Tag.objects.named(self.workspace, name)
            Contact.objects.filter(pk__in=ids).add_tag(tag, at=self.now, by=self.of.created_by)

    def _tie(self, hanging: Hanging, had: dict[str, list[int]], *, new: set[int]) -> None:
        """Tie words of another family to contacts."""
        words = hanging.word.objects.ids_by_key(self.workspace, had)
        pairs = {(pk, words[hanging.word.key_of(name)]) for name, ids in had.items() for pk in ids}
        load(hanging.link, ("contact", hanging.column), [pair for pair in pairs if pair[0] in new])
        hanging.link.objects.bulk_create(
            (hanging.link(**{"contact_id": pk, f"{hanging.column}_id": word}) for pk, word in pairs if pk not in new),
            ignore_conflicts=True,
        )

    def _reach(self, people: dict[int, Person], *, new: set[int]) -> None:
        """Write further addresses, numbers and pages; an address that another contact has stays theirs."""
        if not any(person.points for person in people.values()):
            return
        for pk, person in people.items():
            if person.email_key:
                self._owners.setdefault(person.email_key, pk)
        wanted = [
            (pk, point)
            for pk, person in people.items()
            if pk in new or self.policy != "skip"
            for point in person.points.values()
            if point.medium != "email" or self._owners.setdefault(point.key, pk) == pk
        ]
        ContactPoint.objects.add(self.workspace, wanted, at=self.now, is_gap_filling=self.policy == "fill")

    def _record(self, created: list[int], changed: list[int]) -> None:
        """Write the import on the timeline of everybody in it."""
        facts = {"import": self.of.pk, "file": self.of.filename}
        by = self.of.created_by
        if created:
            # Their ids were set aside together, so a range names them, faster than a list.
            new = Contact.objects.filter(pk__range=(created[0], created[-1]))
            how = _("by importing %(file)s") % {"file": self.of.filename}
            new.record("contact.created", at=self.now, data=facts | {"how": how}, by=by)
        if changed:
            Contact.objects.filter(pk__in=changed).record("contact.imported", at=self.now, data=facts, by=by)
