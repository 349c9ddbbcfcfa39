"""How a large one is worked: batch by batch, fairly, stoppable, from where a dead worker left off."""

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from kindred.accounts.models import AuditEntry, Member, User, Workspace
from kindred.bulk import work
from kindred.bulk.models import BulkAction, Change, bulk_action
from kindred.contacts.models import Contact, RemovedRow, Tag
from tests.bulk.conftest import Start

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_small_batches")]
Pool = Callable[..., list[Contact]]
Finish = Callable[[BulkAction], BulkAction]


def test_many_are_changed_and_taken_back_in_the_background(
    contacts: Pool, start: Start, finish: Finish, now: datetime
) -> None:
    contacts(5)
    action = start("add_tag", tag="Lyon")
    assert (action.status, action.total, Contact.objects.filter(tags__name="Lyon").count()) == ("queued", None, 0)
    finish(action)
    assert (action.status, action.total, action.done, action.changed) == ("done", 5, 5, 5)
    action.undo(now=now, by=None)
    assert action.status == "undoing"
    finish(action)
    assert (action.status, action.put_back, action.reviewed) == ("undone", 5, 5)
    assert not Contact.objects.exclude(tags=None).exists()


def test_a_full_last_batch_ends_it_too(contacts: Pool, start: Start, finish: Finish) -> None:
    contacts(4)
    assert finish(start("add_tag", tag="Lyon")).done == 4


def test_who_comes_later_is_not_meant(contacts: Pool, start: Start, finish: Finish) -> None:
    contacts(3)
    action = start("add_tag", tag="Lyon")
    contacts(2)
    assert finish(action).changed == 3


def test_what_it_was_narrowed_by_may_change_on_the_way(
    contacts: Pool, start: Start, finish: Finish, now: datetime
) -> None:
    contacts(5, candidate_state="passive")
    contacts(2, candidate_state="placed")
    passive = {"format": 1, "all": [{"field": "candidate_state", "is": "is", "value": "passive"}]}
    action = finish(start("set_stage", who={"criteria": passive, "search": ""}, stage="candidate_state:active"))
    assert (action.done, action.changed) == (5, 5)
    action.undo(now=now, by=None)
    assert finish(action).put_back == 5
    assert Contact.objects.filter(candidate_state="passive").count() == 5


def test_stopped_half_way_it_can_be_undone(contacts: Pool, start: Start, finish: Finish, now: datetime) -> None:
    contacts(5)
    action = start("add_tag", tag="Lyon")
    work.act(now, "one")  # counts
    work.act(now, "one")
    action.cancel(now=now)
    finish(action)
    assert (action.status, action.changed) == ("cancelled", 2)
    action.undo(now=now, by=None)
    assert finish(action).put_back == 2


def test_what_another_worker_has_in_hand_is_let_be_until_it_has_gone_quiet(
    contacts: Pool, start: Start, now: datetime
) -> None:
    contacts(3)
    action = start("add_tag", tag="Lyon")
    BulkAction.objects.claim(worker="dead", now=now, seconds=60, limit=1)
    assert work.act(now, "alive").done == 0
    assert work.act(now + timedelta(seconds=61), "alive").done == 1
    action.refresh_from_db()
    assert action.total == 3


def test_a_worker_that_lost_its_lease_changes_nothing(
    contacts: Pool, start: Start, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts(3)
    action = start("add_tag", tag="Lyon")
    work.act(now, "slow")
    ids = BulkAction.next_ids

    def while_another_takes_over(self: BulkAction) -> list[int]:
        found = ids(self)
        BulkAction.objects.update(claimed_by="quick")
        return found

    monkeypatch.setattr(BulkAction, "next_ids", while_another_takes_over)
    work.act(now, "slow")
    action.refresh_from_db()
    assert (action.done, Change.objects.count()) == (0, 0)


def test_the_one_that_waited_longest_is_next(contacts: Pool, start: Start, now: datetime) -> None:
    contacts(9)
    long, short = start("add_tag", tag="long"), start("add_tag", tag="short", ids=[Contact.objects.latest("pk").pk])
    for second in range(5):
        work.act(now + timedelta(seconds=second), "one")
    short.refresh_from_db()
    long.refresh_from_db()
    assert (short.status, long.done) == ("done", 4)


def test_a_refusal_on_the_way_is_said(
    contacts: Pool, start: Start, finish: Finish, now: datetime, bob: User, workspace: Workspace
) -> None:
    contacts(3)
    action = start("assign_owner", owner=str(bob.pk))
    workspace.members.filter(user=bob).delete()
    finish(action)
    assert (action.status, action.error) == ("failed", "This person is not a member of the workspace.")


def test_a_database_fault_leaves_it_as_it_was(
    contacts: Pool, start: Start, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts(3)
    action = start("add_tag", tag="Lyon")
    work.act(now, "one")
    monkeypatch.setattr(bulk_action.BulkAction, "save", lambda *_args, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        work.act(now, "one")
    assert not Change.objects.exists()
    assert not Contact.objects.exclude(tags=None).exists()
    action.refresh_from_db()
    assert action.done == 0


def test_an_export_is_written_to_a_file_that_can_be_imported_again(
    contacts: Pool, start: Start, finish: Finish, now: datetime
) -> None:
    contacts(3, title="=1+1")
    action = finish(start("export"))
    assert (action.status, action.total, action.done) == ("done", 3, 3)
    with action.file.open("rb") as file:
        rows = list(csv.DictReader(io.StringIO(file.read().decode("utf-8-sig"))))
    assert [row["email"] for row in rows] == list(Contact.objects.order_by("pk").values_list("email", flat=True))
    assert {row["title"] for row in rows} == {"'=1+1"}
    assert not action.can_be_undone(now)
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.by, entry.facts["count"]) == ("contacts.exported", action.by, 3)


@pytest.mark.parametrize("key", ["xlsx", "vcf", "jsonl"])
def test_an_export_comes_in_every_format(contacts: Pool, start: Start, finish: Finish, key: str) -> None:
    contacts(3)
    action = finish(start("export", format=key))
    assert (action.status, action.done) == ("done", 3)
    assert action.file.size > 100
    assert str(action.file.name).endswith(f".{key}")


def test_an_export_that_is_stopped_on_the_way_is_given_up(
    contacts: Pool, start: Start, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts(3)
    action = start("export")

    def stopped(*_args: object, tell: Callable[[int], None], **_more: object) -> int:
        action.cancel(now=now)
        tell(1)
        return 3

    monkeypatch.setattr("kindred.contacts.exporting.write", stopped)
    work.export(now, "one")
    action.refresh_from_db()
    assert (action.status, action.done, action.file.name) == ("cancelled", 0, "")


def test_a_stopped_export_leaves_no_file(contacts: Pool, start: Start, finish: Finish, now: datetime) -> None:
    contacts(3)
    action = start("export")
    action.cancel(now=now)
    assert not finish(action).file


def test_after_thirty_days_what_was_kept_goes(
    contacts: Pool, start: Start, finish: Finish, now: datetime, workspace: Workspace
) -> None:
    contacts(3)
    tagged, exported, deleted = (finish(start(act, tag="x")) for act in ("add_tag", "export", "delete"))
    name = exported.file.path
    work.sweep(now + timedelta(days=29), "one")
    assert RemovedRow.objects.exists()
    while work.sweep(now + timedelta(days=31), "one").done:
        pass
    assert not Change.objects.exists()
    assert not RemovedRow.objects.exists()
    assert not exported.file.storage.exists(name)
    for action in (tagged, exported, deleted):
        action.refresh_from_db()
        assert not action.can_be_undone(now)
        assert not action.file
    assert BulkAction.objects.count() == 3
    assert Tag.objects.exists()


def test_members_of_other_workspaces_are_never_touched(
    contacts: Pool, start: Start, finish: Finish, other_workspace: Workspace, member: Member
) -> None:
    stranger, mine = contacts(2)
    Contact.objects.filter(pk=stranger.pk).update(workspace=other_workspace)
    assert finish(start("add_tag", tag="x", ids=[stranger.pk, mine.pk])).done == 1
    assert list(Contact.objects.exclude(tags=None)) == [mine]
