"""Reviewing duplicates, merging and undoing, in a real browser and by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from kindred.accounts.models import Workspace
from kindred.contacts.duplicates.merging import run
from kindred.contacts.duplicates.work import match_changed
from kindred.contacts.models import Contact, Duplicate
from kindred.kit.clock import utc_now


@pytest.fixture
def queue(page: Page, live_server: LiveServer, as_ada: Client, workspace: Workspace) -> Page:
    """A browser in which Ada sees the queue: Bob Kahn twice, and Grace Hopper twice."""
    for values in (
        {"name": "Robert Kahn", "phone": "+4930123456", "title": "CTO", "city": "Berlin"},
        {"name": "Bob Kahn", "phone": "+4930123456", "title": "Chief"},
        {"name": "Grace Hopper", "company_name": "Navy", "email": "grace@navy.example", "city": "Lyon"},
        {"name": "Grace Hoper", "company_name": "Navy", "email": "g.hopper@navy.example"},
    ):
        Contact.objects.create_one(workspace=workspace, values=values, now=utc_now())
    while match_changed(utc_now(), "test").done:
        pass
    session = as_ada.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}/w/acme/contacts/duplicates/")
    return page


@pytest.mark.smoke
def test_a_pair_is_merged_as_chosen_and_undone_by_keyboard(queue: Page) -> None:
    first = queue.locator("article").first
    expect(first).to_contain_text("The same number, +4930123456")
    first.get_by_role("row", name="Job").get_by_role("radio").nth(1).check()
    queue.keyboard.press("m")
    expect(queue.get_by_text("Bob Kahn became part of Robert Kahn.")).to_be_visible()
    survivor = Contact.objects.get(name="Robert Kahn")
    assert (survivor.title, survivor.city) == ("Chief", "Berlin")
    queue.keyboard.press("u")
    expect(queue.locator("article")).to_have_count(2)
    expect(queue.locator("article").first).to_be_focused()
    assert Contact.objects.get(name="Robert Kahn").title == "CTO"
    assert Contact.objects.count() == 4


def test_the_next_pair_is_set_apart_and_brought_back_by_keyboard(queue: Page) -> None:
    queue.locator("body").press("j")
    queue.keyboard.press("j")
    queue.keyboard.press("n")
    expect(queue.get_by_text("not the same person. This is remembered.")).to_be_visible()
    assert Duplicate.objects.undecided().count() == 1
    queue.keyboard.press("u")
    expect(queue.locator("article")).to_have_count(2)
    assert Duplicate.objects.undecided().count() == 2


def test_certain_ones_are_merged_at_once_and_undone_at_once(queue: Page) -> None:
    queue.get_by_role("button", name="Merge all certain ones").click()
    expect(queue.get_by_role("heading", name="Merge 1 group of certain duplicates?")).to_be_visible()
    queue.get_by_role("button", name="Merge 1 contact").click()
    expect(queue.get_by_text("Merging: 0 of 1")).to_be_visible()
    while run(utc_now(), "test").done:
        pass
    expect(queue.get_by_text("1 contact became part of another")).to_be_visible()
    assert Contact.objects.count() == 3
    queue.get_by_role("button", name="Undo all of it").click()
    queue.get_by_role("button", name="Undo it").click()
    expect(queue.get_by_text("Being undone: 0 of 1")).to_be_visible()
    while run(utc_now(), "test").done:
        pass
    expect(queue.locator("article")).to_have_count(2)
    assert Contact.objects.count() == 4


@pytest.mark.parametrize("width", [1280, 390])
def test_the_queue_is_accessible_and_fits(queue: Page, width: int) -> None:
    queue.set_viewport_size({"width": width, "height": 800})
    found = Axe().run(queue, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert [fault for fault in found.response["violations"] if fault["impact"] in ("serious", "critical")] == []
    assert queue.evaluate("document.documentElement.scrollWidth") <= width
