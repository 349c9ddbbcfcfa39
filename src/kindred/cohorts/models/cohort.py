"""A group of contacts with a purpose."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kindred.accounts.models import User, Workspace
from kindred.contacts.models import Tag


class Cohort(models.Model):
    """A group of contacts with a purpose: who is in it, what should become of them, who works on it."""

    class Status(models.TextChoices):
        """Where it is in its life."""

        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        PAUSED = "paused", _("Paused")
        ARCHIVED = "archived", _("Archived")

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="cohorts")
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    tags = models.ManyToManyField(Tag, related_name="cohorts", blank=True)
    #: What counts as conversion: {"field": "candidate_state", "becomes": "active", "by": "2026-12-31"}; empty: none.
    goal = models.JSONField(default=dict, blank=True)
    #: Who belongs by rule; null: only people picked by hand.
    criteria = models.JSONField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    owner = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Cohort"]] = models.Manager()

    class Meta:
        indexes = (models.Index(fields=("workspace", "status", "updated_at"), name="cohort_list"),)

    def __str__(self) -> str:
        return self.name
