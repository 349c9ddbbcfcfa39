"""One contact in a real browser: edited in place, tagged, written about."""

from collections.abc import Callable
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from kindred.accounts.models import User
from kindred.contacts.models import Contact

Contacts = Callable[..., list[Contact]]


@pytest.fixture
def pat(page: Page, live_server: LiveServer, as_ada: Client, contacts: Contacts) -> Page:
    """A browser in which Ada looks at Pat."""
    [one] = contacts(kinds=1, title="Data Engineer", candidate_state="passive", phone="+4930901820")
    session = as_ada.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}/w/acme/contacts/{one.pk}/")
    return page


def test_a_field_is_edited_where_it_stands(pat: Page) -> None:
    pat.get_by_role("button", name="Edit Job title").click()
    field = pat.get_by_role("textbox", name="Job title")
    expect(field).to_be_focused()
    field.fill("Head of Data")
    pat.keyboard.press("Enter")
    expect(pat.locator("#contact-identity")).to_contain_text("Head of Data")
    expect(pat.get_by_text("Edited: Job title")).to_be_visible()


def test_an_error_stands_beside_the_field_and_escape_leaves_it(pat: Page) -> None:
    pat.get_by_role("button", name="Edit E-mail").click()
    field = pat.get_by_role("textbox", name="E-mail")
    field.fill("nobody@")
    pat.get_by_role("button", name="Save").click()
    expect(pat.get_by_role("alert")).to_contain_text("is not an e-mail address")
    expect(field).to_have_value("nobody@")
    field.press("Escape")
    expect(pat.get_by_role("link", name="pat.0001@pool.example")).to_be_visible()


def test_a_further_address_is_added_and_made_the_primary_one(pat: Page) -> None:
    pat.get_by_role("button", name="More").click()
    pat.get_by_role("menuitem", name="Edit everything").click()
    pat.get_by_role("button", name="Add e-mail").click()
    added = pat.get_by_role("textbox", name="E-mail new")
    expect(added).to_be_focused()
    added.fill("pat@work.example")
    row = pat.locator(".point-row", has=added)
    row.get_by_label("Type").select_option("Work")
    row.get_by_label("Verified").select_option("Verified")
    row.get_by_role("radio", name="Primary").check()
    pat.get_by_role("button", name="Add phone").click()
    number = pat.get_by_role("textbox", name="Phone new")
    number.fill("12")
    pat.locator(".point-row", has=number).get_by_role("button", name="Remove").click()
    expect(number).to_have_count(0)
    found = Axe().run(pat)
    assert [one["id"] for one in found.response["violations"] if one["impact"] in {"serious", "critical"}] == []
    pat.get_by_role("button", name="Save").click()
    first, second = pat.locator("dd .points").first.locator("li").all()
    expect(first).to_contain_text("pat@work.example")
    expect(first).to_contain_text("Verified")
    expect(second).to_contain_text("pat.0001@pool.example")


def test_tags_come_and_go(pat: Page) -> None:
    tags = pat.get_by_role("combobox", name="Add a tag")
    tags.fill("night shift")
    tags.press("Enter")
    expect(pat.get_by_text("Tagged “night shift”")).to_be_visible()
    expect(tags).to_be_focused()
    pat.get_by_role("button", name="Remove night shift").click()
    expect(pat.get_by_text("Tag “night shift” removed")).to_be_visible()


def test_a_note_and_a_task_stand_on_the_timeline(pat: Page) -> None:
    pat.keyboard.press("n")
    expect(pat.get_by_label("Note")).to_be_focused()
    pat.keyboard.type("Wants to hear from us in January.")
    pat.get_by_role("button", name="Add note").click()
    expect(pat.locator("#story").get_by_text("Wants to hear from us in January.")).to_be_visible()
    expect(pat.get_by_label("Note")).to_have_value("")
    pat.get_by_text("Add a task").click()
    pat.get_by_role("button", name="Add task").click()
    expect(pat.get_by_text("Say what is to be done.")).to_be_visible()
    pat.get_by_label("Task").fill("Call back")
    pat.get_by_role("button", name="Add task").click()
    expect(pat.locator("#story").get_by_text("Task: Call back")).to_be_visible()
    pat.get_by_role("button", name="Done: Call back").click()
    expect(pat.locator("#story").get_by_text("Task done: Call back")).to_be_visible()


def test_a_colleague_is_mentioned_by_the_beginning_of_a_name(bob: User, pat: Page) -> None:
    pat.get_by_label("Note", exact=True).click()
    pat.keyboard.type(f"Ask @{str(bob)[:2].lower()}")
    expect(pat.get_by_role("listbox", name="People to mention").get_by_role("option", name=str(bob))).to_be_visible()
    pat.keyboard.press("Enter")
    expect(pat.get_by_label("Note", exact=True)).to_have_value(f"Ask @{bob} ")
    pat.keyboard.type("about it")
    pat.get_by_role("button", name="Add note").click()
    expect(pat.locator("#story .mention")).to_have_text(f"@{bob}")
    pat.get_by_label("What the timeline shows").select_option(label="Tasks")
    expect(pat.get_by_text("Nothing of this has happened.")).to_be_visible()
    pat.get_by_label("What the timeline shows").select_option(label="Notes")
    expect(pat.locator("#story .mention")).to_be_visible()


def test_a_contact_is_deleted_after_a_plain_question(pat: Page) -> None:
    pat.get_by_role("button", name="More").click()
    pat.get_by_role("menuitem", name="Delete").click()
    expect(pat.get_by_role("heading", name="Delete Pat Person0001?")).to_be_visible()
    pat.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(pat.get_by_text("Pat Person0001 deleted.")).to_be_visible()
    pat.get_by_role("button", name="Undo").click()
    expect(pat.get_by_role("link", name="Pat Person0001")).to_be_visible()


def test_a_new_contact_loses_nothing_on_the_way(pat: Page) -> None:
    pat.goto(pat.url.rpartition("/contacts/")[0] + "/contacts/")
    pat.keyboard.press("c")
    pat.get_by_label("First name").fill("Ida")
    pat.get_by_label("E-mail", exact=True).fill("pat.0001@pool.example")
    pat.get_by_label("Lead", exact=True).check()
    pat.get_by_role("button", name="Add contact").click()
    expect(pat.get_by_text("Pat Person0001 has the address pat.0001@pool.example already.")).to_be_visible()
    expect(pat.get_by_label("First name")).to_have_value("Ida")
    expect(pat.get_by_label("Lead", exact=True)).to_be_checked()
    pat.get_by_label("E-mail", exact=True).fill("ida@pool.example")
    pat.get_by_role("button", name="Add contact").click()
    expect(pat.get_by_text("Ida added.")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")])
def test_the_page_and_the_form_are_fit_for_everyone(pat: Page, width: int, scheme: Literal["light", "dark"]) -> None:
    pat.set_viewport_size({"width": width, "height": 844})
    pat.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    pat.reload()
    pat.get_by_role("button", name="Edit Kinds").click()
    expect(pat.get_by_label("Referee")).to_be_visible()
    pat.get_by_text("Fields without a value").click()
    pat.get_by_text("Add a task").click()
    assert Axe().run(pat).response["violations"] == []
    assert pat.evaluate("document.documentElement.scrollWidth") <= width
    pat.goto(f"{pat.url}edit/")
    assert Axe().run(pat).response["violations"] == []
    assert pat.evaluate("document.documentElement.scrollWidth") <= width
