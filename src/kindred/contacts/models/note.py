"""What people write down about a contact, and what they mean to do."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User, Workspace
from kindred.contacts.models.contact import Contact


class Note(models.Model):
    """What somebody wrote down about a contact."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="notes")
    text = models.TextField(_("note"))
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[models.Manager["Note"]] = models.Manager()

    def __str__(self) -> str:
        return self.text[:80]


class Task(models.Model):
    """Something a person has to do about a contact."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="tasks")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="tasks")
    title = models.CharField(_("task"), max_length=200)
    assignee = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="tasks")
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar[models.Manager["Task"]] = models.Manager()

    class Meta:
        indexes = (models.Index(fields=("workspace", "assignee", "done_at", "due_at"), name="task_list"),)

    def __str__(self) -> str:
        return self.title
