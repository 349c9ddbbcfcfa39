"""The audit trail: sealed entry by entry, so that what is changed, taken out or cut off is found."""

from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection, transaction

from kindred.accounts.acts import ACTS
from kindred.accounts.changing import change_workspace
from kindred.accounts.errors import UnknownAct
from kindred.accounts.models import AuditEntry, AuditTrail, Invitation, Role, User, Workspace, WorkspaceKey
from kindred.kit.secrets import UnreadableSecret


def rewrite(column: str, value: str, *, number: int) -> None:
    """Change an entry as somebody would who has the database to themselves."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE accounts_auditentry DISABLE TRIGGER accounts_auditentry_append_only")
        else:
            cursor.execute("DROP TRIGGER accounts_auditentry_append_only")
        cursor.execute(f"UPDATE accounts_auditentry SET {column} = %s WHERE number = %s", [value, number])


@pytest.fixture
def trail(workspace: Workspace, ada: User, now: datetime) -> Workspace:
    """Acme with five acts in its trail."""
    for n in range(5):
        AuditEntry.objects.append(
            "contacts.exported",
            workspace=workspace,
            now=now + timedelta(minutes=n),
            by=ada,
            facts={"count": n, "format": "csv", "what": "Ångström’s view", "nested": {"b": [1, 2], "a": None}},
        )
    return workspace


def numbers(workspace: Workspace, anchor: str = "") -> list[int]:
    """Where a trail does not hold."""
    return [one.number for one in AuditEntry.objects.breaks(workspace, anchor=anchor)]


def test_it_counts_in_each_workspace_and_says_who_did_what(
    trail: Workspace, other_workspace: Workspace, now: datetime
) -> None:
    entry = AuditEntry.objects.append(
        "audit.exported", workspace=other_workspace, now=now, via="kindred", facts={"count": 1}
    )
    assert (entry.number, entry.actor, str(entry)) == (1, "kindred", "Exported the audit trail: 1 entries")
    last = AuditEntry.objects.of(trail).get(number=5)
    assert last.actor == "Ada Lovelace <ada@acme.example>"
    assert str(last) == "Exported 4 contacts as csv: Ångström’s view"
    assert numbers(trail) == numbers(other_workspace) == []


def test_an_act_nobody_listed_is_refused(workspace: Workspace, now: datetime) -> None:
    with pytest.raises(UnknownAct):
        AuditEntry.objects.append("tea.made", workspace=workspace, now=now)
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("column", "value"),
    [("actor", "Mallory"), ("facts", '{"count": 0}'), ("at", "2026-11-02 08:00:00+00:00"), ("act", "audit.exported"),
     ("about", "contact 1"), ("seal", "0" * 64)],
)  # fmt: skip
def test_a_changed_entry_is_found(trail: Workspace, column: str, value: str) -> None:
    rewrite(column, value, number=3)
    assert 3 in numbers(trail)


def test_an_entry_taken_out_is_found(trail: Workspace) -> None:
    AuditEntry.objects.filter(number=3).delete()
    assert numbers(trail) == [3]


def test_entries_cut_off_are_found(trail: Workspace) -> None:
    AuditEntry.objects.filter(number__gt=3).delete()
    assert numbers(trail) == [4]


def test_a_head_kept_elsewhere_finds_a_cut_that_the_database_hides(trail: Workspace) -> None:
    anchor = AuditEntry.objects.head(trail)
    third = AuditEntry.objects.get(number=3)
    assert numbers(trail, anchor) == numbers(trail, f"3:{third.seal}") == []
    AuditEntry.objects.filter(number__gt=3).delete()
    AuditTrail.objects.filter(workspace=trail).update(count=3, seal=third.seal)
    assert numbers(trail) == []
    assert numbers(trail, anchor) == [5]


def test_the_database_refuses_to_rewrite_an_entry(trail: Workspace) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(number=1).update(actor="nobody")


def test_without_the_key_nothing_is_called_whole(trail: Workspace, settings: LazySettings) -> None:
    settings.ENCRYPTION_KEYS = ["another"]
    with pytest.raises(UnreadableSecret):
        numbers(trail)


def test_every_workspace_has_a_secret_of_its_own(workspace: Workspace, other_workspace: Workspace) -> None:
    assert WorkspaceKey.objects.count() == 2
    derived = WorkspaceKey.objects.derived
    assert derived(workspace.pk, "a") == derived(workspace.pk, "a")
    assert len({derived(workspace.pk, "a"), derived(workspace.pk, "b"), derived(other_workspace.pk, "a")}) == 3


def test_rights_and_settings_leave_a_trace(workspace: Workspace, ada: User, bob: User, now: datetime) -> None:
    owner, member = workspace.members.get(user=ada), workspace.members.get(user=bob)
    invitation, _token = Invitation.objects.invite(
        workspace=workspace, email="eve@acme.example", role=Role.VIEWER, by=owner, now=now
    )
    invitation.revoke(by=owner, now=now)
    member.change_role(Role.ADMIN, by=owner, now=now)
    member.remove(by=owner, now=now)
    change_workspace(workspace, now=now, by=ada, name="Acme & Co", timezone=workspace.timezone)
    change_workspace(workspace, now=now, by=ada, name="Acme & Co")
    assert [str(entry) for entry in AuditEntry.objects.order_by("number")] == [
        "Invited eve@acme.example as viewer",
        "Withdrew the invitation of eve@acme.example",
        "Changed the role of bob@acme.example from member to admin",
        "Ended the place of bob@acme.example (admin)",
        "Changed the workspace: name: Acme → Acme & Co",
    ]
    assert numbers(workspace) == []


def test_every_act_can_be_said() -> None:
    assert all(act.say({}) and act.key == key for key, act in ACTS.items())
