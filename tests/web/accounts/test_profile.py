"""A person's own pages."""

import pytest
from django.test import Client

from kindred.accounts.models import User


def test_a_person_changes_their_name_and_time_zone(as_ada: Client, ada: User) -> None:
    as_ada.post("/account/", {"name": "Ada King", "timezone": "Europe/London"})
    ada.refresh_from_db()
    assert (ada.name, ada.timezone) == ("Ada King", "Europe/London")


def test_an_unknown_time_zone_is_refused_beside_the_field(as_ada: Client) -> None:
    response = as_ada.post("/account/", {"name": "Ada", "timezone": "Mars/Olympus"})
    assert response.status_code == 422
    assert 'id="id_timezone_error"' in response.content.decode()


@pytest.mark.parametrize("path", ["/account/", "/accounts/email/", "/accounts/password/change/", "/accounts/2fa/"])
def test_every_page_of_the_account_opens(as_ada: Client, path: str) -> None:
    page = as_ada.get(path).content.decode()
    assert "<h1>Your account</h1>" in page
    assert 'aria-current="page"' in page


@pytest.mark.parametrize("path", ["/account/", "/accounts/email/", "/accounts/2fa/"])
def test_a_stranger_is_asked_to_log_in(client: Client, db: None, path: str) -> None:
    assert client.get(path).headers["Location"].startswith("/accounts/login/")
