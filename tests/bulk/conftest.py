"""What bulk actions are tried with: Ada's and Bob's places at Acme, and a way to work until nothing is left."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from kindred.accounts.models import Member, User, Workspace
from kindred.bulk.models import BulkAction, bulk_action
from kindred.bulk.work import act, export, sweep
from kindred.jobs.worker import work_until_idle

Start = Callable[..., BulkAction]


@pytest.fixture
def member(workspace: Workspace, ada: User) -> Member:
    """Ada at Acme."""
    return workspace.members.get(user=ada)


@pytest.fixture
def start(member: Member, now: datetime) -> Start:
    """A way to begin an act on everybody, or on those with these ids: `start("add_tag", tag="Lyon")`."""

    def begin(key: str, *, ids: list[int] | None = None, who: dict[str, Any] | None = None, **form: str) -> BulkAction:
        meant = {"ids": ids} if ids is not None else who or {"criteria": None, "search": ""}
        return BulkAction.objects.start(act=key, form=form, who=meant, member=member, now=now)

    return begin


@pytest.fixture
def in_small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of two, none of which is done while one waits: what happens to many is seen with a few."""
    monkeypatch.setattr(bulk_action, "BATCH", 2)
    monkeypatch.setattr(bulk_action, "AT_ONCE", 0)


@pytest.fixture
def finish(now: datetime) -> Callable[[BulkAction], BulkAction]:
    """A way to work until nothing is left, and to see what became of an action."""

    def work(action: BulkAction) -> BulkAction:
        work_until_idle(clock=lambda: now, work=[act, export, sweep])
        action.refresh_from_db()
        return action

    return work
