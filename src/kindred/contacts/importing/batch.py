"""A batch of people into the pool: who is known is updated, who is not is created, in a few statements."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kindred.contacts.fields import STAGE_FIELDS
from kindred.contacts.importing.cells import Person, identity_by_name
from kindred.contacts.keys import sortable
from kindred.contacts.models import Company, Contact, ContactSkill, Import, Skill, Tag
from kindred.kit.db.load import load, reserve_ids, rewrite

#: Columns an import writes; `company` is found by its name.
_WRITTEN = (
    "first_name", "last_name", "name", "name_key", "email", "email_key", "phone", "title", "department", "seniority",
    "company_id", "decision_role", "location", "city", "region", "country", "timezone", "language", "link",
    "candidate_state", "lifecycle_stage", "source", "kinds", "custom", "updated_at",
)  # fmt: skip
_ALSO_NEW = ("id", "workspace", "created_at")


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

    def write(self, people: Iterable[Person]) -> Tally:
        """Write people and return how many were new, changed or as they were. Call it inside a transaction."""
        merged = self._merged(people)
        self._companies = Company.objects.ids_by_key(
            self.workspace, (person.values.get("company_name", "") for person in merged.values())
        )
        known = self._known(list(merged.values()))
        fresh = [person for identity, person in merged.items() if identity not in known]
        new_ids = self._create(fresh)
        met = self._met(merged, known)
        changed = self._update(met)
        people_by_id = dict(zip(new_ids, fresh, strict=True)) | {contact.pk: person for contact, person in met}
        self._hang(people_by_id, new=set(new_ids))
        self._record(new_ids, changed)
        return self.tally

    def _met(self, merged: dict[str, Person], known: dict[str, Contact]) -> list[tuple[Contact, Person]]:
        """Return those who are known, each once, also who is known by address in one row and by link in another."""
        met: dict[int, tuple[Contact, Person]] = {}
        for identity, person in merged.items():
            contact = known.get(identity)
            if contact and contact.pk in met:
                met[contact.pk][1].take_over(person)
            elif contact:
                met[contact.pk] = (contact, person)
        return list(met.values())

    def _merged(self, people: Iterable[Person]) -> dict[str, Person]:
        """Return the people by identity; who stands in several rows is one."""
        merged: dict[str, Person] = {}
        for person in people:
            self._give_defaults(person)
            if person.identity in merged:
                merged[person.identity].take_over(person)
                self.tally.updated += 1
            else:
                merged[person.identity] = person
        return merged

    def _give_defaults(self, person: Person) -> None:
        """Give a person what the whole import has in common."""
        person.tags |= set(self.of.defaults.get("tags", ()))
        person.kinds |= self.of.defaults.get("kinds", 0)
        if source := self.of.defaults.get("source"):
            person.values.setdefault("source", source)

    def _known(self, people: list[Person]) -> dict[str, Contact]:
        """Return the contacts that are these people already, by identity."""
        pool = Contact.objects.of(self.workspace).select_related("company")
        keys = [key for person in people if (key := person.email_key)]
        known = {f"email {contact.email_key}": contact for contact in pool.filter(email_key__in=keys)}
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

    def _create(self, people: list[Person]) -> list[int]:
        """Create people who are not known and return their ids."""
        if not people:
            return []
        first = reserve_ids(Contact, len(people))
        ids = list(range(first, first + len(people)))
        blank = dict.fromkeys(_WRITTEN, "") | {"company_id": None, "email_key": None}
        load(
            Contact,
            ("last_contacted_at", *_ALSO_NEW, *(name.removesuffix("_id") for name in _WRITTEN)),
            (
                (None, pk, self.workspace.pk, self.now, *(blank | self._columns(person, own={})).values())
                for pk, person in zip(ids, people, strict=True)
            ),
        )
        self.tally.created += len(people)
        return ids

    def _columns(self, person: Person, *, own: dict[str, Any]) -> dict[str, Any]:
        """Return what is written of a person, by column."""
        columns = {key: value for key, value in person.values.items() if key != "company_name"}
        if company := person.values.get("company_name"):
            columns["company_id"] = self._companies.get(Company.key_of(company))
        if name := person.values.get("name"):
            columns["name_key"] = sortable(name)[:240]
        if key := person.email_key:
            columns["email_key"] = key
        return columns | {"kinds": person.kinds, "custom": own | person.own, "updated_at": self.now}

    def _update(self, pairs: list[tuple[Contact, Person]]) -> list[int]:
        """Update who is known, by the import's policy, and return the ids of those who changed."""
        if self.policy == "skip":
            self.tally.unchanged += len(pairs)
            return []
        rows: list[tuple[Any, ...]] = []
        stages: dict[tuple[str, str], list[int]] = defaultdict(list)
        for contact, person in pairs:
            present = {name: getattr(contact, name) for name in _WRITTEN}
            columns = self._columns(person, own=present["custom"])
            columns["kinds"] |= present["kinds"]
            if self.policy == "fill":
                columns = {n: v for n, v in columns.items() if not present[n] or n in ("kinds", "updated_at")}
                columns["custom"] = person.own | present["custom"]
            if all(columns[name] == present[name] for name in columns if name != "updated_at"):
                self.tally.unchanged += 1
                continue
            for ladder in STAGE_FIELDS:
                if columns.get(ladder, present[ladder]) != present[ladder]:
                    stages[ladder, columns.pop(ladder)].append(contact.pk)
            rows.append((contact.pk, *(present | columns).values()))
            self.tally.updated += 1
        rewrite(Contact, [name.removesuffix("_id") for name in _WRITTEN], rows)
        for (ladder, value), ids in stages.items():
            Contact.objects.filter(pk__in=ids).set_field(ladder, value, at=self.now, by=self.of.created_by)
        return [row[0] for row in rows]

    def _hang(self, people: dict[int, Person], *, new: set[int]) -> None:
        """Hang tags and skills on contacts, given by id."""
        tagged: dict[str, list[int]] = defaultdict(list)
        names: set[str] = set()
        for pk, person in people.items():
            names |= person.skills
            for tag in person.tags:
                tagged[tag].append(pk)
        for tag, ids in tagged.items():
            Contact.objects.filter(pk__in=ids).add_tag(
                Tag.objects.named(self.workspace, tag), at=self.now, by=self.of.created_by
            )
        if not names:
            return
        skills = Skill.objects.ids_by_key(self.workspace, names)
        pairs = {(pk, skills[Skill.key_of(name)]) for pk, person in people.items() for name in person.skills}
        load(ContactSkill, ("contact", "skill"), [pair for pair in pairs if pair[0] in new])
        ContactSkill.objects.bulk_create(
            (ContactSkill(contact_id=pk, skill_id=skill) for pk, skill in pairs if pk not in new),
            ignore_conflicts=True,
        )

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
