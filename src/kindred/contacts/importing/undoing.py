"""Taking an import back: who came with it goes, unless something has happened to them since; what it changed returns.

Followers of `import.taken_back` (config/followers.py) take back what came of it in their rooms.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from kindred.contacts.claim import Claim
from kindred.contacts.event_kinds import kind_of
from kindred.contacts.following import tell_followers
from kindred.contacts.importing.met import as_json
from kindred.contacts.models import (
    Basis,
    Company,
    CompanyDomain,
    Contact,
    ContactPoint,
    Event,
    Evidence,
    ExternalId,
    Import,
    ImportBatch,
    ImportChange,
    Tag,
)
from kindred.contacts.models.hanging import HANGING
from kindred.contacts.provenance import Provenance, fields_of, noted, nothing_of, own_changed
from kindred.kit.db.among import Among
from kindred.kit.db.dependents import references_to
from kindred.kit.db.update_rows import update_rows

#: What followers are told of those who were here before; it stands on no timeline.
TAKEN_BACK = "import.taken_back"
#: What is written on the timeline of those whose values return.
UNDONE = kind_of("import.undone").key
#: What follows from an import by itself: where nobody did it, it is no reason to keep somebody.
_AFTERMATH = (
    "cohort.entered", "cohort.left", "enrollment.started", "enrollment.completed", "enrollment.exited",
    "enrollment.failed", "enrollment.paused", "enrollment.resumed", "enrollment.retried", "step.reached", "goal.met",
    "message.queued", "message.cancelled", "message.suppressed", "message.deferred", "tag.added", "tag.removed",
    "field.changed", "stage.reached", "task.created",
)  # fmt: skip


class Undoing:
    """Takes an import back, batch by batch."""

    def __init__(self, of: Import) -> None:
        self.of, self.workspace, self.by = of, of.workspace, of.undone_by
        basis = of.defaults.get("basis")
        self._claim = Claim.from_json(basis) if basis else None
        self._facts = {"import": of.pk, "file": of.filename}

    def take_back(self, batch: ImportBatch, current: Import, *, now: datetime) -> None:
        """Take one batch back, and count what came of it. Call it inside a transaction."""
        batch.contact_import = self.of
        gone = list(batch.created().exclude(Exists(self.touches(batch))).values_list("pk", flat=True))
        Contact.objects.filter(Among("pk", gone)).delete()
        current.removed += len(gone)
        current.left_alone += batch.created().count()
        met = list(batch.changes.order_by("pk"))
        current.put_back += self._put_back([change for change in met if change.after], now=now)
        self._take_off(met, batch, now=now)
        if met:
            self._take_out(batch, now=now)
        self._tell_companies(batch, now=now)
        batch.changes.all().delete()
        batch.is_undone = True
        batch.save(update_fields=["is_undone"])

    def sweep(self) -> None:
        """Remove the words that came with the import and that nobody uses."""
        made: dict[str, set[int]] = defaultdict(set)
        for one in self.of.batches.exclude(made={}).values_list("made", flat=True):
            for key, ids in one.items():
                made[key] |= set(ids)
        for key, model in _WORDS.items():
            rows = model.objects.filter(Among("pk", list(made[key])), workspace=self.workspace)
            unreferenced(rows, but=(CompanyDomain,)).delete()
        unreferenced(Evidence.objects.filter(workspace=self.workspace)).delete()

    def touches(self, batch: ImportBatch) -> QuerySet[Event]:
        """Return what has happened to the contact at hand since, beyond the import and what follows by itself."""
        by_itself = Q(by=None, kind__in=_AFTERMATH)
        return Event.objects.filter(~Q(at=batch.at) & self._not_ours & ~by_itself, contact=OuterRef("pk"))

    @property
    def _not_ours(self) -> Q:
        """The condition that an event is none of the import's."""
        return Q(data__import__isnull=True) | ~Q(data__import=self.of.pk)

    def _put_back(self, changes: list[ImportChange], *, now: datetime) -> int:
        """Put back the values that are still those of the import; return for how many contacts there were any."""
        columns = {column for change in changes for column in change.after} | {"custom", "provenance"}
        rows = Contact.objects.filter(Among("pk", [change.contact_id for change in changes])).order_by("pk")
        present = {row.pop("pk"): row for row in rows.select_for_update().values("pk", *columns)}
        back = {change.contact_id: change.undone(as_json(present[change.contact_id])) for change in changes}
        self._leave_what_is_taken(back)
        changed = {
            pk: values | {"provenance": self._as_created(values, present[pk]), "updated_at": now}
            for pk, values in back.items()
            if values
        }
        update_rows(Contact, changed)
        if changed:
            returned = Contact.objects.filter(Among("pk", list(changed)))
            returned.record(UNDONE, at=now, data=self._facts, by=self.by)
        return len(changed)

    @staticmethod
    def _as_created(values: dict[str, Any], present: dict[str, Any]) -> Provenance:
        """Return where values come from, once these are back: they count as known since the contact was created."""
        own = own_changed(present["custom"], values["custom"]) if "custom" in values else ()
        return noted(present["provenance"], nothing_of(fields_of(values, own=own)))

    def _leave_what_is_taken(self, back: dict[int, dict[str, Any]]) -> None:
        """Leave out an address that somebody else has by now, and a company that is no more."""
        keys = {values["email_key"] for values in back.values() if values.get("email_key")}
        owners = dict(
            Contact.objects.of(self.workspace).filter(Among("email_key", keys)).values_list("email_key", "pk")
        )
        companies = {values["company_id"] for values in back.values() if values.get("company_id")}
        there = set(Company.objects.filter(Among("pk", companies)).values_list("pk", flat=True))
        for pk, values in back.items():
            if owners.get(values.get("email_key") or "", pk) != pk:
                del values["email_key"]
                values.pop("email", None)
            if values.get("company_id") and values["company_id"] not in there:
                del values["company_id"]

    def _take_off(self, changes: list[ImportChange], batch: ImportBatch, *, now: datetime) -> None:
        """Take off what was hung on contacts, unless a person has hung it there again since."""
        for key, hanging in HANGING.items():
            holders: dict[int, list[int]] = defaultdict(list)
            for change in changes:
                for word in change.hung.get(key, ()):
                    holders[word].append(change.contact_id)
            if key == "tags":
                self._take_off_tags(holders, batch, now=now)
                continue
            for word, ids in holders.items():
                hanging.link.objects.filter(Among("contact_id", ids), **{hanging.column: word}).delete()
        ids = [change.contact_id for change in changes]
        values = [change.hung["external_id"] for change in changes if "external_id" in change.hung]
        ExternalId.objects.filter(Among("contact_id", ids), Among("value", values)).delete()
        ContactPoint.objects.filter(Among("contact_id", ids), created_at=batch.at).delete()
        for change in changes:
            for pk, (_contact, *before), (_same, *after) in change.hung.get("points", ()):
                present = ContactPoint.objects.filter(pk=pk, type=after[0], state=after[1])
                present.update(type=before[0], state=before[1])

    def _take_off_tags(self, holders: dict[int, list[int]], batch: ImportBatch, *, now: datetime) -> None:
        """Take off tags, and tell those who follow tags."""
        for tag in Tag.objects.filter(Among("pk", list(holders))):
            later = Event.objects.filter(kind="tag.added", at__gt=batch.at, data__id=tag.pk)
            again = later.filter(self._not_ours, contact=OuterRef("pk"))
            having = Contact.objects.filter(~Exists(again), Among("pk", holders[tag.pk]))
            having.remove_tag(tag, at=now, by=self.by)

    def _tell_companies(self, batch: ImportBatch, *, now: datetime) -> None:
        """Give companies back what was there, as far as what the import told them is still there."""
        for pk, before, after, domain in batch.companies:
            company = Company.objects.filter(pk=pk, workspace=self.workspace).first()
            if company is None:
                continue
            back = {key: before[key] for key, value in after.items() if getattr(company, key) == value}
            Company.objects.filter(pk=pk).update(**back, updated_at=now)
            if domain and "domain" in back:
                company.domains.filter(domain=domain).delete()

    def _take_out(self, batch: ImportBatch, *, now: datetime) -> None:
        """Take back what the import gave to those who were here before: their legal basis, and where they were put."""
        contacts = Contact.objects.filter(pk__in=batch.changes.values("contact"))
        if self._claim:
            written = Basis.objects.filter(contact__in=contacts, recorded_at=batch.at, purpose=self._claim.purpose)
            if written.delete()[0]:
                Basis.objects.settle(contacts)
        if into := self.of.defaults.get("into"):
            facts = self._facts | {"into": into, "imported_at": batch.at}
            tell_followers(TAKEN_BACK, contacts=contacts, at=now, data=facts, by=self.by, workspace=self.workspace)


def unreferenced(rows: QuerySet[Any], *, but: Collection[Any] = ()) -> QuerySet[Any]:
    """Narrow to rows that nothing refers to; `but` are parts of them that go along."""
    for way in (models.CASCADE, models.SET_NULL, models.PROTECT, models.RESTRICT):
        for reference in references_to(rows.model, on_delete=way):
            if reference.model not in but:
                referring: QuerySet[Any] = models.QuerySet(reference.model).filter(**{reference.name: OuterRef("pk")})
                rows = rows.exclude(Exists(referring))
    return rows


_WORDS: dict[str, Any] = {"companies": Company, **{key: hanging.word for key, hanging in HANGING.items()}}
