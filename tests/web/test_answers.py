"""Answers to htmx: redirects move the page, messages become toasts."""

import json

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.cache import SessionStore
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import Client, RequestFactory

from kindred.web.answers import HtmxAnswers


@pytest.fixture
def request_of_htmx() -> HttpRequest:
    """A request as htmx makes it."""
    request = RequestFactory().get("/", headers={"HX-Request": "true"})
    request.session = SessionStore()
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return request


def test_a_redirect_moves_the_whole_page(request_of_htmx: HttpRequest) -> None:
    response = HtmxAnswers(lambda _request: redirect("/w/acme/"))(request_of_htmx)
    assert response.status_code == 200
    assert response["HX-Redirect"] == "/w/acme/"


def test_messages_wait_for_the_page_that_follows_a_redirect(request_of_htmx: HttpRequest) -> None:
    messages.success(request_of_htmx, "Saved.")
    response = HtmxAnswers(lambda _request: redirect("/"))(request_of_htmx)
    assert "HX-Trigger" not in response
    assert [str(m) for m in messages.get_messages(request_of_htmx)] == ["Saved."]


@pytest.mark.parametrize("trigger", ["", "dialog:close", '{"dialog:close": {}}'])
def test_messages_become_toasts_beside_the_events_of_the_view(request_of_htmx: HttpRequest, trigger: str) -> None:
    messages.error(request_of_htmx, "Not sent.")
    answer = HttpResponse(headers={"HX-Trigger": trigger} if trigger else {})
    events = json.loads(HtmxAnswers(lambda _request: answer)(request_of_htmx)["HX-Trigger"])
    assert events.pop("toast") == {"all": [{"text": "Not sent.", "tone": "bad"}]}
    assert set(events) == ({"dialog:close"} if trigger else set())


def test_a_browser_gets_what_the_view_said(as_ada: Client) -> None:
    assert as_ada.post("/account/", {"name": "Ada", "timezone": "UTC"}).status_code == 302


def test_a_lost_session_leads_htmx_to_the_login(client: Client) -> None:
    response = client.get("/account/", headers={"HX-Request": "true"})
    assert response["HX-Redirect"].startswith("/accounts/login/")
