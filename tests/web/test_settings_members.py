"""The members' page: invite, change, remove; what each role may, and what strangers do not see."""

import re

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from kindred.accounts.models import Invitation, Member, Role, User, Workspace

MEMBERS = "/w/acme/settings/members/"


@pytest.fixture(autouse=True)
def _mail_server(settings: Settings) -> None:
    """Let Kindred have a mail server of its own, which is a list."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.EMAIL_HOST = "mail.example"


def invited_link(page: str) -> str:
    """Return the path of the link that is shown once."""
    found = re.search(r"http://[^<\"]+(/invitations/[^<\"]+/)", page)
    assert found
    return found[1]


def test_an_owner_invites_and_gets_the_link_to_pass_on(as_ada: Client) -> None:
    page = as_ada.post(MEMBERS, {"email": "carol@acme.example", "role": "member"})
    link = invited_link(page.content.decode())
    assert link in mail.outbox[0].body
    assert mail.outbox[0].to == ["carol@acme.example"]
    assert link not in as_ada.get(MEMBERS).content.decode()


def test_a_line_break_in_a_name_is_no_header(as_ada: Client, workspace: Workspace) -> None:
    Workspace.objects.filter(pk=workspace.pk).update(name="Acme\nBcc: all@acme.example")
    as_ada.post(MEMBERS, {"email": "carol@acme.example", "role": "member"})
    assert "\n" not in mail.outbox[0].subject


def test_without_a_mail_server_the_link_is_there_all_the_same(as_ada: Client, settings: Settings) -> None:
    settings.EMAIL_HOST = ""
    page = as_ada.post(MEMBERS, {"email": "carol@acme.example", "role": "member"}).content.decode()
    assert "could not mail" in page
    assert invited_link(page)


def test_a_wrong_address_is_told_beside_the_field(as_ada: Client) -> None:
    answer = as_ada.post(MEMBERS, {"email": "carol", "role": "member"})
    assert answer.status_code == 422
    assert b"valid email address" in answer.content


def test_members_and_viewers_look_and_change_nothing(as_bob: Client, as_vera: Client, workspace: Workspace) -> None:
    for client in (as_bob, as_vera):
        assert client.get(MEMBERS).status_code == 200
        assert client.post(MEMBERS, {"email": "x@acme.example", "role": "viewer"}).status_code == 403
    assert not Invitation.objects.exists()


def test_an_admin_is_not_offered_to_make_owners(as_bob: Client, bob: User) -> None:
    Member.objects.filter(user=bob).update(role=Role.ADMIN)
    assert b'value="owner"' not in as_bob.get(MEMBERS).content
    assert as_bob.post(MEMBERS, {"email": "x@acme.example", "role": "owner"}).status_code == 422


def test_strangers_find_nothing(as_mallory: Client, workspace: Workspace, bob: User) -> None:
    place = Member.objects.get(user=bob)
    assert as_mallory.get(MEMBERS).status_code == 404
    for path in (f"/w/acme/settings/members/{place.pk}/removal/", f"/w/elsewhere/settings/members/{place.pk}/removal/"):
        assert as_mallory.post(path).status_code == 404
    assert Member.objects.filter(pk=place.pk).exists()


def test_a_role_is_changed_and_a_member_removed(as_ada: Client, bob: User) -> None:
    place = Member.objects.get(user=bob)
    as_ada.post(f"{MEMBERS}{place.pk}/role/", {"role": "admin"})
    assert Member.objects.get(pk=place.pk).role == Role.ADMIN
    as_ada.post(f"{MEMBERS}{place.pk}/removal/")
    assert not Member.objects.filter(pk=place.pk).exists()


def test_a_removed_member_finds_nothing_any_more(as_ada: Client, as_bob: Client, bob: User) -> None:
    as_ada.post(f"{MEMBERS}{Member.objects.get(user=bob).pk}/removal/")
    assert as_bob.get(MEMBERS).status_code == 404


def test_the_last_owner_is_told_why_they_cannot_leave(as_ada: Client) -> None:
    page = as_ada.post("/w/acme/settings/leaving/", follow=True)
    assert b"A workspace needs an owner" in page.content


def test_sending_an_invitation_again_ends_the_old_link(as_ada: Client, client: Client) -> None:
    old = invited_link(as_ada.post(MEMBERS, {"email": "carol@acme.example", "role": "member"}).content.decode())
    invitation = Invitation.objects.get()
    page = as_ada.post(f"/w/acme/settings/invitations/{invitation.pk}/renewal/").content.decode()
    assert client.get(old).status_code == 404
    assert client.get(invited_link(page)).status_code == 200


def test_a_withdrawn_invitation_is_closed(as_ada: Client, client: Client) -> None:
    link = invited_link(as_ada.post(MEMBERS, {"email": "carol@acme.example", "role": "member"}).content.decode())
    as_ada.post(f"/w/acme/settings/invitations/{Invitation.objects.get().pk}/withdrawal/")
    answer = client.get(link)
    assert answer.status_code == 404
    assert b"This invitation is closed" in answer.content
