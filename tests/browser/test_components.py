"""The components in a real browser."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Locator, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer


@pytest.fixture
def gallery(page: Page, live_server: LiveServer, as_ada: Client, settings: Settings) -> Page:
    """A browser in which Ada looks at every component."""
    settings.ROOT_URLCONF = "tests.browser.gallery"
    page.context.add_cookies(
        [{"name": name, "value": c.value, "url": live_server.url} for name, c in as_ada.cookies.items()]
    )
    page.goto(f"{live_server.url}/gallery/")
    return page


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")])
def test_every_component_is_fit_for_everyone(gallery: Page, width: int, scheme: Literal["light", "dark"]) -> None:
    gallery.set_viewport_size({"width": width, "height": 900})
    gallery.emulate_media(color_scheme=scheme)
    gallery.reload()
    assert Axe().run(gallery).response["violations"] == []
    assert gallery.evaluate("document.documentElement.scrollWidth") <= width


def test_rows_are_walked_and_selected_by_keys(gallery: Page) -> None:
    gallery.keyboard.press("j")
    gallery.keyboard.press("j")
    expect(gallery.get_by_role("link", name="Pat 1")).to_be_focused()
    gallery.keyboard.press("x")
    expect(gallery.get_by_label("Select Pat 1")).to_be_checked()
    expect(gallery.locator(".bulk-bar")).to_contain_text("1 selected")


def test_a_click_with_shift_selects_all_between(gallery: Page) -> None:
    gallery.get_by_label("Select Pat 1").click()
    gallery.get_by_label("Select Pat 5").click(modifiers=["Shift"])
    expect(gallery.locator(".bulk-bar")).to_contain_text("5 selected")
    gallery.get_by_role("button", name="Clear").click()
    expect(gallery.locator(".bulk-bar")).to_be_hidden()


def test_the_drawer_opens_when_it_is_filled_and_gives_the_focus_back(gallery: Page) -> None:
    link = gallery.get_by_role("link", name="Open Grace")
    link.click()
    expect(gallery.get_by_role("heading", name="Grace Hopper")).to_be_focused()
    gallery.keyboard.press("Escape")
    expect(gallery.locator("#drawer")).to_be_hidden()
    expect(link).to_be_focused()


def test_a_script_in_a_fragment_does_not_run(gallery: Page) -> None:
    gallery.get_by_role("link", name="Open Grace").click()
    expect(gallery.get_by_role("heading", name="Grace Hopper")).to_be_visible()
    expect(gallery).to_have_title("Gallery · Kindred")


def test_a_card_is_dragged_to_another_column(gallery: Page) -> None:
    contacted = gallery.get_by_role("region", name="Contacted")
    drag(gallery, gallery.get_by_role("article", name="Ada"), contacted)
    expect(contacted.get_by_role("article", name="Ada")).to_be_visible()


def test_a_card_that_may_not_move_goes_back_and_says_why(gallery: Page) -> None:
    drag(gallery, gallery.get_by_role("article", name="Bob"), gallery.get_by_role("region", name="Contacted"))
    expect(gallery.get_by_role("status")).to_contain_text("Contacted is paused.")
    expect(gallery.get_by_role("region", name="New").get_by_role("article", name="Bob")).to_be_visible()


def drag(page: Page, card: Locator, column: Locator) -> None:
    """Drag as a hand does; Playwright's own drag is too quick for SortableJS."""
    column.scroll_into_view_if_needed()
    box, goal = card.bounding_box(), column.bounding_box()
    assert box
    assert goal
    page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"], box["y"] + box["height"] / 2 + 6, steps=4)
    page.mouse.move(goal["x"] + goal["width"] / 2, goal["y"] + 70, steps=12)
    page.wait_for_timeout(200)
    page.mouse.up()


def test_tags_are_chosen_from_suggestions_or_made(gallery: Page) -> None:
    tags = gallery.get_by_role("combobox", name="Tags")
    tags.press_sequentially("ber")
    expect(gallery.get_by_role("option", name="Berlin")).to_be_visible()
    tags.press("Enter")
    tags.press_sequentially("Rust,")
    chosen = gallery.locator(".chip input[name=tags]")
    expect(chosen).to_have_count(2)
    expect(chosen.nth(0)).to_have_value("2")
    expect(chosen.nth(1)).to_have_value("Rust")
    tags.press("Backspace")
    expect(chosen).to_have_count(1)
