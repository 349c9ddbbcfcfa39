"""A line of news for one user."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from kindred.accounts.models.user import User
from kindred.accounts.models.workspace import Workspace


class Notification(models.Model):
    """A line of news for one user, with where to look."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="notifications")
    user = models.ForeignKey(User, models.CASCADE, related_name="notifications")
    text = models.CharField(max_length=300)
    path = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Notification"]] = models.Manager()

    class Meta:
        indexes = (models.Index(fields=("user", "workspace", "-created_at"), name="notification_news"),)

    def __str__(self) -> str:
        return self.text
