"""The builder of criteria in a real browser: by mouse, by typing, by keyboard, as text, back and forth."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from kindred.accounts.models import User, Workspace
from kindred.cohorts.models import Segment
from kindred.contacts.models import Contact
from tests.conftest import PASSWORD
from tests.web.cohort_pages import url

Contacts = Callable[..., list[Contact]]


@pytest.fixture
def builder(faultless: Page, live_server: LiveServer, ada: User, workspace: Workspace, contacts: Contacts) -> Page:
    """The page of a new segment as Ada sees it, whose scripts must not fail; six people to be found."""
    contacts(3, department="marketing", seniority="vp", region="Europe", city="Berlin")
    contacts(2, department="marketing", seniority="director", region="Asia")
    contacts(1, department="sales", seniority="vp", region="Europe")
    cache.clear()
    page = faultless
    page.goto(f"{live_server.url}/accounts/login/?next=/account/")
    page.get_by_label("E-mail").fill(ada.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    page.goto(live_server.url + url("segment_new"))
    expect(count(page)).to_be_visible()
    return page


def count(page: Page) -> Locator:
    return page.locator("[data-criteria-target=count]")


def said(page: Page) -> Locator:
    return page.locator("[data-criteria-target=said]")


def adder(page: Page) -> Locator:
    """Where a condition is added to the outermost group."""
    return page.get_by_role("combobox", name="Add a condition").last


def rows(page: Page) -> Locator:
    return page.locator(".criteria-row")


def add(page: Page, typed: str, option: str) -> None:
    """Add a condition by typing."""
    before = rows(page).count()
    adder(page).click()
    adder(page).press_sequentially(typed)
    page.get_by_role("option", name=option).first.click()
    expect(rows(page)).to_have_count(before + 1)


def test_a_condition_takes_two_clicks_and_values_show_how_many_have_them(builder: Page) -> None:
    adder(builder).click()
    builder.get_by_role("option", name="Department").click()
    marketing = builder.get_by_role("option", name="Marketing 5")
    marketing.click()
    expect(count(builder)).to_contain_text("5 contacts")
    expect(count(builder)).to_contain_text("Pat Person0001")
    expect(said(builder)).to_have_text("Marketing people")
    builder.get_by_label("Name").fill("Marketing")
    builder.get_by_role("button", name="Save segment").click()
    expect(builder.get_by_role("heading", name="Marketing")).to_be_visible()
    assert Segment.objects.get().criteria["all"] == [{"field": "department", "is": "in", "value": ["marketing"]}]


def test_conditions_are_typed_joined_and_read_aloud_without_a_mouse(builder: Page) -> None:
    adder(builder).focus()
    builder.keyboard.type("department = marketing")
    expect(builder.get_by_role("option", name="as typed")).to_be_visible()
    builder.keyboard.press("Enter")
    expect(adder(builder)).to_be_focused()
    builder.keyboard.type("director")
    expect(builder.get_by_role("option", name="Seniority: Director")).to_be_visible()
    builder.keyboard.press("ArrowDown")
    builder.keyboard.press("ArrowUp")
    builder.keyboard.press("Enter")
    expect(rows(builder)).to_have_count(2)
    expect(said(builder)).to_have_text("Marketing directors")
    expect(count(builder)).to_contain_text("2 contacts")


def test_what_was_done_is_undone_and_done_again(builder: Page) -> None:
    add(builder, "vp", "Seniority: VP")
    expect(count(builder)).to_contain_text("4 contacts")
    add(builder, "sales", "Department: Sales")
    expect(count(builder)).to_contain_text("1 contact")
    builder.get_by_role("button", name="Undo").click()
    expect(count(builder)).to_contain_text("4 contacts")
    expect(rows(builder)).to_have_count(1)
    builder.get_by_role("button", name="Redo").click()
    expect(rows(builder)).to_have_count(2)
    expect(count(builder)).to_contain_text("1 contact")
    builder.keyboard.press("Control+z")
    builder.keyboard.press("Control+z")
    expect(rows(builder)).to_have_count(0)
    builder.keyboard.press("Control+Shift+z")
    expect(rows(builder)).to_have_count(1)


def test_groups_are_made_filled_and_left_by_keyboard_and_by_drag(builder: Page) -> None:
    add(builder, "vp", "Seniority: VP")
    add(builder, "marketing", "Department: Marketing")
    rows(builder).nth(1).get_by_role("button", name="More about this condition").click()
    builder.get_by_role("menuitem", name="Put into a group").click()
    group = builder.get_by_role("group", name="Any of these")
    expect(group.locator(".criteria-row")).to_have_count(1)
    handle = builder.get_by_role("button", name=re.compile("^Move:")).first
    handle.focus()
    handle.press("ArrowRight")
    expect(group.locator(".criteria-row")).to_have_count(2)
    expect(count(builder)).to_contain_text("6 contacts")
    expect(builder.locator(":focus")).to_have_class("handle")
    builder.locator(":focus").press("ArrowLeft")
    expect(group.locator(".criteria-row")).to_have_count(1)
    expect(count(builder)).to_contain_text("3 contacts")

    group.locator(".criteria-row .handle").drag_to(rows(builder).last, target_position={"x": 40, "y": 30})
    expect(group).to_have_count(0)
    expect(rows(builder)).to_have_count(2)


def test_none_of_these_leaves_people_out(builder: Page) -> None:
    add(builder, "vp", "Seniority: VP")
    add(builder, "marketing", "Department: Marketing")
    builder.get_by_label("How these are joined").select_option("none")
    expect(said(builder)).to_have_text(re.compile("except those whose seniority is one of VP"))
    expect(builder.locator(".criteria-group")).to_have_attribute("data-how", "none")


def test_both_forms_say_the_same_and_a_fault_is_shown_where_it_is(builder: Page) -> None:
    add(builder, "vp", "Seniority: VP")
    expect(count(builder)).to_contain_text("4 contacts")
    builder.get_by_role("button", name="As text").click()
    text = builder.get_by_label("Criteria as text")
    expect(text).to_have_value("seniority in (vp)")
    text.fill("seniority in (vp) and senority = lead")
    expect(builder.get_by_text("Did you mean “seniority”?")).to_be_visible()
    builder.get_by_role("button", name="Go there").click()
    assert builder.evaluate("getSelection().toString()") == "senority"
    builder.get_by_role("button", name="As text").click()
    expect(text).to_be_focused()
    text.fill("(region = Europe or city = Rome) and seniority in (vp)")
    expect(builder.get_by_text("Did you mean")).to_have_count(0)
    builder.get_by_role("button", name="As text").click()
    expect(rows(builder)).to_have_count(3)
    expect(builder.get_by_role("group", name="Any of these").locator(".criteria-row")).to_have_count(2)
    expect(count(builder)).to_contain_text("4 contacts")


def test_a_fault_stands_beside_its_condition_once_it_is_left(builder: Page) -> None:
    adder(builder).click()
    builder.get_by_role("option", name="Job title").click()
    expect(rows(builder)).to_have_count(1)
    expect(count(builder)).to_contain_text("Complete the conditions")
    expect(rows(builder).locator(".field-error")).to_have_count(0)
    builder.get_by_label("Name").focus()
    expect(rows(builder).locator(".field-error")).to_contain_text("Enter a text to compare with.")
    expect(rows(builder).get_by_label("Value")).to_have_attribute("aria-describedby", re.compile("problems"))
    rows(builder).get_by_label("Value").fill("engineer")
    expect(count(builder)).to_contain_text("0 contacts")
    builder.get_by_label("Name").focus()
    expect(rows(builder).locator(".field-error")).to_have_count(0)


def test_facets_count_what_is_left_and_narrow_it_down(builder: Page) -> None:
    facets = builder.locator(".criteria-facets")
    facets.get_by_role("button", name="Marketing 5").click()
    expect(count(builder)).to_contain_text("5 contacts")
    expect(facets.get_by_role("button", name="Asia 2")).to_be_visible()
    facets.get_by_role("button", name="VP 3").click()
    expect(count(builder)).to_contain_text("3 contacts")
    expect(facets.get_by_role("button", name="VP 3")).to_have_attribute("aria-pressed", "true")
    facets.get_by_role("button", name="VP 3").click()
    expect(count(builder)).to_contain_text("5 contacts")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_can_be_used_by_everybody_on_a_phone(builder: Page, theme: str) -> None:
    builder.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    builder.set_viewport_size({"width": 390, "height": 844})
    add(builder, "vp", "Seniority: VP")
    builder.get_by_role("button", name="Add group").last.click()
    expect(builder.get_by_role("group", name="Any of these")).to_be_visible()
    expect(count(builder)).to_contain_text("Complete the conditions")
    assert builder.evaluate("document.documentElement.scrollWidth") <= 390
    found = Axe().run(builder)
    assert found.violations_count == 0, found.generate_report()


def test_who_is_not_known_is_shown_beside_the_result(builder: Page) -> None:
    add(builder, "berlin", "City: Berlin")
    expect(count(builder)).to_contain_text("3 contacts")
    builder.get_by_label("Who has no value").select_option("verify")
    expect(count(builder)).to_contain_text("3 more to verify first")
    builder.get_by_role("button", name="As text").click()
    expect(builder.get_by_label("Criteria as text")).to_have_value("verify unknown, city in (Berlin)")


def test_what_selected_people_share_becomes_a_cohort(
    builder: Page, live_server: LiveServer, contacts: Contacts
) -> None:
    contacts(40, department="finance", first_name="Zed")
    builder.goto(live_server.url + url("contacts"))
    for number in range(1, 6):
        builder.get_by_role("checkbox", name=f"Select Pat Person{number:04}").check()
    bar = builder.get_by_role("toolbar", name="Selected contacts")
    bar.get_by_role("button", name="More").click()
    builder.get_by_role("menuitem", name="What they have in common").click()
    expect(builder.get_by_role("heading", name="What 5 people have in common")).to_be_visible()
    expect(builder.get_by_text("5 of 5").first).to_be_visible()
    builder.get_by_role("link", name="Make a cohort of it").first.click()
    expect(said(builder)).to_have_text("Marketing people")
    expect(count(builder)).to_contain_text("5 contacts")
