"""Contacts taken out of the pool in such a way that they can be put back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef

from kindred.accounts.models import User, Workspace
from kindred.contacts.models.contact import Contact, ContactQuerySet
from kindred.contacts.models.contact_point import ContactPoint
from kindred.kit.clock import utc_now
from kindred.kit.db.dependents import references_to, with_dependents
from kindred.kit.db.gate import ADDRESSES, close_gate
from kindred.kit.db.held import held
from kindred.kit.db.insert_select import insert_select
from kindred.kit.db.row_json import RowAsJSON, insert_from_json

#: So long they can be put back; then what was kept of them goes for good.
KEPT_FOR = timedelta(days=30)


class RemovalQuerySet(models.QuerySet["Removal"]):
    """Removals."""

    def over(self, now: datetime) -> "RemovalQuerySet":
        """Narrow to those whose time to be put back is over."""
        return self.filter(at__lt=now - KEPT_FOR)


class Removal(models.Model):
    """Contacts taken out of the pool. Every row of theirs, in whatever table, is kept as JSON until it is too late.

    So no other query has to know of it: what was removed is not there. The same ids come back.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="removals")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=utc_now)

    objects = RemovalQuerySet.as_manager()

    def __str__(self) -> str:
        return f"removal of {self.at:%Y-%m-%d %H:%M}"

    @transaction.atomic
    def take(self, contacts: ContactQuerySet) -> int:
        """Take contacts of the workspace out, with all that hangs on them; return how many there were."""
        with held(contacts.filter(workspace=self.workspace_id)) as gone:
            return self._take(gone, path="pk")

    @transaction.atomic
    def put_back(self, ids: Sequence[int]) -> int:
        """Put contacts back with all that hung on them; return how many came back.

        One whose address somebody else has by now stays out. What belonged to something that is no longer there, like
        the membership of a cohort that was deleted, stays out too.
        """
        close_gate(self.workspace_id, rule=ADDRESSES)
        kept = self.rows.filter(contact_id__in=ids).exclude(contact_id__in=self._taken(ids))
        for model in with_dependents(Contact):
            insert_from_json(model, kept.filter(table=model._meta.label, field="").order_by().values_list("data"))
        back = list(Contact.objects.filter(workspace=self.workspace_id, pk__in=ids).values_list("pk", flat=True))
        # A further address that is somebody's primary one by now stays theirs.
        others = Contact.objects.filter(workspace=self.workspace_id, email_key=OuterRef("key"))
        further = ContactPoint.objects.filter(contact__in=back, medium=ContactPoint.Medium.EMAIL)
        further.filter(Exists(others.exclude(pk=OuterRef("contact")))).delete()
        self._refer_again(back)
        self.rows.filter(contact_id__in=back).delete()
        return len(back)

    def _taken(self, ids: Sequence[int]) -> list[int]:
        """Return those whose address is a further one of somebody else by now."""
        rows = self.contacts().filter(contact_id__in=ids).values_list("data__email_key", "contact_id")
        keys = {key: contact for key, contact in rows if key}
        taken = ContactPoint.objects.emails(self.workspace, keys).values_list("key", flat=True)
        return [keys[key] for key in taken]

    def contacts(self) -> "models.QuerySet[RemovedRow]":
        """Return the rows that were the contacts themselves."""
        return self.rows.filter(table=Contact._meta.label, field="")

    @transaction.atomic
    def forget(self, *, most: int) -> int:
        """Drop what was kept of up to so many rows, for good; return of how many."""
        first = list(self.rows.order_by("pk").values_list("pk", flat=True)[:most])
        return self.rows.filter(pk__in=first).delete()[0] if first else 0

    def _take(self, rows: "models.QuerySet[Any, Any]", *, path: str) -> int:
        """Keep rows as JSON and delete them, those that hang on them first; `path` leads to the contact's id."""
        model = rows.model
        ids = rows.order_by().values("pk")
        for reference in references_to(model, on_delete=models.SET_NULL):
            self._let_go(reference, ids, path=path)
        for reference in references_to(model, on_delete=models.CASCADE):
            theirs: models.QuerySet[Any, Any] = models.QuerySet(reference.model).filter(
                **{f"{reference.name}__in": ids}
            )
            further = f"{reference.name}__{path}".removesuffix("__pk")
            if any(True for way in _WAYS for _one in references_to(reference.model, on_delete=way)):
                with held(theirs) as hanging:
                    self._take(hanging, path=further)
            else:
                self._keep(theirs, path=further)
        return self._keep(rows, path=path)

    def _keep(self, rows: "models.QuerySet[Any, Any]", *, path: str) -> int:
        """Keep rows as JSON and delete them, on which nothing hangs any more."""
        model = rows.model
        as_json = {"table": model._meta.label, "field": "", "contact_id": F(path), "data": RowAsJSON(model)}
        kept = insert_select(RemovedRow, rows.order_by(), {"removal": self.pk, **as_json})
        # Past Django's collector, which would read every row to look for what hangs on it.
        rows._raw_delete(rows.db)  # noqa: SLF001
        return kept

    def _let_go(self, reference: Any, ids: Any, *, path: str) -> None:
        """Empty a reference to rows that go, and keep what it was."""
        theirs: models.QuerySet[Any, Any] = models.QuerySet(reference.model).filter(**{f"{reference.name}__in": ids})
        was = theirs.values_list("pk", reference.attname, f"{reference.name}__{path}".removesuffix("__pk"))
        RemovedRow.objects.bulk_create(
            RemovedRow(
                removal=self,
                contact_id=contact_id,
                table=reference.model._meta.label,
                field=reference.name,
                data=[pk, target],
            )
            for pk, target, contact_id in list(was)
        )
        theirs.update(**{reference.name: None})

    def _refer_again(self, back: Sequence[int]) -> None:
        """Fill references that were emptied, where nobody has filled them since."""
        models_by_label = {
            reference.model._meta.label: reference.model
            for model in with_dependents(Contact)
            for reference in references_to(model, on_delete=models.SET_NULL)
        }
        for row in self.rows.filter(contact_id__in=back).exclude(field=""):
            pk, target = row.data
            target_model = models_by_label[row.table]._meta.get_field(row.field).related_model
            if models.QuerySet(target_model).filter(pk=target).exists():
                models.QuerySet(models_by_label[row.table]).filter(pk=pk, **{row.field: None}).update(
                    **{f"{row.field}_id": target}
                )


class RemovedRow(models.Model):
    """A row that went with a contact, as it was; or a reference to such a row, as it was."""

    removal = models.ForeignKey(Removal, models.CASCADE, db_index=False, related_name="rows")
    contact_id = models.BigIntegerField()
    #: The model: "contacts.Event".
    table = models.CharField(max_length=80)
    #: For a reference that became empty: its name; `data` is then the id of the row, and what it referred to.
    field = models.CharField(max_length=60, blank=True)
    data = models.JSONField()

    objects: ClassVar[models.Manager["RemovedRow"]] = models.Manager()

    class Meta:
        indexes = (
            models.Index(fields=("removal", "contact_id"), name="removed_rows_of_contact"),
            # Finds again who is to be erased for good.
            models.Index(fields=("contact_id",), condition=models.Q(table="contacts.Contact"), name="removed_contact"),
        )

    def __str__(self) -> str:
        return f"{self.table} of {self.contact_id}"


_WAYS = (models.CASCADE, models.SET_NULL)
