"""Consent, access and erasure in a real browser."""

import zipfile
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from kindred.contacts.models import Contact
from kindred.jobs.worker import work_until_idle


@pytest.fixture
def pat(page: Page, live_server: LiveServer, as_ada: Client, contacts: Callable[..., list[Contact]]) -> Page:
    """A browser in which Ada looks at Pat."""
    [one] = contacts(1)
    session = as_ada.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}/w/acme/contacts/{one.pk}/")
    return page


def test_consent_is_recorded_and_withdrawn_on_the_page(pat: Page) -> None:
    pat.get_by_role("button", name="Record a basis").click()
    dialog = pat.get_by_role("dialog")
    dialog.get_by_role("button", name="Record").click()
    expect(dialog).to_contain_text("Consent has to be shown")
    dialog.get_by_label("How it came about").fill("careers page")
    dialog.get_by_role("button", name="Record").click()
    bases = pat.locator("#contact-bases")
    expect(bases).to_contain_text("In force")
    expect(pat.get_by_text("Legal basis recorded.")).to_be_visible()
    bases.get_by_role("button", name="Withdraw").click()
    pat.get_by_role("dialog").get_by_role("button", name="Withdraw").click()
    expect(bases).to_contain_text("Withdrawn")
    found = Axe().run(pat)
    assert [one["id"] for one in found.response["violations"] if one["impact"] in {"serious", "critical"}] == []


def test_everything_held_on_a_person_is_downloaded(pat: Page) -> None:
    pat.get_by_role("button", name="More").click()
    with pat.expect_download() as download:
        pat.get_by_role("menuitem", name="Everything held on them").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert set(archive.namelist()) == {"data.json", "index.html"}


def test_a_person_is_erased_by_keyboard_alone_and_the_certificate_downloaded(pat: Page) -> None:
    pat.get_by_role("button", name="More").click()
    pat.get_by_role("menuitem", name="Erase for good").click()
    expect(pat.get_by_role("heading", name="What stays, and names nobody")).to_be_visible()
    found = Axe().run(pat)
    assert [one["id"] for one in found.response["violations"] if one["impact"] in {"serious", "critical"}] == []
    meant = pat.get_by_label("I have read what goes")
    meant.focus()
    pat.keyboard.press("Space")
    expect(meant).to_be_checked()
    pat.keyboard.press("Enter")
    expect(pat.get_by_text("0 of 1 people")).to_be_visible()
    work_until_idle()
    expect(pat.get_by_text("1 person is erased")).to_be_visible()
    with pat.expect_download() as download:
        pat.get_by_role("link", name="Certificate").click()
    assert "Certificate of erasure" in download.value.path().read_text()
