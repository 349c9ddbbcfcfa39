"""A line of news for one user."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.db import models
from django.utils import timezone

from kindred.accounts.models.member import Member
from kindred.accounts.models.user import User
from kindred.accounts.models.workspace import Workspace


class NotificationQuerySet(models.QuerySet["Notification"]):
    """News."""

    def of(self, member: Member) -> Self:
        """Narrow to the news for a member, the newest first."""
        return self.filter(workspace=member.workspace_id, user=member.user_id).order_by("-created_at", "-pk")

    def unread(self) -> Self:
        """Narrow to those not read yet."""
        return self.filter(read_at=None)

    def mark_read(self, *, now: datetime) -> int:
        """Take note of them; return how many were new."""
        return self.unread().update(read_at=now)

    def tell(
        self,
        *,
        workspace: Workspace,
        users: Iterable[User],
        text: str,
        now: datetime,
        path: str = "",
    ) -> int:
        """Tell these users something, with the path of the page to look at; return how many were told."""
        told = [
            self.model(
                workspace=workspace,
                user=user,
                text=text[:300],
                path=path,
                created_at=now,
            )
            for user in users
        ]
        return len(self.bulk_create(told))


class Notification(models.Model):
    """A line of news for one user, with where to look."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="notifications")
    user = models.ForeignKey(User, models.CASCADE, related_name="notifications")
    text = models.CharField(max_length=300)
    path = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("user", "workspace", "-created_at"), name="notification_news"),)

    def __str__(self) -> str:
        return self.text
