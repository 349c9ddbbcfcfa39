"""Something a person has to do about a contact."""

from datetime import datetime
from typing import Self

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User, Workspace
from kindred.contacts.models.contact import Contact, ContactQuerySet
from kindred.kit.db.insert_select import insert_select


class TaskQuerySet(models.QuerySet["Task"]):
    """Tasks."""

    def of(self, workspace: Workspace) -> Self:
        """Narrow to the tasks of a workspace."""
        return self.filter(workspace=workspace)

    def to_do(self) -> Self:
        """Narrow to those not done, the most urgent first."""
        return self.filter(done_at=None).order_by(F("due_at").asc(nulls_last=True), "pk")

    @transaction.atomic
    def create_for(
        self,
        contacts: ContactQuerySet,
        *,
        title: str,
        at: datetime,
        assignee: User | None = None,
        due_at: datetime | None = None,
        by: User | None = None,
    ) -> int:
        """Give a person, or everybody, the same thing to do about each contact; return how many tasks that made."""
        made = insert_select(
            self.model,
            contacts.order_by(),
            {
                "workspace": F("workspace_id"),
                "contact": F("pk"),
                "title": title,
                "assignee": assignee.pk if assignee else None,
                "due_at": due_at,
                "created_at": at,
                "done_at": None,
                "done_by": None,
            },
        )
        contacts.record("task.created", at=at, data={"title": title}, by=by)
        return made


class Task(models.Model):
    """Something a person has to do about a contact."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="tasks")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="tasks")
    title = models.CharField(_("task"), max_length=200)
    #: Null: everybody's.
    assignee = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="tasks")
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = TaskQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("workspace", "assignee", "done_at", "due_at"), name="task_list"),)

    def __str__(self) -> str:
        return self.title

    @transaction.atomic
    def finish(self, *, now: datetime, by: User | None) -> None:
        """Tick it off; a task that is done stays as it was done."""
        if Task.objects.filter(pk=self.pk, done_at=None).update(done_at=now, done_by=by):
            self.contact.record("task.done", at=now, data={"title": self.title}, by=by)
        self.refresh_from_db(fields=["done_at", "done_by"])

    def reopen(self) -> None:
        """Put it back among what is to be done."""
        self.done_at = self.done_by = None
        self.save(update_fields=["done_at", "done_by"])
