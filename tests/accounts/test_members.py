"""Who may do what in a workspace, and that somebody is always in charge."""

from datetime import datetime

import pytest

from kindred.accounts.errors import LastOwner, NotAllowed
from kindred.accounts.models import Member, Role, User, Workspace


@pytest.fixture
def owner(workspace: Workspace) -> Member:
    """Ada's place."""
    return workspace.members.get(role=Role.OWNER)


@pytest.fixture
def member(workspace: Workspace, bob: User) -> Member:
    """Bob's place."""
    return workspace.members.get(user=bob)


def test_roles_allow_less_from_owner_to_viewer() -> None:
    assert [role for role in Role if role.can_manage] == [Role.OWNER, Role.ADMIN]
    assert [role for role in Role if role.can_edit] == [Role.OWNER, Role.ADMIN, Role.MEMBER]
    assert Role.ADMIN.at_least(Role.MEMBER)
    assert not Role.MEMBER.at_least(Role.ADMIN)


def test_nobody_gives_more_than_they_have() -> None:
    assert Role.OWNER.may_give(Role.OWNER)
    assert Role.ADMIN.may_give(Role.ADMIN)
    assert not Role.ADMIN.may_give(Role.OWNER)
    assert not Role.MEMBER.may_give(Role.VIEWER)


def test_an_owner_changes_a_role(owner: Member, member: Member, now: datetime) -> None:
    member.change_role(Role.ADMIN, by=owner, now=now)
    member.refresh_from_db()
    assert member.role == Role.ADMIN


def test_an_admin_cannot_touch_an_owner(owner: Member, member: Member, now: datetime) -> None:
    member.change_role(Role.ADMIN, by=owner, now=now)
    with pytest.raises(NotAllowed):
        owner.change_role(Role.VIEWER, by=member, now=now)
    with pytest.raises(NotAllowed):
        owner.remove(by=member, now=now)
    with pytest.raises(NotAllowed):
        member.change_role(Role.OWNER, by=member, now=now)


def test_a_manager_of_another_workspace_changes_nothing_here(
    member: Member, other_workspace: Workspace, now: datetime
) -> None:
    stranger = other_workspace.members.get()
    with pytest.raises(NotAllowed):
        member.remove(by=stranger, now=now)


def test_the_last_owner_can_neither_leave_nor_step_down(owner: Member, member: Member, now: datetime) -> None:
    with pytest.raises(LastOwner):
        owner.leave(now=now)
    with pytest.raises(LastOwner):
        owner.change_role(Role.MEMBER, by=owner, now=now)
    assert Member.objects.get(pk=owner.pk).role == Role.OWNER


def test_one_of_two_owners_may_leave(owner: Member, member: Member, now: datetime) -> None:
    member.change_role(Role.OWNER, by=owner, now=now)
    owner.leave(now=now)
    assert list(member.workspace.members.owners()) == [member]


def test_who_leaves_takes_their_news_along(owner: Member, member: Member, workspace: Workspace, now: datetime) -> None:
    workspace.notifications.tell(workspace=workspace, users=[member.user], text="Hello", now=workspace.created_at)
    member.leave(now=now)
    assert not workspace.notifications.exists()
    assert User.objects.filter(pk=member.user_id).exists()


def test_a_workspace_of_the_same_name_gets_an_address_of_its_own(ada: User, workspace: Workspace) -> None:
    second = Workspace.objects.open_for(owner=ada, name="Acme")
    assert (workspace.slug, second.slug) == ("acme", "acme-2")
