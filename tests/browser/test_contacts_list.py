"""The list of contacts in a real browser: searched, walked with keys, selected, opened beside it."""

import re
from collections.abc import Callable
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from kindred.accounts.models import User, Workspace
from kindred.bulk.models import bulk_action
from kindred.bulk.work import act, export
from kindred.cohorts.models import Cohort
from kindred.contacts.models import Contact, Tag
from kindred.jobs.worker import work_until_idle
from kindred.kit.clock import utc_now

Contacts = Callable[..., list[Contact]]


@pytest.fixture
def pool(page: Page, live_server: LiveServer, as_ada: Client, workspace: Workspace, contacts: Contacts) -> Page:
    """A browser in which Ada looks at sixty nurses and a founder."""
    contacts(60, title="Nurse", kinds=1, candidate_state="passive")
    contacts(first_name="Zoë", title="Founder", kinds=2, lifecycle_stage="mql")
    Contact.objects.filter(first_name="Zoë").add_tag(Tag.objects.named(workspace, "startup"), at=utc_now())
    session = as_ada.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}/w/acme/contacts/")
    return page


def test_a_search_narrows_while_one_types_and_keeps_the_focus(pool: Page) -> None:
    pool.keyboard.press("/")
    search = pool.get_by_role("searchbox", name="Search contacts")
    expect(search).to_be_focused()
    pool.keyboard.type("zoe fou", delay=30)
    expect(pool.get_by_role("status").filter(has_text="1 contact")).to_be_visible()
    expect(pool.get_by_role("link", name="Zoë Person0061")).to_be_visible()
    expect(search).to_be_focused()
    expect(pool).to_have_url(re.compile(r"\?q=zoe\+fou$"))
    pool.reload()
    expect(search).to_have_value("zoe fou")
    pool.get_by_role("link", name="Clear filters").click()
    expect(pool.get_by_text("61 contacts")).to_be_visible()


def test_filters_add_up_and_the_way_back_works(pool: Page) -> None:
    pool.get_by_label("State or stage").select_option(label="MQL")
    expect(pool.get_by_text("1 contact", exact=True)).to_be_visible()
    pool.get_by_label("Kind").select_option(label="Candidate")
    expect(pool.get_by_text("Nobody matches")).to_be_visible()
    pool.go_back()
    expect(pool.get_by_role("link", name="Zoë Person0061")).to_be_visible()
    expect(pool.get_by_label("Kind")).to_have_value("")


def test_a_tag_is_chosen_from_what_there_is(pool: Page) -> None:
    pool.get_by_role("combobox", name="Tagged").fill("star")
    pool.get_by_role("option", name="startup").click()
    expect(pool.get_by_text("1 contact", exact=True)).to_be_visible()
    pool.get_by_role("button", name="Remove startup").click()
    expect(pool.get_by_text("61 contacts")).to_be_visible()


def test_the_list_is_walked_and_a_contact_opened_with_keys(pool: Page) -> None:
    pool.keyboard.press("j")
    pool.keyboard.press("j")
    expect(pool.get_by_role("link", name="Pat Person0002")).to_be_focused()
    pool.keyboard.press("x")
    expect(pool.get_by_role("checkbox", name="Select Pat Person0002")).to_be_checked()
    pool.keyboard.press("Enter")
    drawer = pool.locator("#drawer")
    expect(drawer.get_by_text("pat.0002@pool.example")).to_be_visible()
    pool.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(pool.get_by_role("link", name="Pat Person0002")).to_be_focused()


def test_back_closes_a_contact_and_forward_opens_it_again(pool: Page) -> None:
    pool.get_by_role("link", name="Pat Person0002").click()
    drawer = pool.locator("#drawer")
    expect(drawer.get_by_text("pat.0002@pool.example")).to_be_visible()
    expect(pool).to_have_url(re.compile(r"/contacts/\?open=\d+$"))
    pool.get_by_role("link", name="Pat Person0003").click()
    expect(drawer.get_by_text("pat.0003@pool.example")).to_be_visible()
    pool.go_back()
    expect(drawer).to_be_hidden()
    expect(pool).to_have_url(re.compile(r"/contacts/$"))
    pool.go_forward()
    expect(drawer.get_by_text("pat.0003@pool.example")).to_be_visible()
    pool.reload()
    expect(drawer.get_by_text("pat.0003@pool.example")).to_be_visible()
    pool.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(pool).to_have_url(re.compile(r"/contacts/$"))


def test_pages_are_turned_and_sorted(pool: Page) -> None:
    pool.get_by_role("link", name="Next").click()
    expect(pool.get_by_role("link", name="Zoë Person0061")).to_be_visible()
    pool.get_by_role("link", name="Previous").click()
    expect(pool.get_by_role("link", name="Pat Person0001", exact=True)).to_be_visible()
    pool.get_by_role("link", name="Name").click()
    expect(pool.locator("[data-keys-focus]").first).to_have_text("Zoë Person0061")
    expect(pool.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "descending")


def test_rows_are_selected_with_shift_tagged_and_untagged_again(pool: Page) -> None:
    pool.get_by_role("checkbox", name="Select Pat Person0001").click()
    pool.get_by_role("checkbox", name="Select Pat Person0005").click(modifiers=["Shift"])
    expect(pool.get_by_text("5 selected")).to_be_visible()
    pool.get_by_role("button", name="Add tag").click()
    dialog = pool.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Add tag")).to_be_visible()
    dialog.get_by_role("button", name="Add tag").click()
    expect(dialog.get_by_text("Choose a tag, or write a new one.")).to_be_visible()
    dialog.get_by_role("combobox").fill("night shift")
    pool.keyboard.press("Enter")
    expect(dialog.get_by_text("5 of 5 contacts get the tag")).to_be_visible()
    dialog.get_by_role("button", name="Add tag").click()
    expect(dialog).to_be_hidden()
    tags = pool.locator("#results").get_by_text("night shift")
    expect(tags).to_have_count(5)
    toast = pool.locator(".toast", has_text="Add the tag “night shift”: 5 contacts.")
    toast.get_by_role("button", name="Undo").click()
    expect(pool.get_by_text("Undone for 5 contacts.")).to_be_visible()
    expect(tags).to_have_count(0)


def test_everybody_who_matches_is_changed_in_the_background_and_back(
    pool: Page, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, transactional_db: None
) -> None:
    monkeypatch.setattr(bulk_action, "AT_ONCE", 10)
    monkeypatch.setattr(bulk_action, "BATCH", 25)
    pool.get_by_role("searchbox", name="Search contacts").fill("nurse")
    expect(pool.get_by_text("60 contacts")).to_be_visible()
    pool.get_by_role("checkbox", name="Select all on this page").click()
    pool.get_by_role("button", name="Select all 60").click()
    pool.get_by_role("button", name="Set stage").click()
    dialog = pool.get_by_role("dialog")
    dialog.get_by_label("State or stage").select_option(label="Active")
    expect(dialog.get_by_text("60 of 60 contacts change")).to_be_visible()
    expect(dialog.get_by_text("60 of them have another value now, which is replaced.")).to_be_visible()
    dialog.get_by_role("button", name="Set stage").click()
    expect(dialog.get_by_text("You can close this")).to_be_visible()
    dialog.get_by_role("link", name="See all bulk actions").click()
    work_until_idle(work=[act])
    row = pool.get_by_role("row", name="Set Candidate state to “Active”")
    expect(row.get_by_text("Done")).to_be_visible()
    assert Contact.objects.filter(candidate_state="active").count() == 60
    row.get_by_role("link").click()
    expect(pool.get_by_text("Done for 60 contacts.")).to_be_visible()
    pool.get_by_role("button", name="Undo").click()
    work_until_idle(work=[act])
    expect(pool.get_by_text("Undone for 60 contacts.")).to_be_visible()
    assert Contact.objects.filter(candidate_state="passive").count() == 60


def test_everybody_who_matches_goes_into_a_cohort(
    pool: Page, workspace: Workspace, ada: User, transactional_db: None
) -> None:
    cohort = Cohort.objects.open_for(workspace=workspace, owner=ada, name="Night shift", now=utc_now())
    Cohort.objects.open_for(workspace=workspace, owner=ada, name="Day shift", now=utc_now())
    pool.get_by_role("searchbox", name="Search contacts").fill("nurse")
    expect(pool.get_by_text("60 contacts")).to_be_visible()
    pool.get_by_role("checkbox", name="Select all on this page").click()
    pool.get_by_role("button", name="Select all 60").click()
    pool.get_by_role("button", name="Add to cohort").click()
    dialog = pool.get_by_role("dialog")
    dialog.get_by_role("searchbox").fill("night")
    expect(dialog.get_by_role("radio")).to_have_count(1)
    dialog.get_by_role("radio", name=re.compile("Night shift")).check()
    expect(dialog.get_by_text("60 of 60 contacts enter the cohort")).to_be_visible()
    dialog.get_by_role("button", name="Add to cohort").click()
    expect(pool.get_by_text("Add to the cohort “Night shift”: 60 contacts.")).to_be_visible()
    assert cohort.members().count() == 60


def test_what_was_deleted_comes_back(pool: Page) -> None:
    pool.get_by_role("checkbox", name="Select Pat Person0001").click()
    pool.get_by_role("toolbar").get_by_role("button", name="More").click()
    pool.get_by_role("menuitem", name="Delete").click()
    expect(pool.get_by_text("1 of 1 contact is deleted")).to_be_visible()
    pool.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(pool.get_by_text("60 contacts")).to_be_visible()
    pool.locator(".toast").get_by_role("button", name="Undo").click()
    expect(pool.get_by_text("61 contacts")).to_be_visible()
    expect(pool.get_by_role("link", name="Pat Person0001", exact=True)).to_be_visible()


def test_a_selection_is_merged_into_one_and_comes_back(pool: Page) -> None:
    for number in ("01", "02", "03"):
        pool.get_by_role("checkbox", name=f"Select Pat Person00{number}").check()
    pool.get_by_role("toolbar", name="Selected contacts").get_by_role("button", name="More").click()
    pool.get_by_role("menuitem", name="Merge").click()
    dialog = pool.get_by_role("dialog")
    expect(dialog.get_by_text("0 of 3 contacts")).to_be_visible()
    dialog.get_by_role("radio", name="All of them").check()
    expect(dialog.get_by_text("Pat Person0001 stays.")).to_be_visible()
    assert not Axe().run(pool, context="#dialog").response["violations"]
    dialog.get_by_role("button", name="Merge").click()
    expect(pool.get_by_text("59 contacts")).to_be_visible()
    pool.locator(".toast").get_by_role("button", name="Undo").click()
    expect(pool.get_by_text("61 contacts")).to_be_visible()


def test_a_field_is_set_on_a_selection(pool: Page) -> None:
    pool.get_by_role("checkbox", name="Select Pat Person0002").click()
    pool.get_by_role("toolbar").get_by_role("button", name="More").click()
    pool.get_by_role("menuitem", name="Set field").click()
    dialog = pool.get_by_role("dialog")
    dialog.get_by_label("Field", exact=True).select_option(label="Job title")
    dialog.locator("#bulk-value input").fill("Head nurse")
    dialog.get_by_role("button", name="Set field").click()
    expect(pool.get_by_text("Set Job title to “Head nurse”: 1 contact.")).to_be_visible()
    expect(pool.get_by_role("gridcell", name="Head nurse")).to_be_visible()


def test_a_selection_is_downloaded(pool: Page, transactional_db: None) -> None:
    pool.get_by_role("checkbox", name="Select Pat Person0003").click()
    pool.get_by_role("toolbar").get_by_role("button", name="More").click()
    pool.get_by_role("menuitem", name="Export").click()
    dialog = pool.get_by_role("dialog")
    dialog.get_by_role("button", name="Export").click()
    expect(dialog.get_by_text("You can close this")).to_be_visible()
    work_until_idle(work=[export])
    with pool.expect_download() as download:
        dialog.get_by_role("link", name="Download").click()
    assert "pat.0003@pool.example" in download.value.path().read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")])
def test_the_list_is_fit_for_everyone(pool: Page, width: int, scheme: Literal["light", "dark"]) -> None:
    pool.set_viewport_size({"width": width, "height": 844})
    pool.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    pool.reload()
    pool.get_by_role("checkbox", name="Select Pat Person0001").click()
    assert Axe().run(pool).response["violations"] == []
    pool.get_by_role("link", name="Pat Person0001", exact=True).click()
    expect(pool.locator("#drawer").get_by_text("pat.0001@pool.example")).to_be_visible()
    pool.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
    assert Axe().run(pool).response["violations"] == []
    assert pool.evaluate("document.documentElement.scrollWidth") <= width


def test_a_view_is_put_together_kept_shared_and_come_back_to(pool: Page) -> None:
    pool.get_by_label("State or stage").select_option(label="Passive")
    expect(pool.get_by_text("60 contacts")).to_be_visible()
    pool.get_by_role("button", name="Columns").click()
    dialog = pool.get_by_role("dialog")
    dialog.get_by_label("E-mail", exact=True).check()
    dialog.get_by_label("Tags", exact=True).uncheck()
    dialog.get_by_role("button", name="Move E-mail", exact=True).focus()
    for _step in range(3):
        pool.keyboard.press("ArrowUp")
    dialog.get_by_role("button", name="Show columns").click()
    expect(pool.get_by_role("gridcell", name="pat.0001@pool.example")).to_be_visible()
    pool.get_by_role("button", name="All contacts").click()
    pool.get_by_role("menuitem", name="Keep as a new view").click()
    dialog.get_by_label("Name").fill("Passive nurses")
    dialog.get_by_label("Share it with the workspace").check()
    dialog.get_by_role("button", name="Keep view").click()
    expect(pool).to_have_url(re.compile(r"\?view=\d+$"))
    expect(pool.get_by_role("button", name="Passive nurses")).to_be_visible()
    pool.reload()
    expect(pool.get_by_label("State or stage")).to_have_value("candidate_state:passive")
    expect(pool.get_by_role("columnheader", name="E-mail")).to_be_visible()
    pool.get_by_role("searchbox", name="Search contacts").fill("0007")
    expect(pool.get_by_text("1 contact", exact=True)).to_be_visible()
    pool.get_by_role("button", name="Keep the changes").click()
    expect(pool.get_by_text("View “Passive nurses” changed.")).to_be_visible()
    expect(pool.get_by_text("1 contact", exact=True)).to_be_visible()
    pool.get_by_role("button", name="Passive nurses").click()
    pool.get_by_role("menuitem", name="Delete the view").click()
    expect(pool.get_by_text("61 contacts")).to_be_visible()
    pool.locator(".toast").get_by_role("button", name="Undo").click()
    expect(pool.get_by_role("button", name="Passive nurses")).to_be_visible()


def test_cells_are_walked_and_edited_with_keys(pool: Page) -> None:
    pool.keyboard.press("j")
    expect(pool.get_by_role("link", name="Pat Person0001", exact=True)).to_be_focused()
    pool.keyboard.press("ArrowRight")
    title = pool.locator("td[id$=-title]").first
    expect(title).to_be_focused()
    pool.keyboard.press("Enter")
    field = pool.get_by_role("textbox", name="Job title")
    expect(field).to_be_focused()
    field.fill("Head nurse")
    pool.keyboard.press("Enter")
    expect(title).to_have_text("Head nurse")
    expect(title).to_be_focused()
    pool.keyboard.press("j")
    second = pool.locator("td[id$=-title]").nth(1)
    expect(second).to_be_focused()
    pool.keyboard.press("Enter")
    expect(field).to_be_focused()
    field.fill("Nobody")
    pool.keyboard.press("Escape")
    expect(second).to_have_text("Nurse")
    expect(second).to_be_focused()
    second.click()
    expect(field).to_be_focused()
    field.fill("Matron")
    pool.keyboard.press("Enter")
    expect(second).to_have_text("Matron")
    pool.locator(".toast", has_text="Pat Person0002").get_by_role("button", name="Undo").click()
    expect(second).to_have_text("Nurse")


def test_help_tells_the_keys(pool: Page) -> None:
    pool.keyboard.press("?")
    dialog = pool.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog.get_by_text("From cell to cell")).to_be_visible()
    pool.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_the_list_is_filtered_by_criteria(pool: Page) -> None:
    pool.wait_for_load_state("networkidle")
    pool.keyboard.press("f")
    dialog = pool.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Add a condition").click()
    dialog.get_by_role("option", name="Job title").click()
    dialog.get_by_role("textbox", name="Value").fill("founder")
    expect(dialog.get_by_text("Zoë Person0061")).to_be_visible()
    dialog.get_by_role("button", name="Filter", exact=True).click()
    expect(pool.get_by_text("1 contact", exact=True)).to_be_visible()
    expect(pool.get_by_text("Job title contains “founder”")).to_be_visible()
    pool.get_by_role("link", name="Clear filters").click()
    expect(pool.get_by_text("61 contacts")).to_be_visible()
