"""The shell in a real browser: themes, keys, menus, and what axe has to say."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from kindred.accounts.models import User, Workspace
from tests.conftest import PASSWORD


@pytest.fixture
def at_home(page: Page, live_server: LiveServer, ada: User, workspace: Workspace) -> Page:
    """A browser in which Ada has logged in through the form and opened her account."""
    page.goto(f"{live_server.url}/accounts/login/?next=/account/")
    page.get_by_label("E-mail").fill(ada.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    return page


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")])
@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"])
def test_the_pages_before_the_door_are_fit_for_everyone(
    page: Page, live_server: LiveServer, path: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme)
    page.goto(live_server.url + path)
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_shell_is_fit_for_everyone(at_home: Page, scheme: Literal["light", "dark"]) -> None:
    at_home.emulate_media(color_scheme=scheme)
    at_home.reload()
    assert Axe().run(at_home).response["violations"] == []


def test_nothing_breaks_the_content_security_policy(page: Page, live_server: LiveServer, db: None) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{live_server.url}/accounts/signup/")
    expect(page.locator("[name=timezone]")).not_to_have_value("")
    assert said == []


def test_a_theme_is_chosen_from_the_menu_and_stays(at_home: Page) -> None:
    at_home.get_by_role("button", name="You: Ada Lovelace").click()
    at_home.get_by_role("menuitemradio", name="Dark").click()
    expect(at_home.locator("html")).to_have_class("dark")
    at_home.reload()
    expect(at_home.locator("html")).to_have_class("dark")


def test_a_menu_is_walked_with_the_arrow_keys(at_home: Page) -> None:
    button = at_home.get_by_role("button", name="You: Ada Lovelace")
    button.focus()
    at_home.keyboard.press("ArrowDown")
    expect(at_home.get_by_role("menuitem", name="Your account")).to_be_focused()
    at_home.keyboard.press("End")
    expect(at_home.get_by_role("menuitem", name="Log out")).to_be_focused()
    at_home.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_the_question_mark_shows_the_keys_and_they_can_be_switched_off(at_home: Page) -> None:
    help_dialog = at_home.get_by_role("dialog", name="Keyboard shortcuts")
    at_home.keyboard.press("?")
    expect(help_dialog).to_be_visible()
    at_home.get_by_label("Single-key shortcuts").uncheck()
    at_home.keyboard.press("Escape")
    at_home.keyboard.press("?")
    expect(help_dialog).to_be_hidden()


def test_a_key_pressed_in_a_field_is_a_letter(at_home: Page) -> None:
    at_home.get_by_label("Name").press_sequentially("?")
    expect(at_home.get_by_role("dialog", name="Keyboard shortcuts")).to_be_hidden()


def test_saving_says_so_in_a_toast(at_home: Page) -> None:
    at_home.get_by_role("button", name="Save").click()
    expect(at_home.get_by_role("status")).to_contain_text("Saved.")


def test_the_keyboard_can_skip_to_the_content(at_home: Page) -> None:
    at_home.keyboard.press("Tab")
    link = at_home.get_by_role("link", name="Skip to the content")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
