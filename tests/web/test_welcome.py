"""Coming in: a first workspace of one's own, or an invitation into somebody else's."""

from collections.abc import Callable
from datetime import datetime

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client

from kindred.accounts.models import Invitation, Member, Role, User, Workspace
from kindred.kit.clock import utc_now


@pytest.fixture
def carol(db: None) -> User:
    """Somebody with an account and no workspace."""
    return User.objects.create_user("carol@acme.example", "correct horse battery", name="Carol Shaw")


@pytest.fixture
def as_carol(carol: User) -> Client:
    """A browser in which Carol is logged in."""
    client = Client()
    client.force_login(carol, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture
def invite(workspace: Workspace) -> Callable[..., tuple[Invitation, str]]:
    """A way to invite an address into Acme."""

    def inviting(email: str = "carol@acme.example", now: datetime | None = None) -> tuple[Invitation, str]:
        owner = workspace.members.get(role=Role.OWNER)
        invitation, token = Invitation.objects.invite(
            workspace=workspace, email=email, role=Role.MEMBER, by=owner, now=now or utc_now()
        )
        return invitation, f"/invitations/{token}/"

    return inviting


def test_a_newcomer_opens_a_workspace_and_owns_it(as_carol: Client, carol: User) -> None:
    answer = as_carol.post("/welcome/", {"name": "Shaw & Co", "timezone": "Europe/Berlin"})
    assert answer.headers["Location"] == "/w/shaw-co/contacts/"
    place = Member.objects.get(user=carol)
    assert (place.role, place.workspace.timezone) == (Role.OWNER, "Europe/Berlin")


def test_a_workspace_needs_a_name_and_a_real_time_zone(as_carol: Client) -> None:
    answer = as_carol.post("/welcome/", {"name": "", "timezone": "Mars/Olympus"})
    assert answer.status_code == 422
    assert not Workspace.objects.exists()


def test_the_link_is_shown_to_strangers_and_lets_nobody_in_by_being_opened(
    client: Client, invite: Callable[..., tuple[Invitation, str]]
) -> None:
    invitation, link = invite()
    answer = client.get(link)
    assert b"Join Acme" in answer.content
    client.head(link)
    client.post(link)
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_following_the_link_with_its_address_makes_a_member(
    as_carol: Client, carol: User, invite: Callable[..., tuple[Invitation, str]]
) -> None:
    _invitation, link = invite()
    assert b"Join the workspace" in as_carol.get(link).content
    assert as_carol.post(link).headers["Location"] == "/w/acme/contacts/"
    assert Member.objects.get(user=carol).role == Role.MEMBER


def test_another_address_is_told_which_one_it_went_to(
    as_mallory: Client, mallory: User, invite: Callable[..., tuple[Invitation, str]]
) -> None:
    _invitation, link = invite()
    assert b"Log in as carol@acme.example" in as_mallory.get(link).content
    as_mallory.post(link)
    assert not Member.objects.filter(user=mallory, workspace__slug="acme").exists()


def test_a_confirmed_second_address_counts(
    as_mallory: Client, mallory: User, invite: Callable[..., tuple[Invitation, str]]
) -> None:
    EmailAddress.objects.create(user=mallory, email="carol@acme.example", verified=True)
    _invitation, link = invite()
    as_mallory.post(link)
    assert Member.objects.filter(user=mallory, workspace__slug="acme").exists()


def test_who_only_claims_an_address_does_not_find_its_invitations(
    as_carol: Client, carol: User, invite: Callable[..., tuple[Invitation, str]]
) -> None:
    invitation, _link = invite()
    EmailAddress.objects.create(user=carol, email=carol.email, verified=False)
    assert b"Acme" not in as_carol.get("/welcome/").content
    assert as_carol.post(f"/welcome/invitations/{invitation.pk}/").status_code == 404
    assert not Member.objects.filter(user=carol).exists()


def test_a_confirmed_address_finds_its_invitations_without_the_link(
    as_carol: Client, carol: User, invite: Callable[..., tuple[Invitation, str]]
) -> None:
    invitation, _link = invite()
    EmailAddress.objects.create(user=carol, email=carol.email, verified=True)
    assert b"Acme" in as_carol.get("/welcome/").content
    as_carol.post(f"/welcome/invitations/{invitation.pk}/")
    assert Member.objects.filter(user=carol, workspace__slug="acme").exists()


def test_an_unknown_link_is_closed(client: Client, db: None) -> None:
    assert client.get("/invitations/no-such-token/").status_code == 404
