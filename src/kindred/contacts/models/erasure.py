"""Erasing people for good: who asked, how far it is, and what was removed."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import AuditEntry, User, Workspace
from kindred.contacts.erased_file import remember
from kindred.contacts.errors import NobodyToErase
from kindred.contacts.following import tell_followers
from kindred.contacts.models.contact import Contact, ContactQuerySet, identities_of
from kindred.contacts.models.erased_mark import ErasedMark, hashed
from kindred.jobs.models import LeasedModel, LeasedQuerySet
from kindred.jobs.wake import wake
from kindred.kit.db.gate import close_gate
from kindred.kit.db.insert_select import insert_select

#: People in one transaction.
BATCH = 200
LEASE = timedelta(seconds=120)
#: Words so short could be anybody's.
SHORT = 4


class ErasureQuerySet(LeasedQuerySet["Erasure"]):
    """Erasures."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to those of a workspace."""
        return self.filter(workspace=workspace)

    def unfinished(self) -> Self:
        """Narrow to those with work left."""
        return self.filter(finished_at=None)

    @transaction.atomic
    def start(
        self,
        contacts: ContactQuerySet,
        *,
        workspace: Workspace,
        reason: str,
        now: datetime,
        by: User | None = None,
        via: str = "",
        note: str = "",
    ) -> "Erasure":
        """Promise to erase contacts of a workspace; a worker does it.

        Raises NobodyToErase.
        """
        erasure = self.create(
            workspace=workspace, reason=reason, note=note[:300], by=by, via=via[:100], requested_at=now
        )
        people = contacts.filter(workspace=workspace).order_by()
        erasure.total = insert_select(ToErase, people, {"erasure": erasure.pk, "contact_id": F("pk")})
        if not erasure.total:
            raise NobodyToErase
        erasure.save(update_fields=["total"])
        wake()
        return erasure


class Erasure(LeasedModel):
    """People erased for good: the certificate of it names nobody."""

    class Reason(models.TextChoices):
        """Why."""

        REQUEST = "request", _("They asked to be erased (Article 17)")
        OBJECTION = "objection", _("They object to being kept (Article 21)")
        RETENTION = "retention", _("Kept as long as the retention rule says")
        UNLAWFUL = "unlawful", _("They should not have been kept")
        RESTORED = "restored", _("Erased before, and brought back by a restored backup")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="erasures")
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    #: Such as the number of the request; it stays, so it names nobody.
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    #: What asked where nobody did: "retention", "kindred erase".
    via = models.CharField(max_length=100, blank=True)
    requested_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    #: Rows and files removed or emptied, by what they are.
    counts = models.JSONField(default=dict)
    #: Imports that brought these people: their files go when the people have gone.
    imports = models.JSONField(default=list)
    #: When the last traces in free space of the database were overwritten (SQLite).
    swept_at = models.DateTimeField(null=True, blank=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("workspace", "-id"), name="erasures_page"),)

    def __str__(self) -> str:
        return f"erasure {self.pk}"

    @property
    def is_over(self) -> bool:
        """Whether everybody is erased."""
        return self.finished_at is not None

    @transaction.atomic
    def erase_batch(self, *, now: datetime) -> int:
        """Erase the next people and return how many were left to do; what hangs on them goes in the same transaction."""
        ids = list(self.people.order_by("contact_id").values_list("contact_id", flat=True)[:BATCH])
        if not ids:
            return 0
        # Nothing more is handed over to them once this has committed.
        close_gate(self.workspace_id)
        people = Contact.objects.filter(pk__in=ids, workspace=self.workspace_id)
        erasing = Erasing.of(people, workspace=self.workspace)
        if erasing.ids:
            digests = hashed(erasing.identities, workspace=self.workspace).values()
            ErasedMark.objects.bulk_create(
                (ErasedMark(workspace=self.workspace, digest=digest, at=now) for digest in digests),
                ignore_conflicts=True,
            )
            remember(digests, workspace=self.workspace, at=now)
            tell_followers("contact.erased", contacts=people, at=now, data={"erasing": erasing}, by=self.by)
        self.people.filter(contact_id__in=ids).delete()
        self.done += len(ids)
        self.counts = dict(Counter(self.counts) + erasing.counts)
        self.imports = sorted({*self.imports, *erasing.imports})
        self.save(update_fields=["done", "counts", "imports"])
        return len(ids)

    @transaction.atomic
    def finish(self, *, now: datetime, more: Counter[str]) -> None:
        """Note that everybody is erased."""
        self.counts, self.finished_at = dict(Counter(self.counts) + more), now
        self.claimed_by, self.claimed_until = "", None
        self.save(update_fields=["counts", "finished_at", "claimed_by", "claimed_until"])
        facts = {"count": self.done, "reason": str(self.reason), "counts": self.counts}
        AuditEntry.objects.append(
            "contacts.erased",
            workspace=self.workspace,
            now=now,
            by=self.by,
            via=self.via,
            about=f"erasure {self.pk}",
            facts=facts,
        )


class ToErase(models.Model):
    """A contact that an erasure has still to erase; the row goes with the contact."""

    pk = models.CompositePrimaryKey("erasure_id", "contact_id")
    erasure = models.ForeignKey(Erasure, models.CASCADE, db_index=False, related_name="people")
    contact_id = models.BigIntegerField()

    objects: ClassVar[models.Manager["ToErase"]] = models.Manager()

    def __str__(self) -> str:
        return f"contact {self.contact_id}"


class Erasing:
    """People being erased in one transaction: what rooms need to know, and what they count."""

    def __init__(self, *, workspace: Workspace, people: list[Contact]) -> None:
        self.workspace = workspace
        self.ids = [person.pk for person in people]
        #: Texts by which a person can be recognised wherever they stand.
        self.words = {word for person in people for word in _words(person)}
        further = [point for person in people for point in person.points.all()]
        #: Names alone, which others may have, too.
        self.names = {name for person in people for name in (person.first_name, person.last_name) if len(name) > 1}
        self.addresses = {person.email for person in people if person.email}
        self.addresses |= {point.value for point in further if point.medium == point.Medium.EMAIL}
        self.words |= {word for point in further for word in (point.value, point.key) if len(word) > SHORT}
        #: By which they would be known if they came again.
        self.identities = {identity for person in people for identity in identities_of(person, person.points.all())}
        self.counts: Counter[str] = Counter(Contact=len(people))
        self.imports: set[int] = set()

    @classmethod
    def of(cls, people: ContactQuerySet, *, workspace: Workspace) -> Self:
        """Take people in hand."""
        rows = people.select_for_update(of=("self",)).prefetch_related("points").order_by("pk")
        return cls(workspace=workspace, people=list(rows))

    def delete(self, rows: "models.QuerySet[Any, Any]") -> None:
        """Delete rows of theirs, on which nothing else hangs."""
        self.count(rows.model.__name__, rows._raw_delete(rows.db))  # noqa: SLF001 (the collector would read every row)

    def empty(self, rows: "models.QuerySet[Any, Any]", **values: Any) -> None:
        """Take out of rows of theirs what says anything about them; that they were there stays, and is counted."""
        self.count(rows.model.__name__, rows.update(**values))

    def count(self, what: str, number: int) -> None:
        """Count what goes."""
        if number:
            self.counts[what] += number


def _words(person: Contact) -> set[str]:
    """Return the texts by which a person can be recognised."""
    whole = {person.email, person.email_key or "", person.phone, person.link, person.name}
    return {word for word in whole if len(word) > SHORT}
