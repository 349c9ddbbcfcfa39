"""Batches of people into the pool: who is known is updated, who is not is created, in a few statements."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Min
from django.utils.translation import gettext as _

from kindred.contacts.claim import Claim
from kindred.contacts.event_kinds import kind_of
from kindred.contacts.fields import FIELDS, STAGE_FIELDS
from kindred.contacts.following import tell_followers
from kindred.contacts.importing.cells import Refusal
from kindred.contacts.importing.employers import Employers
from kindred.contacts.importing.hanging import HangingOn
from kindred.contacts.importing.known import Known, brought_together
from kindred.contacts.importing.met import Met, as_json
from kindred.contacts.importing.person import Person
from kindred.contacts.importing.policy import Policy
from kindred.contacts.importing.words import Words
from kindred.contacts.models import Company, Contact, Correction, Event, Import, ImportBatch, ImportChange
from kindred.contacts.provenance import IMPORT, Provenance, fields_of, note, noted
from kindred.kit.db.among import Among
from kindred.kit.db.gate import ADDRESSES, close_gate
from kindred.kit.db.load import load, reserve_ids, rewrite

#: Columns that most lists fill; `company` is found by its name. Rarer ones are written where a list has them.
USUAL = (
    "first_name", "last_name", "name", "name_key", "email", "email_key", "phone", "title", "department", "seniority",
    "company_id", "decision_role", "location", "city", "state", "region", "country", "timezone", "language", "link",
    "candidate_state", "lifecycle_stage", "source", "kinds", "custom", "derived",
)  # fmt: skip
_BLANK: dict[str, Any] = dict.fromkeys(USUAL, "") | {
    "company_id": None, "email_key": None, "kinds": 0, "custom": {}, "derived": 0,
}  # fmt: skip
_KNOWN = {*USUAL, "company_name"}
_ALSO_NEW = ("id", "workspace", "created_at", "updated_at")
#: When it was found out what is known of an address or a number.
CHECKED = {"email_state": "email_checked_at", "phone_state": "phone_checked_at"}
#: What those who follow an import are told, once for each batch; it stands on no timeline.
READ = "import.read"
TAGGED = kind_of("tag.added").key


@dataclass(kw_only=True)
class Tally:
    """What came of some rows."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)


class Batches:
    """Writes the people of an import, batch by batch. Not to be used after a fault: what it knows may be gone."""

    def __init__(self, of: Import) -> None:
        self.of, self.workspace, self.by = of, of.workspace, of.created_by
        self._policy = Policy.from_json(of.defaults)
        system: str = of.defaults.get("system") or of.preset
        self._known = Known(self.workspace, system=system)
        created = of.batches.filter(last_contact_id__gt=0)
        self._known.first_new = created.aggregate(first=Min("first_contact_id"))["first"]
        self._hanging = HangingOn(self.workspace, system=system, policy=self._policy)
        self._companies = Words(Company.objects, self.workspace)
        self._terms = Correction.objects.terms(self.workspace)
        basis = of.defaults.get("basis")
        self._claim = Claim.from_json(basis) if basis else None
        #: Whether everybody in the file gets something that is not among their values.
        self._reaches_all = bool(self._claim or any(of.defaults.get("into", {}).values()))
        #: What every event of the import says.
        self._facts = {"import": of.pk, "file": of.filename}

    def write(self, people: Iterable[Person], *, now: datetime) -> Tally:
        """Write people and return what came of their rows. Call it inside a transaction."""
        tally = Tally()
        close_gate(self.workspace.pk, rule=ADDRESSES)
        several = self._brought_together(people)
        # Columns that few lists fill are only written where one does.
        rarer = sorted({key for person in several for key in person.values} - _KNOWN)
        self._blank = _BLANK | {key: FIELDS[key].blank if key in FIELDS else None for key in rarer}
        self._states = [key for key in rarer if key in CHECKED]
        self._blank |= {CHECKED[state]: None for state in self._states}
        fresh, met = self._parted(several, tally)
        everybody = [*fresh, *(one.person for one in met)]
        self._employers = Employers(self._companies, everybody, now=now, policy=self._policy)
        batch = ImportBatch(contact_import=self.of, at=now, companies=self._employers.changes)
        self._create(fresh, batch, now=now)
        changed = self._update(met, now=now)
        tally.created = len(fresh)
        tally.updated += len(changed)
        tally.unchanged = len(met) - len(changed)
        tagged = self._hang(fresh, met, batch)
        self._keep(batch, met)
        self._tell(batch, changed, now=now)
        self._tell_of_tags(tagged, now=now)
        self._pass_on(batch, now=now)
        return tally

    def _brought_together(self, people: Iterable[Person]) -> list[Person]:
        """Return each person once, with what the whole import has in common."""
        merged, tags = brought_together(people), set(self.of.defaults.get("tags", ()))
        for person in merged:
            if tags:
                person.words["tags"] |= tags
            person.kinds |= self.of.defaults.get("kinds", 0)
        return merged

    def _parted(self, people: list[Person], tally: Tally) -> tuple[list[Person], list[Met]]:
        """Part those who are new from those who are here, each once; who can be neither is refused."""
        found = self._known.find(people)
        present = self._present(set(found.values()))
        met: dict[int, Met] = {}
        fresh = []
        for place, person in enumerate(people):
            pk = found.get(place)
            if reason := self._objection(person, pk):
                tally.refused += [Refusal(row=row, reason=reason) for row in person.rows]
                continue
            # Who stands in several rows is one, and each row after the first changes them.
            tally.updated += len(person.rows) - 1
            if pk is None:
                fresh.append(person)
                continue
            one = Met(pk=pk, person=person, present=present[pk])
            one.keep_primaries()
            if pk in met:
                # Known by address in one row, and by link in another.
                met[pk].person.take_over(person)
            else:
                met[pk] = one
        return fresh, list(met.values())

    def _present(self, ids: set[int]) -> dict[int, dict[str, Any]]:
        """Return what is here of contacts, held until the batch is written."""
        if not ids:
            return {}
        rows = Contact.objects.filter(Among("pk", list(ids))).order_by("pk").select_for_update()
        return {row.pop("pk"): row for row in rows.values("pk", "provenance", *self._blank)}

    def _objection(self, person: Person, pk: int | None) -> str:
        """Return why somebody can be neither created nor updated."""
        if pk is None and not (person.name_key or person.email_key or person.link):
            return _(
                "Nobody here has this number or id, and there is no name, e-mail address or link for a new contact."
            )
        if self._known.owners.get(person.email_key or "", pk) != pk:
            return _("“%(email)s” is the address of another contact.") % {"email": person.values["email"]}
        return ""

    def _create(self, people: list[Person], batch: ImportBatch, *, now: datetime) -> None:
        """Create people who are not known."""
        if not people:
            return
        first = reserve_ids(Contact, len(people))
        batch.first_contact_id, batch.last_contact_id = first, first + len(people) - 1
        self._known.first_new = self._known.first_new or first
        blank = self._blank | {"source": self.of.defaults.get("source", "")}
        load(
            Contact,
            (*_ALSO_NEW, *(name.removesuffix("_id") for name in blank)),
            (
                (pk, self.workspace.pk, now, now, *(blank | self._new(person, blank, now=now)).values())
                for pk, person in enumerate(people, start=first)
            ),
        )

    def _new(self, person: Person, blank: dict[str, Any], *, now: datetime) -> dict[str, Any]:
        """Return what is written of a person who is new, with what title and place stand for."""
        columns = self._columns(person, present=blank, now=now)
        columns["derived"] = self._terms.complete(columns)
        return columns

    def _columns(self, person: Person, *, present: dict[str, Any], now: datetime) -> dict[str, Any]:
        """Return what is written of a person, by column."""
        columns = dict(person.values)
        columns.pop("company_name", None)
        company = self._employers.named(person)
        if company or (not present["company_id"] and (company := self._employers.at_address(person))):
            columns["company_id"] = company
        if person.name_key:
            columns["name_key"] = person.name_key
        if person.email_key:
            columns["email_key"] = person.email_key
        if person.kinds:
            columns["kinds"] = person.kinds
        if person.own:
            columns["custom"] = person.own
        for state in self._states:
            if state in columns and columns[state] != present[state]:
                columns[CHECKED[state]] = now
        return columns

    def _update(self, met: list[Met], *, now: datetime) -> list[Met]:
        """Update who is known, by the import's policy, and return those who changed."""
        source = self.of.defaults.get("source")
        for one in met:
            columns = self._columns(one.person, present=one.present, now=now)
            if source and not one.present["source"]:
                columns.setdefault("source", source)
            one.change(columns, self._policy)
            if not self._policy.changes_nobody:
                one.complete(self._terms)
        changed = [one for one in met if one.after]
        written = [name for name in self._blank if any(name in one.after for one in changed)]
        rewrite(
            Contact,
            [*(name.removesuffix("_id") for name in written), "provenance", "updated_at"],
            (
                (one.pk, *(one.value(column) for column in written), self._provenance(one, now=now), now)
                for one in changed
            ),
        )
        for ladder in STAGE_FIELDS:
            reached: dict[str, list[int]] = defaultdict(list)
            for one in changed:
                if ladder in one.after:
                    reached[one.after[ladder]].append(one.pk)
            for value, ids in reached.items():
                facts = self._facts | {"ladder": ladder, "to": value}
                Contact.objects.filter(Among("pk", ids)).record("stage.reached", at=now, data=facts, by=self.by)
        return changed

    def _provenance(self, one: Met, *, now: datetime) -> Provenance:
        """Return where the values of somebody come from, now that the import has changed some."""
        keys = fields_of(one.after, own=one.after.get("custom", ()), derived=one.value("derived"))
        return noted(one.present["provenance"], note(keys, at=now, how=IMPORT, about=self.of.pk))

    def _hang(self, fresh: list[Person], met: list[Met], batch: ImportBatch) -> dict[int, list[int]]:
        """Hang on contacts what is none of their fields, and return who got each tag."""
        new = list(enumerate(fresh, start=batch.first_contact_id))
        tagged = self._hanging.hang_words(new, met)
        self._hanging.reach(new, met, owners=self._known.owners, at=batch.at)
        self._hanging.identify(new, met)
        made = {key: words.made() for key, words in (*self._hanging.words.items(), ("companies", self._companies))}
        batch.made = {key: ids for key, ids in made.items() if ids}
        return tagged

    def _keep(self, batch: ImportBatch, met: list[Met]) -> None:
        """Write down what was done, for the day it is taken back."""
        batch.save()
        load(
            ImportChange,
            ("batch", "contact", "before", "after", "hung"),
            (
                (batch.pk, one.pk, as_json(one.before), as_json(one.after), one.hung)
                for one in met
                if one.after or one.hung or one.person.points or self._reaches_all
            ),
        )

    def _tell(self, batch: ImportBatch, changed: list[Met], *, now: datetime) -> None:
        """Write the import on the timeline of everybody it created or changed."""
        if batch.last_contact_id >= batch.first_contact_id:
            how = _("by importing %(file)s") % {"file": self.of.filename}
            batch.created().record("contact.created", at=now, data=self._facts | {"how": how}, by=self.by)
        if changed:
            those = Contact.objects.filter(Among("pk", [one.pk for one in changed]))
            those.record("contact.imported", at=now, data=self._facts, by=self.by)

    def _tell_of_tags(self, tagged: dict[int, list[int]], *, now: datetime) -> None:
        """Write the tags on the timelines, and tell those who follow tags: once for each tag, whoever got it."""
        names = self._hanging.words["tags"]
        facts = {tag: self._facts | {"tag": names.name_of(tag), "id": tag} for tag in tagged}
        by = self.by and self.by.pk
        load(
            Event,
            ("workspace", "contact", "kind", "at", "by", "data"),
            ((self.workspace.pk, pk, TAGGED, now, by, facts[tag]) for tag, holders in tagged.items() for pk in holders),
        )
        for tag, holders in tagged.items():
            contacts = Contact.objects.filter(Among("pk", holders))
            tell_followers(TAGGED, contacts=contacts, at=now, data=facts[tag], by=self.by, workspace=self.workspace)

    def _pass_on(self, batch: ImportBatch, *, now: datetime) -> None:
        """Record the legal basis of everybody in the batch, and pass them on to where they shall go."""
        if self._claim:
            batch.contacts().record_basis(self._claim, workspace=self.workspace, now=now, by=self.by, on_timeline=False)
        if into := self.of.defaults.get("into"):
            facts = self._facts | {"into": into}
            tell_followers(READ, contacts=batch.contacts(), at=now, data=facts, by=self.by, workspace=self.workspace)
