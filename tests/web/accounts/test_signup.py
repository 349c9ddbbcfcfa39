"""Signing up, logging in, and a forgotten password."""

from django.core import mail
from django.test import Client, override_settings

from kindred.accounts.models import User
from tests.conftest import PASSWORD

SIGNUP = {"name": "Grace Hopper", "email": "grace@navy.example", "password1": PASSWORD, "timezone": "America/New_York"}


def test_signing_up_keeps_the_name_and_the_browsers_time_zone(client: Client, db: None) -> None:
    response = client.post("/accounts/signup/", SIGNUP)
    assert response.headers["Location"] == "/"
    grace = User.objects.get(email="grace@navy.example")
    assert (grace.name, grace.timezone) == ("Grace Hopper", "America/New_York")


def test_a_time_zone_that_does_not_exist_is_left_out(client: Client, db: None) -> None:
    client.post("/accounts/signup/", SIGNUP | {"timezone": "Mars/Olympus"})
    assert User.objects.get().timezone == "UTC"


def test_a_newcomer_is_welcomed(client: Client, db: None) -> None:
    client.post("/accounts/signup/", SIGNUP)
    assert client.get("/").headers["Location"] == "/welcome/"


def test_a_member_comes_to_the_contacts(as_ada: Client) -> None:
    assert as_ada.get("/").headers["Location"] == "/w/acme/contacts/"


def test_a_weak_password_is_explained_and_nothing_entered_is_lost(client: Client, db: None) -> None:
    page = client.post("/accounts/signup/", SIGNUP | {"password1": "short"}).content.decode()
    assert "at least 10 characters" in page
    assert 'value="Grace Hopper"' in page
    assert not User.objects.exists()


def test_a_wrong_password_says_so_at_the_form(client: Client, ada: User) -> None:
    page = client.post("/accounts/login/", {"login": ada.email, "password": "wrong"}).content.decode()
    assert "do not belong together" in page


@override_settings(BASE_URL="https://kindred.acme.example")
def test_a_reset_link_leads_to_us_whatever_host_the_request_named(client: Client, ada: User) -> None:
    client.post("/accounts/password/reset/", {"email": ada.email}, headers={"Host": "evil.example"})
    [letter] = mail.outbox
    assert "https://kindred.acme.example/accounts/password/reset/key/" in letter.body
    assert "evil.example" not in str(letter.message())


def test_a_stranger_cannot_learn_which_addresses_have_an_account(client: Client, ada: User) -> None:
    known = client.post("/accounts/password/reset/", {"email": ada.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@acme.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_the_link_of_the_mail_sets_a_new_password(client: Client, ada: User) -> None:
    client.post("/accounts/password/reset/", {"email": ada.email})
    link = next(word for word in mail.outbox[0].body.split() if "/reset/key/" in word)
    form = client.get("/accounts" + link.partition("/accounts")[2])
    chosen = "a new and better one"
    client.post(form.headers["Location"], {"password1": chosen, "password2": chosen})
    ada.refresh_from_db()
    assert ada.check_password(chosen)
