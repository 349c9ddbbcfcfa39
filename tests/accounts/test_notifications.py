"""News for one user."""

from datetime import datetime

from kindred.accounts.models import Notification, User, Workspace


def test_news_goes_to_those_told_and_nobody_else(workspace: Workspace, ada: User, bob: User, now: datetime) -> None:
    Notification.objects.tell(workspace=workspace, users=[bob], text="A card has moved.", now=now, path="/x/")
    assert Notification.objects.of(workspace.members.get(user=bob)).count() == 1
    assert not Notification.objects.of(workspace.members.get(user=ada)).exists()


def test_news_is_new_until_read(workspace: Workspace, bob: User, now: datetime) -> None:
    Notification.objects.tell(workspace=workspace, users=[bob], text="x" * 400, now=now)
    mine = Notification.objects.of(workspace.members.get(user=bob))
    assert mine.mark_read(now=now) == 1
    assert mine.mark_read(now=now) == 0
    assert not mine.unread().exists()
