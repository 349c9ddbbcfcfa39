"""Invitations: sent to an address, good for seven days, accepted once and by the right person."""

from datetime import datetime, timedelta

import pytest

from kindred.accounts.errors import AlreadyMember, InvitationClosed, InvitationForSomeoneElse, NotAllowed
from kindred.accounts.models import Invitation, Member, Role, User, Workspace


@pytest.fixture
def owner(workspace: Workspace) -> Member:
    """Ada's place."""
    return workspace.members.get(role=Role.OWNER)


@pytest.fixture
def carol(db: None) -> User:
    """Somebody who has an account and no workspace."""
    return User.objects.create_user("carol@acme.example", "correct horse battery", name="Carol Shaw")


@pytest.fixture
def invitation(workspace: Workspace, owner: Member, now: datetime) -> Invitation:
    """Carol's invitation."""
    made, _token = Invitation.objects.invite(
        workspace=workspace, email="Carol@Acme.example ", role=Role.MEMBER, by=owner, now=now
    )
    return made


def test_only_the_hash_of_the_token_is_kept(workspace: Workspace, owner: Member, now: datetime) -> None:
    invitation, token = Invitation.objects.invite(
        workspace=workspace, email="carol@acme.example", role=Role.MEMBER, by=owner, now=now
    )
    assert token not in str(Invitation.objects.values().get())
    assert Invitation.objects.with_token(token).get() == invitation


def test_accepting_makes_a_member_with_the_role(invitation: Invitation, carol: User, now: datetime) -> None:
    member = invitation.accept(user=carol, addresses=[carol.email], now=now)
    assert (member.user, member.role, member.workspace) == (carol, Role.MEMBER, invitation.workspace)


def test_it_is_accepted_once(invitation: Invitation, carol: User, now: datetime) -> None:
    invitation.accept(user=carol, addresses=[carol.email], now=now)
    with pytest.raises(InvitationClosed):
        invitation.accept(user=carol, addresses=[carol.email], now=now)


def test_it_is_for_its_address_only(invitation: Invitation, mallory: User, now: datetime) -> None:
    with pytest.raises(InvitationForSomeoneElse):
        invitation.accept(user=mallory, addresses=[mallory.email], now=now)
    assert not invitation.workspace.members.filter(user=mallory).exists()


def test_it_closes_after_seven_days(invitation: Invitation, carol: User, now: datetime) -> None:
    with pytest.raises(InvitationClosed):
        invitation.accept(user=carol, addresses=[carol.email], now=now + timedelta(days=7))


def test_a_withdrawn_one_lets_nobody_in(invitation: Invitation, owner: Member, carol: User, now: datetime) -> None:
    Invitation.objects.get(pk=invitation.pk).revoke(by=owner, now=now)
    with pytest.raises(InvitationClosed):
        invitation.accept(user=carol, addresses=[carol.email], now=now)


def test_sending_again_renews_the_days_and_ends_the_old_link(
    workspace: Workspace, owner: Member, now: datetime
) -> None:
    invitation, old = Invitation.objects.invite(
        workspace=workspace, email="carol@acme.example", role=Role.MEMBER, by=owner, now=now
    )
    new = invitation.resend(by=owner, now=now + timedelta(days=9))
    assert not Invitation.objects.with_token(old).exists()
    assert Invitation.objects.with_token(new).open(now + timedelta(days=15)).exists()
    assert Invitation.objects.count() == 1


def test_members_are_not_invited_again(workspace: Workspace, owner: Member, bob: User, now: datetime) -> None:
    with pytest.raises(AlreadyMember):
        Invitation.objects.invite(workspace=workspace, email=bob.email.upper(), role=Role.ADMIN, by=owner, now=now)


def test_nobody_invites_into_a_role_above_their_own(workspace: Workspace, bob: User, now: datetime) -> None:
    member = workspace.members.get(user=bob)
    with pytest.raises(NotAllowed):
        Invitation.objects.invite(workspace=workspace, email="x@acme.example", role=Role.VIEWER, by=member, now=now)
    member.role = Role.ADMIN
    with pytest.raises(NotAllowed):
        Invitation.objects.invite(workspace=workspace, email="x@acme.example", role=Role.OWNER, by=member, now=now)


def test_a_stranger_cannot_invite(workspace: Workspace, other_workspace: Workspace, now: datetime) -> None:
    stranger = other_workspace.members.get()
    with pytest.raises(NotAllowed):
        Invitation.objects.invite(workspace=workspace, email="x@acme.example", role=Role.VIEWER, by=stranger, now=now)


def test_a_member_already_keeps_the_role_they_have(invitation: Invitation, carol: User, now: datetime) -> None:
    invitation.workspace.members.create(user=carol, role=Role.ADMIN)
    assert invitation.accept(user=carol, addresses=[carol.email], now=now).role == Role.ADMIN
